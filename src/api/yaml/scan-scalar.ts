/** Scalars as the scanner reads them: plain, quoted, and block. Models go-yaml v2 scannerc.go. */
import { type Characters, isBlank, isBlankOrEnd, isBreak, joined, scannerError } from './characters.ts'

export interface PlainScalar {
  readonly value: string
  /** It ended behind a line break, so that a key may follow. */
  readonly endedLine: boolean
}

/** `indent`: the column where lines of the scalar must at least begin. */
export function scanPlain(chars: Characters, indent: number, inFlow: boolean): PlainScalar {
  let value = ''
  let blanks = ''
  let leading = ''
  let trailing = ''
  let newLine = false
  while (!chars.atDocumentIndicator() && chars.peek() !== '#') {
    while (!isBlankOrEnd(chars.peek()) && !endsPlain(chars, inFlow)) {
      value += newLine ? joined(leading, trailing) : blanks
      newLine = false
      blanks = leading = trailing = ''
      value += chars.read()
    }
    if (!isBlank(chars.peek()) && !isBreak(chars.peek())) break
    while (isBlank(chars.peek()) || isBreak(chars.peek())) {
      if (isBlank(chars.peek())) {
        if (newLine && chars.column < indent && chars.peek() === '\t') throw scannerError('found a tab character that violates indentation', chars.mark)
        const blank = chars.read()
        if (!newLine) blanks += blank
      } else if (newLine) trailing += chars.readBreak()
      else {
        blanks = ''
        leading = chars.readBreak()
        newLine = true
      }
    }
    if (!inFlow && chars.column < indent) break
  }
  return { value, endedLine: newLine }
}

function endsPlain(chars: Characters, inFlow: boolean): boolean {
  const char = chars.peek()
  if (char === ':' && isBlankOrEnd(chars.peek(1))) return true
  return inFlow && (char === ',' || char === '?' || char === '[' || char === ']' || char === '{' || char === '}')
}

/** A scalar in quotes; the reader stands at the first one. */
export function scanQuoted(chars: Characters): string {
  const quote = chars.read()
  let value = ''
  for (;;) {
    if (chars.atDocumentIndicator()) throw scannerError('found unexpected document indicator', chars.mark)
    if (chars.peek() === '') throw scannerError('found unexpected end of stream', chars.mark)
    let escapedBreak = false
    while (!isBlankOrEnd(chars.peek()) && !escapedBreak) {
      if (quote === "'" && chars.peek() === "'" && chars.peek(1) === "'") {
        value += "'"
        chars.skip(2)
      } else if (chars.peek() === quote) break
      else if (quote === '"' && chars.peek() === '\\' && isBreak(chars.peek(1))) {
        chars.skip()
        chars.readBreak()
        escapedBreak = true
      } else value += quote === '"' && chars.peek() === '\\' ? scanEscape(chars) : chars.read()
    }
    if (chars.peek() === quote) break
    value += scanWhitespace(chars, escapedBreak)
  }
  chars.skip()
  return value
}

function scanWhitespace(chars: Characters, escapedBreak: boolean): string {
  let blanks = ''
  let leading = ''
  let trailing = ''
  let newLine = escapedBreak
  while (isBlank(chars.peek()) || isBreak(chars.peek())) {
    if (isBlank(chars.peek())) {
      const blank = chars.read()
      if (!newLine) blanks += blank
    } else if (newLine) trailing += chars.readBreak()
    else {
      blanks = ''
      leading = chars.readBreak()
      newLine = true
    }
  }
  if (!newLine) return blanks
  return leading === '' ? trailing : joined(leading, trailing)
}

const escapes: Record<string, string> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\u000b',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  '/': '/',
}
const hexDigits: Record<string, number> = { x: 2, u: 4, U: 8 }

function scanEscape(chars: Characters): string {
  const letter = chars.peek(1)
  const plain = escapes[letter]
  if (plain !== undefined) {
    chars.skip(2)
    return plain
  }
  const digits = hexDigits[letter]
  if (digits === undefined) throw scannerError('found unknown escape character', chars.mark)
  chars.skip(2)
  let code = 0
  for (let i = 0; i < digits; i++) {
    const digit = Number.parseInt(chars.peek(i), 16)
    if (Number.isNaN(digit)) throw scannerError('did not find expected hexdecimal number', chars.mark)
    code = code * 16 + digit
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw scannerError('found invalid Unicode character escape code', chars.mark)
  chars.skip(digits)
  return String.fromCodePoint(code)
}

/** A literal or folded block; the reader stands at `|` or `>`. `parentIndent`: -1 outside of any block. */
export function scanBlock(chars: Characters, parentIndent: number): string {
  const literal = chars.read() === '|'
  const { chomp, increment } = scanHeader(chars)
  const breaks = new BlockBreaks(chars, parentIndent, increment)
  let value = ''
  let leading = ''
  let leadingBlank = false
  let trailing = breaks.skip()
  while (chars.column === breaks.indent && chars.peek() !== '') {
    const trailingBlank = isBlank(chars.peek())
    if (!literal && leading.startsWith('\n') && !leadingBlank && !trailingBlank) value += trailing === '' ? ' ' : ''
    else value += leading
    value += trailing
    leadingBlank = isBlank(chars.peek())
    while (chars.peek() !== '' && !isBreak(chars.peek())) value += chars.read()
    leading = chars.peek() === '' ? '' : chars.readBreak()
    trailing = breaks.skip()
  }
  if (chomp !== '-') value += leading
  return chomp === '+' ? value + trailing : value
}

function scanHeader(chars: Characters): { chomp: string; increment: number } {
  let chomp = ''
  let increment = 0
  for (let i = 0; i < 2; i++) {
    const char = chars.peek()
    if (chomp === '' && (char === '+' || char === '-')) chomp = chars.read()
    else if (increment === 0 && /\d/.test(char)) {
      if (char === '0') throw scannerError('found an indentation indicator equal to 0', chars.mark)
      increment = Number(chars.read())
    }
  }
  while (isBlank(chars.peek())) chars.skip()
  if (chars.peek() === '#') while (chars.peek() !== '' && !isBreak(chars.peek())) chars.skip()
  if (chars.peek() !== '' && !isBreak(chars.peek())) throw scannerError('did not find expected comment or line break', chars.mark)
  if (chars.peek() !== '') chars.readBreak()
  return { chomp, increment }
}

/** Indentation and empty lines of a block; the first line with content sets the indentation if nothing else did. */
class BlockBreaks {
  indent: number

  constructor(
    private readonly chars: Characters,
    private readonly parentIndent: number,
    increment: number,
  ) {
    this.indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment
  }

  /** Goes to the next line of content; gives back the breaks on the way. */
  skip(): string {
    const { chars } = this
    let breaks = ''
    let widest = 0
    for (;;) {
      while ((this.indent === 0 || chars.column < this.indent) && chars.peek() === ' ') chars.skip()
      widest = Math.max(widest, chars.column)
      if ((this.indent === 0 || chars.column < this.indent) && chars.peek() === '\t')
        throw scannerError('found a tab character where an indentation space is expected', chars.mark)
      if (!isBreak(chars.peek())) break
      breaks += chars.readBreak()
    }
    if (this.indent === 0) this.indent = Math.max(widest, this.parentIndent + 1, 1)
    return breaks
  }
}
