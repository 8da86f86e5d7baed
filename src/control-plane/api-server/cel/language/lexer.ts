/** Text to tokens. */
import type { Issue } from './issues.ts'
import { readLiteral, readQuoted } from './literals.ts'
import type { Value } from './values.ts'

export interface Token {
  readonly kind: 'operator' | 'identifier' | 'quoted' | 'literal' | 'end'
  /** As it stands in the expression. */
  readonly text: string
  readonly at: number
  readonly value?: Value
}

const space = /[\t\n\r\f ]+|\/\/[^\n]*/y
const number = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y
const text =
  /(?:[rR][bB]?|[bB][rR])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')|[bB]?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')/y
const word = /[A-Za-z_][A-Za-z0-9_]*/y
const quoted = /`[A-Za-z0-9_.\-/ ]+`/y
const operator = /==|!=|<=|>=|&&|\|\||[[\]{}().,\-!?:+*/%<>]/y
const words: Readonly<Record<string, Value>> = { true: true, false: false, null: null }

/** Tokens with one at the end; what is no token is an issue and is skipped. */
export function tokenize(source: string, issues: Issue[]): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    return found === undefined || found === '' ? undefined : found
  }
  while (at < source.length) {
    const blank = take(space)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const token =
      literal(take(text) ?? take(number), at, issues) ?? name(take(word), at) ?? plain('quoted', take(quoted), at) ?? plain('operator', take(operator), at)
    if (token) {
      tokens.push(token)
      at += token.text.length
    } else at += unknown(source, at, issues)
  }
  tokens.push({ kind: 'end', text: '<EOF>', at })
  return tokens
}

const plain = (kind: 'quoted' | 'operator', found: string | undefined, at: number): Token | undefined =>
  found === undefined ? undefined : { kind, text: found, at }

function literal(found: string | undefined, at: number, issues: Issue[]): Token | undefined {
  if (found === undefined) return undefined
  if (/["']/.test(found) && readQuoted(found) === undefined) return undefined
  const read = readLiteral(found)
  if ('problem' in read) {
    issues.push({ at, message: read.problem })
    return { kind: 'literal', text: found, at, value: null }
  }
  return { kind: 'literal', text: found, at, value: read.value }
}

function name(found: string | undefined, at: number): Token | undefined {
  if (found === undefined) return undefined
  if (Object.hasOwn(words, found)) return { kind: 'literal', text: found, at, value: words[found] as Value }
  return { kind: found === 'in' ? 'operator' : 'identifier', text: found, at }
}

/** A quote without its partner takes what follows it as far as it could be a string; `|` and `&` take the next character, in which ANTLR hoped for their second half. */
function unknown(source: string, at: number, issues: Issue[]): number {
  const first = String.fromCodePoint(source.codePointAt(at) as number)
  let length = first.length
  if (/[|&=]/.test(first) && at + 1 < source.length) length = 2
  else if (first === '`') length = (/^`[A-Za-z0-9_.\-/ ]*./.exec(source.slice(at)) ?? [first])[0].length
  else if (/["']/.test(first)) length = brokenQuote(source, at)
  issues.push({ at, message: `Syntax error: token recognition error at: '${source.slice(at, at + length).replaceAll('\n', '\\n')}'` })
  return length
}

function brokenQuote(source: string, at: number): number {
  const quote = source[at] as string
  let end = at + 1
  while (end < source.length && source[end] !== quote && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1
  return Math.min(end, source.length) - at
}
