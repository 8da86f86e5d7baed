/** Reads words: quotes, `$x`, `${x:-y}`, `$(…)`, backquotes, `$((…))`. The cursor is shared with the command parser. */
import { type Script, SyntaxProblem, type Word, type WordPart } from './syntax.ts'

export class Cursor {
  at = 0
  line = 1

  constructor(
    readonly text: string,
    readonly parseScript: (text: string) => Script,
  ) {}

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(offset = 0): string {
    return this.text[this.at + offset] ?? ''
  }

  next(): string {
    const char = this.text[this.at++] ?? ''
    if (char === '\n') this.line++
    return char
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next()
  }

  fail(message: string, incomplete = false): never {
    throw new SyntaxProblem(message, this.line, incomplete)
  }
}

const metacharacters = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', ''])
const special = '@*#?-$!0123456789'

/** Collects parts, joining neighbouring texts of one kind. */
class Parts {
  readonly list: WordPart[] = []
  add(text: string, quoted: boolean): void {
    const last = this.list.at(-1)
    if (last?.kind === 'text' && last.quoted === quoted) this.list[this.list.length - 1] = { kind: 'text', text: last.text + text, quoted }
    else this.list.push({ kind: 'text', text, quoted })
  }
}

/** A word of a command line, or undefined if none starts here. */
export function readWord(cursor: Cursor): Word | undefined {
  const parts = new Parts()
  while (!metacharacters.has(cursor.peek())) readPart(cursor, parts)
  return parts.list.length > 0 ? parts.list : undefined
}

function readPart(cursor: Cursor, parts: Parts): void {
  const char = cursor.peek()
  if (char === '\\') {
    cursor.next()
    const escaped = cursor.done ? '\\' : cursor.next()
    if (escaped !== '\n') parts.add(escaped, true)
  } else if (char === "'") {
    cursor.next()
    const end = cursor.text.indexOf("'", cursor.at)
    if (end < 0) cursor.fail('unterminated quoted string', true)
    const text = cursor.text.slice(cursor.at, end)
    cursor.skip(text.length + 1)
    parts.add(text, true)
  } else if (char === '"') {
    cursor.next()
    parts.add('', true)
    readQuoted(cursor, parts, '"')
  } else if (char === '$') readDollar(cursor, parts, false)
  else if (char === '`') readBackquote(cursor, parts, false)
  else parts.add(cursor.next(), false)
}

/** The inside of double quotes, up to `end`; also the text of a heredoc with `end` ''. */
function readQuoted(cursor: Cursor, parts: Parts, end: string): void {
  for (;;) {
    const char = cursor.peek()
    if (cursor.done && end !== '') cursor.fail('unterminated quoted string', true)
    if (cursor.done) return
    if (char === end) {
      cursor.next()
      return
    }
    if (char === '\\') {
      cursor.next()
      const escaped = cursor.next()
      if (escaped === '\n') continue
      parts.add('$`\\'.includes(escaped) || (escaped === '"' && end === '"') || (escaped === '}' && end === '}') ? escaped : `\\${escaped}`, true)
    } else if (char === '$') readDollar(cursor, parts, true)
    else if (char === '`') readBackquote(cursor, parts, true)
    else parts.add(cursor.next(), true)
  }
}

function readDollar(cursor: Cursor, parts: Parts, quoted: boolean): void {
  cursor.next()
  const char = cursor.peek()
  if (cursor.startsWith('((')) {
    const inner = arithmeticText(cursor)
    if (inner !== undefined) {
      parts.list.push({ kind: 'arithmetic', word: parseQuotedText(inner, cursor.parseScript), quoted })
      return
    }
  }
  if (char === '(') {
    const text = parenthesized(cursor)
    parts.list.push({ kind: 'command', script: cursor.parseScript(text), quoted })
  } else if (char === '{') readBraces(cursor, parts, quoted)
  else if (/[A-Za-z_]/.test(char)) {
    let name = ''
    while (/[A-Za-z0-9_]/.test(cursor.peek())) name += cursor.next()
    parts.list.push({ kind: 'parameter', name, quoted })
  } else if (char !== '' && special.includes(char)) {
    parts.list.push({ kind: 'parameter', name: cursor.next(), quoted })
  } else parts.add('$', quoted)
}

