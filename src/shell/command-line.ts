/**
 * Reads a command line as far as is needed to tell three things apart: a plain one (words, quotes, variables), which is
 * run at once; one that has not ended (an open quote, a heredoc, `do` without `done`), for which more is asked; and
 * everything else, which is bash's to read.
 */

export type Reading =
  | { readonly kind: 'plain'; readonly words: readonly string[] }
  | { readonly kind: 'script' }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'empty' }

interface Token {
  /** What stands there, quotes included; operators as such, a line's end as '\n'. */
  readonly text: string
  readonly operator: boolean
}

type Variables = (name: string) => string | undefined

/** `variable` gives the value of $NAME, $? and the like. Where the value would be split into words, bash must do it. */
export function readCommandLine(text: string, variable: Variables): Reading {
  const tokens = tokenize(text)
  if (tokens === undefined) return { kind: 'unfinished' }
  if (tokens.every((token) => token.text === '\n')) return { kind: 'empty' }
  if (isOpen(tokens)) return { kind: 'unfinished' }
  const words = tokens.filter((token) => token.text !== '\n')
  if (words.length + 1 < tokens.length || words.some((token) => token.operator)) return { kind: 'script' }
  const plain = words.map((token) => plainWord(token.text, variable))
  const first = words[0]?.text ?? ''
  if (plain.includes(undefined) || /^\w+\+?=/.test(first) || keywords.has(first)) return { kind: 'script' }
  return { kind: 'plain', words: plain as string[] }
}

const operators = ['<<<', '<<-', '&>>', '&&', '||', ';;', '<<', '>>', '>&', '<&', '>|', '&>', '|&', ';', '|', '&', '<', '>', '(', ')']

/** Words and operators; undefined if a quote, a substitution, a heredoc or a continued line is open. */
function tokenize(text: string): Token[] | undefined {
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
function endOfPart(text: string, at: number): number | undefined {
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

const opens: Readonly<Record<string, string>> = { if: 'fi', do: 'done', case: 'esac', '{': '}', '(': ')' }
const keywords = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'for',
  'while',
  'until',
  'select',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '!',
  '[[',
  'function',
  'time',
])
/** After these a command starts, and with it a keyword may. */
const beginners = new Set(['\n', ';', ';;', '&', '&&', '||', '|', '|&', '(', ')', 'then', 'else', 'elif', 'do', 'if', 'while', 'until', '{', '!', 'time'])

/** Whether a construct has begun and not ended, or an operator waits for its right side. */
function isOpen(tokens: readonly Token[]): boolean {
  const awaited: string[] = []
  let commandStarts = true
  let loopHead = false
  for (const { text, operator } of tokens) {
    const closes = awaited.at(-1)
    const mayLead: boolean = operator || text === '\n' || commandStarts
    if (text === closes && (commandStarts || text === ')')) awaited.pop()
    else if (text === '(' ? closes !== 'esac' : commandStarts && text in opens) {
      if (text === 'do') loopHead = false
      awaited.push(opens[text] as string)
    } else if (commandStarts && /^(for|while|until|select)$/.test(text)) loopHead = true
    commandStarts = mayLead && beginners.has(text)
    if (text === 'in' && closes === 'esac') commandStarts = true
  }
  const last = tokens.findLast((token) => token.text !== '\n')
  return awaited.length > 0 || loopHead || (last?.operator === true && ['&&', '||', '|', '|&'].includes(last.text))
}

/** The word without its quotes and with its variables; undefined if bash must read it (substitutions, globs, braces, splitting). */
function plainWord(text: string, variable: Variables): string | undefined {
  let word = ''
  let at = 0
  while (at < text.length) {
    const end = endOfPart(text, at) as number
    const part = text.slice(at, Math.max(end, at + 1))
    const plain = plainPart(part, text, at, variable)
    if (plain === undefined) return undefined
    word += plain.value
    at += plain.length ?? part.length
  }
  return word
}

function plainPart(part: string, text: string, at: number, variable: Variables): { value: string; length?: number } | undefined {
  const first = part[0] as string
  if (first === "'") return { value: part.slice(1, -1) }
  if (first === '\\') return { value: part[1] === '\n' ? '' : (part[1] as string) }
  if (first === '"') return quoted(part.slice(1, -1), variable)
  if (first === '$') {
    const named = nameOfVariable(text.slice(at))
    const value = named && variable(named.name)
    // An unquoted value that is empty or has blanks or globs in it would become no word, or several.
    return named && value && !/[\s*?[]/.test(value) ? { value, length: named.length } : undefined
  }
  if (first === '~' ? at === 0 : /[`*?[\]{}]/.test(first)) return undefined
  return { value: first }
}

function quoted(inner: string, variable: Variables): { value: string } | undefined {
  if (/`|\$\(/.test(inner)) return undefined
  let value = ''
  for (let at = 0; at < inner.length; ) {
    const named = inner[at] === '$' ? nameOfVariable(inner.slice(at)) : undefined
    if (inner[at] === '$' && inner[at + 1] === '{' && !named) return undefined
    if (inner[at] === '\\' && /[$`"\\\n]/.test(inner[at + 1] ?? '')) {
      value += inner[at + 1] === '\n' ? '' : inner[at + 1]
      at += 2
    } else {
      value += named ? (variable(named.name) ?? '') : inner[at]
      at += named?.length ?? 1
    }
  }
  return { value }
}

function nameOfVariable(text: string): { name: string; length: number } | undefined {
  const match = /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})/.exec(text)
  return match ? { name: (match[1] ?? match[2]) as string, length: match[0].length } : undefined
}
