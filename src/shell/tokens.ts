/** Cuts a text of shell language into words and operators, minding quotes, substitutions, comments and heredocs. */

export interface Token {
  /** What stands there, quotes included; operators as such, a line's end as '\n'. */
  readonly text: string
  readonly operator: boolean
}

const operators = ['<<<', '<<-', '&>>', '&&', '||', ';;', '<<', '>>', '>&', '<&', '>|', '&>', '|&', ';', '|', '&', '<', '>', '(', ')']

/** Words and operators; undefined if a quote, a substitution, a heredoc or a continued line is open. */
export function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const heredocs: { delimiter: string; tabs: boolean }[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] as string
    if (character === '\n') {
      tokens.push({ text: '\n', operator: false })
      at++
      for (let heredoc = heredocs.shift(); heredoc; heredoc = heredocs.shift()) {
        const end = endOfHeredoc(text, at, heredoc)
        if (end === undefined) return undefined
        at = end
      }
      continue
    }
    if (character === ' ' || character === '\t' || character === '\r') {
      at++
      continue
    }
    if (character === '#') {
      while (at < text.length && text[at] !== '\n') at++
      continue
    }
    const operator = operators.find((candidate) => text.startsWith(candidate, at))
    if (operator) {
      tokens.push({ text: operator, operator: true })
      at += operator.length
      continue
    }
    const end = endOfWord(text, at)
    if (end === undefined) return undefined
    const word = text.slice(at, end)
    const before = tokens.at(-1)
    if (before?.operator && (before.text === '<<' || before.text === '<<-'))
      heredocs.push({ delimiter: word.replace(/['"\\]/g, ''), tabs: before.text === '<<-' })
    tokens.push({ text: word, operator: false })
    at = end
  }
  return heredocs.length > 0 ? undefined : tokens
}

function endOfHeredoc(text: string, start: number, { delimiter, tabs }: { delimiter: string; tabs: boolean }): number | undefined {
  let at = start
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at)
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd)
    at = lineEnd < 0 ? text.length : lineEnd + 1
    if ((tabs ? line.replace(/^\t+/, '') : line) === delimiter) return at
  }
  return undefined
}

/** Where the word that starts at `at` ends. */
function endOfWord(text: string, start: number): number | undefined {
  let at = start
  while (at < text.length) {
    const end = endOfPart(text, at)
    if (end === undefined || end === at) return end
    at = end
  }
  return at
}

/** The end of one character, quote or substitution; `at` itself where the word ends. */
export function endOfPart(text: string, at: number): number | undefined {
  const character = text[at] as string
  if (character === '\\') return at + 1 < text.length ? at + 2 : undefined
  if (character === "'") return after(text.indexOf("'", at + 1), 1)
  if (character === '"') return endOfDoubleQuote(text, at)
  if (character === '`') return after(text.indexOf('`', at + 1), 1)
  if (text.startsWith('$(', at)) return endOfParentheses(text, at + 1)
  if (text.startsWith('${', at)) return after(text.indexOf('}', at), 1)
  return /[\s;|&<>()]/.test(character) ? at : at + 1
}

const after = (index: number, more: number): number | undefined => (index < 0 ? undefined : index + more)

function endOfDoubleQuote(text: string, start: number): number | undefined {
  let at = start + 1
  while (at < text.length) {
    if (text[at] === '"') return at + 1
    const end = text[at] === '\\' || text[at] === '`' || text[at] === '$' ? endOfPart(text, at) : at + 1
    if (end === undefined) return undefined
    at = Math.max(end, at + 1)
  }
  return undefined
}

function endOfParentheses(text: string, start: number): number | undefined {
  let depth = 0
  let at = start
  while (at < text.length) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0) return at + 1
    const end = endOfPart(text, at)
    if (end === undefined) return undefined
    at = Math.max(end, at + 1)
  }
  return undefined
}