/** `${name}`, `${#name}`, `${name:-word}` and its like; the cursor stands on the brace. */
function readBraces(cursor: Cursor, parts: Parts, quoted: boolean): void {
  cursor.next()
  const rest = cursor.text.slice(cursor.at)
  const length = /^#([A-Za-z_][A-Za-z0-9_]*|[@*#?$!0-9])\}/.exec(rest)
  if (length) {
    cursor.skip(length[0].length)
    parts.list.push({ kind: 'parameter', name: length[1] as string, operator: 'length', quoted })
    return
  }
  const name = /^([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/.exec(rest)?.[0]
  if (name === undefined) cursor.fail('bad substitution')
  cursor.skip(name.length)
  if (cursor.peek() === '}') {
    cursor.next()
    parts.list.push({ kind: 'parameter', name, quoted })
    return
  }
  const operator = /^(:?[-=?+]|%%|%|##|#|\/\/|\/|:)/.exec(cursor.text.slice(cursor.at))?.[0]
  if (operator === undefined) {
    if (cursor.done) cursor.fail('end of file unexpected (expecting "}")', true)
    cursor.fail('bad substitution')
  }
  cursor.skip(operator.length)
  const inner = new Parts()
  const patternOperator = /[%#/]/.test(operator)
  if (quoted && !patternOperator) readQuoted(cursor, inner, '}')
  else {
    while (cursor.peek() !== '}') {
      if (cursor.done) cursor.fail('end of file unexpected (expecting "}")', true)
      readPart(cursor, inner)
    }
    cursor.next()
  }
  parts.list.push({ kind: 'parameter', name, operator, word: inner.list, quoted })
}

function readBackquote(cursor: Cursor, parts: Parts, quoted: boolean): void {
  cursor.next()
  let text = ''
  while (cursor.peek() !== '`') {
    if (cursor.done) cursor.fail('end of file unexpected (expecting "`")', true)
    const char = cursor.next()
    if (char === '\\' && '$`\\'.includes(cursor.peek())) text += cursor.next()
    else text += char
  }
  cursor.next()
  parts.list.push({ kind: 'command', script: cursor.parseScript(text), quoted })
}

/** The text between a parenthesis and its match, quotes respected; the cursor ends after it. */
function parenthesized(cursor: Cursor): string {
  cursor.next()
  const start = cursor.at
  let depth = 1
  while (depth > 0) {
    if (cursor.done) cursor.fail('end of file unexpected (expecting ")")', true)
    const char = cursor.next()
    if (char === '\\') cursor.next()
    else if (char === "'") while (!cursor.done && cursor.next() !== "'");
    else if (char === '"') {
      while (!cursor.done && cursor.peek() !== '"') {
        if (cursor.peek() === '\\') cursor.next()
        if (cursor.peek() === '$' && cursor.peek(1) === '(') {
          cursor.next()
          parenthesized(cursor)
        } else cursor.next()
      }
      cursor.next()
    } else if (char === '(') depth++
    else if (char === ')') {
      // A pattern of `case` inside of `$(…)` closes no parenthesis.
      if (depth > 1 || !insideCase(cursor.text.slice(start, cursor.at - 1))) depth--
    }
  }
  return cursor.text.slice(start, cursor.at - 1)
}

const insideCase = (text: string): boolean => (text.match(/(^|[\s;(])case\s/g)?.length ?? 0) > (text.match(/(^|[\s;])esac(?=$|[\s;)])/g)?.length ?? 0)

/** The inside of `((…))` if both parentheses close together; the cursor moves only then. */
function arithmeticText(cursor: Cursor): string | undefined {
  let depth = 0
  for (let i = cursor.at; i < cursor.text.length; i++) {
    if (cursor.text[i] === '(') depth++
    if (cursor.text[i] === ')' && --depth === 0) {
      if (cursor.text[i - 1] !== ')') return undefined
      const inner = cursor.text.slice(cursor.at + 2, i - 1)
      cursor.skip(i + 1 - cursor.at)
      return inner
    }
  }
  return cursor.fail("missing '))'", true)
}

/** A text in which expansions count but words do not: heredocs, arithmetic, prompts. */
export function parseQuotedText(text: string, parseScript: (text: string) => Script): Word {
  const cursor = new Cursor(text, parseScript)
  const parts = new Parts()
  readQuoted(cursor, parts, '')
  return parts.list
}

/** The name of a variable. */
export function readName(cursor: Cursor): string {
  const name = /^[A-Za-z_]\w*/.exec(cursor.text.slice(cursor.at))?.[0]
  if (name === undefined) cursor.fail('bad for loop variable')
  cursor.skip(name.length)
  return name
}
