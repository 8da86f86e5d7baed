/** How the tutor speaks: behind a bar, apart from what kubectl prints, so that nobody takes one for the other. */
import { reflowed, wrap } from './wrap.ts'

/** Colours, handed in by the edge; each is the identity where there is no terminal. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

export const plainPaint: Paint = { bold: (t) => t, dim: (t) => t, green: (t) => t, yellow: (t) => t, cyan: (t) => t }

type Style = (text: string) => string

/** Prose wider than this is hard to read, however wide the terminal is. */
const widest = 92

export class Speech {
  #muted = false

  constructor(
    private readonly paint: Paint,
    private readonly write: (text: string) => void,
    /** How wide the terminal is now. */
    private readonly columns: () => number = () => 80,
  ) {}

  /** Says nothing while this runs: nobody listens. */
  async silently<T>(run: () => Promise<T>): Promise<T> {
    this.#muted = true
    try {
      return await run()
    } finally {
      this.#muted = false
    }
  }

  /** Prose: `code` and **strong words** set apart. */
  say(text: string): void {
    this.#lines(text, (line) => this.#inline(line, plain))
  }

  heading(text: string): void {
    this.#lines(text, (line) => this.#inline(line, this.paint.bold))
  }

  /** A remark that may be overlooked. */
  aside(text: string): void {
    this.#lines(text, (line) => this.#inline(line, this.paint.dim))
  }

  /** A command to type, as it would stand at a prompt. */
  command(text: string): void {
    for (const [i, line] of clean(text).split('\n').entries()) this.#put(`  ${this.paint.dim(i === 0 ? '$' : '>')} ${this.paint.cyan(line)}`)
  }

  passed(text: string): void {
    this.#lines(text, (line) => this.#inline(line, this.paint.green), this.paint.green('✓ '), 0)
  }

  missing(text: string): void {
    this.#lines(text, (line) => this.#inline(line, plain), `${this.paint.yellow('· not yet:')} `, 9)
  }

  /** Lines of our own making, coloured already. */
  show(lines: readonly string[]): void {
    for (const line of lines) this.#put(line)
  }

  /** `mark` before the first line, two blanks before the others; `taken`: what it is wider than these. */
  #lines(text: string, style: Style, mark = '', taken = 0): void {
    const margin = mark === '' ? '' : '  '
    const width = Math.min(this.columns(), widest) - 2 - margin.length
    const lines = unbroken(reflowed(clean(text), width))
      .split('\n')
      .flatMap((line, i) => wrap(line, width, i === 0 ? taken : 0))
    for (const [i, line] of lines.entries()) this.#put(`${i === 0 ? mark : margin}${style(line)}`)
  }

  #put(line: string): void {
    if (!this.#muted) this.write(`${`${this.paint.cyan('│')} ${line}`.trimEnd()}\n`)
  }

  /** `Code` and **strong words** in their own colours, everything else in the style. */
  #inline(line: string, style: Style): string {
    return line
      .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
      .map((part) => {
        if (part.startsWith('`') && part.length > 2) return this.paint.cyan(part.slice(1, -1))
        if (part.startsWith('**') && part.length > 4) return this.paint.bold(part.slice(2, -2))
        return part === '' ? '' : style(part)
      })
      .join('')
  }
}

const plain: Style = (text) => text

/** A span that goes over several lines is set apart in each of them. */
const unbroken = (text: string): string =>
  text.replace(/(`)([^`]+)`|(\*\*)([^*]+)\*\*/g, (_, tick, code, stars, strong) =>
    (code ?? strong).replace(/^( *)(.+)$/gm, `$1${tick ?? stars}$2${tick ?? stars}`),
  )

/** Text of a lesson, or of the cluster, must not steer the terminal. */
export const clean = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
