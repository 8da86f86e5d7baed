/** Walks over a YAML text and knows where it is. Characters past the end read as ''. */
import { DocumentError } from './error.ts'

/** A place in the text; lines and columns count from 0. */
export interface Mark {
  readonly at: number
  readonly line: number
  readonly column: number
}

/** What the scanner finds wrong; go-yaml names the line after the one it has counted to. */
export const scannerError = (problem: string, mark: Mark): DocumentError => located(problem, mark.line === 0 ? 0 : mark.line + 1)
/** What the parser finds wrong. */
export const parserError = (problem: string, mark: Mark): DocumentError => located(problem, mark.line)

const located = (problem: string, line: number): DocumentError => new DocumentError(line === 0 ? problem : `line ${line}: ${problem}`)

export const isBreak = (char: string): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029'
export const isBlank = (char: string): boolean => char === ' ' || char === '\t'
export const isBlankOrEnd = (char: string): boolean => char === '' || char === ' ' || char === '\t' || isBreak(char)

export class Characters {
  at = 0
  line = 0
  column = 0

  constructor(private readonly text: string) {}

  peek(offset = 0): string {
    return this.text.charAt(this.at + offset)
  }

  get mark(): Mark {
    return { at: this.at, line: this.line, column: this.column }
  }

  skip(count = 1): void {
    this.at += count
    this.column += count
  }

  /** Takes one character. */
  read(): string {
    const char = this.text.charAt(this.at)
    this.skip()
    return char
  }

  /** Takes a line break, and gives it back as the break that it means. */
  readBreak(): string {
    const char = this.peek()
    this.at += char === '\r' && this.peek(1) === '\n' ? 2 : 1
    this.line++
    this.column = 0
    return char === '\u2028' || char === '\u2029' ? char : '\n'
  }

  /** `---` or `...` alone at the beginning of a line. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false
    const three = this.text.slice(this.at, this.at + 3)
    return (three === '---' || three === '...') && isBlankOrEnd(this.peek(3))
  }
}

/** How the line breaks between two pieces of a scalar are written: one break is a space, more are one less. */
export function joined(leading: string, trailing: string): string {
  if (!leading.startsWith('\n')) return leading + trailing
  return trailing === '' ? ' ' : trailing
}
