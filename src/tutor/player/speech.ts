/** How the tutor speaks: apart from what kubectl prints, so that nobody takes one for the other. */

/** Colours, handed in by the edge; each is the identity where there is no terminal. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

export const plainPaint: Paint = { bold: (t) => t, dim: (t) => t, green: (t) => t, yellow: (t) => t, cyan: (t) => t }

export class Speech {
  constructor(
    private readonly paint: Paint,
    private readonly write: (text: string) => void,
  ) {}

  /** Prose: each line behind a bar, `code` and **strong words** set apart. */
  say(text: string): void {
    this.#lines(text, (line) => this.#inline(line))
  }

  heading(text: string): void {
    this.#lines(text, this.paint.bold)
  }

  /** A remark that may be overlooked. */
  aside(text: string): void {
    this.#lines(text, (line) =>
      line
        .split('`')
        .map((part, i) => (i % 2 === 1 ? this.paint.cyan(part) : part === '' ? '' : this.paint.dim(part)))
        .join(''),
    )
  }

  /** A command to type, as it would stand at a prompt. */
  command(text: string): void {
    this.#lines(text, (line) => this.paint.cyan(line), '  $ ', '  > ')
  }

  passed(text: string): void {
    this.#lines(text, (line) => this.paint.green(line), this.paint.green('✓ '), '  ')
  }

  missing(text: string): void {
    this.#lines(text, (line) => this.#inline(line), this.paint.yellow('· not yet: '), '  ')
  }

  blank(): void {
    this.write('\n')
  }

  #lines(text: string, style: (line: string) => string, first = '', rest = ''): void {
    const bar = this.paint.cyan('│ ')
    for (const [i, line] of clean(text).split('\n').entries()) this.write(`${`${bar}${i === 0 ? first : rest}${style(line)}`.trimEnd()}\n`)
  }

  #inline(line: string): string {
    return line.replace(/`([^`]+)`/g, (_, code: string) => this.paint.cyan(code)).replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => this.paint.bold(strong))
  }
}

/** Text of a lesson, or of the cluster, must not steer the terminal. */
const clean = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
