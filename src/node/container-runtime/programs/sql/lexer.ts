/** SQL text as words, strings, numbers and symbols, each with its place. */

export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end'
  /** Words in lower case; names (quoted), strings and symbols as they are. */
  readonly text: string
  /** As it was written. */
  readonly raw: string
  readonly at: number
  readonly end: number
}

/** What quotes mean: `"` quotes a name in the standard, a string in MySQL, where backticks quote names. */
export type Quotes = 'standard' | 'mysql'

const pattern =
  /(--[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)|('(?:[^'\\]|''|\\[\s\S])*'?)|("(?:[^"]|"")*"?)|(`(?:[^`]|``)*`?)|(\$\$[\s\S]*?\$\$)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(@@?(?:\w|\.)+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(<>|<=|>=|!=|\|\||::|->>|->|\S)/g

export function tokens(text: string, quotes: Quotes): Token[] {
  const all: Token[] = []
  for (const match of text.matchAll(pattern)) {
    const [raw, comment, string, double, tick, dollar, number, word] = match
    const at = match.index
    const put = (kind: Token['kind'], meaning: string): void => void all.push({ kind, text: meaning, raw, at, end: at + raw.length })
    if (comment !== undefined && !(raw.startsWith('#') && quotes === 'standard')) continue
    if (string !== undefined) put('string', unquoted(string, "'", quotes === 'mysql'))
    else if (double !== undefined) put(quotes === 'mysql' ? 'string' : 'name', unquoted(double, '"', quotes === 'mysql'))
    else if (tick !== undefined) put('name', unquoted(tick, '`', false))
    else if (dollar !== undefined) put('string', dollar.slice(2, -2))
    else if (number !== undefined) put('number', number)
    else if (word !== undefined) put('word', word.toLowerCase())
    else put('symbol', raw)
  }
  all.push({ kind: 'end', text: '', raw: '', at: text.length, end: text.length })
  return all
}

function unquoted(raw: string, quote: string, escapes: boolean): string {
  const inner = raw.endsWith(quote) && raw.length > 1 ? raw.slice(1, -1) : raw.slice(1)
  const doubled = inner.replaceAll(quote + quote, quote)
  return escapes ? doubled.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r', 0: '\0' })[letter] ?? letter) : doubled
}

/** The statements of a script, each with its place; what is left after the last `;` is the last one. */
export function split(text: string, quotes: Quotes): { text: string; at: number; complete: boolean }[] {
  const parts: { text: string; at: number; complete: boolean }[] = []
  let from = 0
  let depth = 0
  for (const token of tokens(text, quotes)) {
    if (token.kind === 'symbol' && token.text === '(') depth++
    if (token.kind === 'symbol' && token.text === ')') depth--
    if (token.kind !== 'symbol' || token.text !== ';' || depth > 0) continue
    parts.push({ text: text.slice(from, token.at), at: from, complete: true })
    from = token.end
  }
  if (text.slice(from).trim() !== '') parts.push({ text: text.slice(from), at: from, complete: false })
  return parts.filter((part) => part.text.trim() !== '')
}
