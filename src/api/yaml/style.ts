/** How a text may be written as a YAML scalar, and the writing. Models the emitter of libyaml as go-yaml v2 carries it. */

const bestWidth = 80

export interface Allowed {
  readonly plain: boolean
  readonly single: boolean
  readonly block: boolean
  readonly multiline: boolean
}

const isBreak = (char: string | undefined): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029'

/** go-yaml escapes whatever lies beyond the first 65536 characters. */
function isPrintable(char: string): boolean {
  const code = char.codePointAt(0)!
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true
  return code >= 0xa0 && code <= 0xfffd && code !== 0xfeff && !(code >= 0xd800 && code <= 0xdfff)
}

const startsSpecial = new Set('#,[]{}&*!|>\'"%@`')

function blockIndicators(chars: readonly string[]): boolean {
  const [first] = chars
  if (first === undefined) return false
  const text = chars.slice(0, 3).join('')
  if (text === '---' || text === '...') return true
  if (startsSpecial.has(first)) return true
  const blankAt = (index: number): boolean => index >= chars.length || chars[index] === ' ' || chars[index] === '\t'
  if ((first === '?' || first === ':' || first === '-') && blankAt(1)) return true
  return chars.some((char, i) => i > 0 && ((char === ':' && blankAt(i + 1)) || (char === '#' && (blankAt(i - 1) || isBreak(chars[i - 1])))))
}

/** Most texts by far: a word, a path, an image, a flag. They may be written in any way. */
const word = /^(?!---|-$)[-\w/](?:[-\w/.,=+]|:(?=[-\w/]))*$/
const anything: Allowed = { plain: true, single: true, block: true, multiline: false }

export function analyze(value: string): Allowed {
  if (word.test(value)) return anything
  const chars = [...value]
  if (chars.length === 0) return { plain: true, single: true, block: false, multiline: false }
  const last = chars.length - 1
  const multiline = chars.some(isBreak)
  const spaceThenBreak = chars.some((char, i) => char === ' ' && isBreak(chars[i + 1]))
  const breakThenSpace = chars.some((char, i) => isBreak(char) && chars[i + 1] === ' ')
  const special = spaceThenBreak || chars.some((char) => !isPrintable(char))
  const edge = (char: string | undefined): boolean => char === ' ' || isBreak(char)
  return {
    plain: !special && !multiline && !edge(chars[0]) && !edge(chars[last]) && !blockIndicators(chars),
    single: !special && !breakThenSpace,
    block: !special && chars[last] !== ' ',
    multiline,
  }
}

/** A plain text, folded at spaces where a line has grown beyond the width. `column`: where the text begins; `indent`: where lines go on. */
export function folded(value: string, indent: number, column: number): string {
  if (word.test(value)) return value
  return fold(
    [...value],
    indent,
    column,
    (char) => char,
    (i, chars) => chars[i + 1] !== ' ',
  )
}

export function singleQuoted(value: string, indent: number, column: number, mayFold: boolean): string {
  const chars = [...value]
  const inner = (i: number): boolean => mayFold && i > 0 && i < chars.length - 1 && chars[i + 1] !== ' '
  return `'${fold(chars, indent, column + 1, (char) => (char === "'" ? "''" : char), inner)}'`
}

function fold(
  chars: readonly string[],
  indent: number,
  start: number,
  write: (char: string) => string,
  mayBreak: (index: number, chars: readonly string[]) => boolean,
): string {
  let text = ''
  let column = start
  let afterSpace = false
  let afterBreak = false
  chars.forEach((char, i) => {
    if (isBreak(char)) {
      text += char
      column = 0
      afterBreak = true
      afterSpace = false
      return
    }
    if (afterBreak) {
      text += ' '.repeat(indent)
      column = indent
      afterBreak = false
    }
    if (char === ' ' && !afterSpace && column > bestWidth && mayBreak(i, chars)) {
      text += `\n${' '.repeat(indent)}`
      column = indent
    } else {
      const written = write(char)
      text += written
      column += written.length === 2 && char === "'" ? 2 : 1
    }
    afterSpace = char === ' '
  })
  return text
}

const escapes: Record<string, string> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\u000b': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

function escaped(char: string, always: boolean): string {
  if (!always && isPrintable(char) && !isBreak(char) && char !== '"' && char !== '\\') return char
  const letter = escapes[char]
  if (letter !== undefined) return `\\${letter}`
  const code = char.codePointAt(0)!
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

export function doubleQuoted(value: string, indent: number, start: number, mayFold: boolean): string {
  const chars = [...value]
  // go-yaml looks for a byte order mark at the beginning again for every character.
  const marked = value.startsWith('\ufeff')
  let text = '"'
  let column = start + 1
  let afterSpace = false
  chars.forEach((char, i) => {
    if (char === ' ' && mayFold && !marked && !afterSpace && column > bestWidth && i > 0 && i < chars.length - 1) {
      text += `\n${' '.repeat(indent)}`
      column = indent
      if (chars[i + 1] === ' ') {
        text += '\\'
        column++
      }
    } else {
      const written = escaped(char, marked)
      text += written
      column += [...written].length
    }
    afterSpace = char === ' '
  })
  return `${text}"`
}

/** `|`, `|-` or `|+`, and an indentation hint where the first line begins with a space or is empty. */
export function literal(value: string, indent: string): string {
  const chars = [...value]
  const hint = chars[0] === ' ' || isBreak(chars[0]) ? '2' : ''
  const last = chars.length - 1
  const chomp = !isBreak(chars[last]) ? '-' : last === 0 || isBreak(chars[last - 1]) ? '+' : ''
  let text = `|${hint}${chomp}\n`
  let newLine = true
  for (const char of chars) {
    text += newLine && !isBreak(char) ? indent + char : char
    newLine = isBreak(char)
  }
  return text.endsWith('\n') ? text : `${text}\n`
}
