/**
 * Explains a line token by token: what each part is, what it means here, its default, its other form, and what has no
 * effect. Nothing is run. Meanings come from kubectl's table of commands and flags, so they are never older than the parser.
 */
import type { CommandTable } from '../../kubectl/flag-table.ts'
import { tokenize } from '../../shell/tokens.ts'
import { explainKubectl } from './explain-kubectl.ts'
import { isRedirection, shellSays } from './shell-words.ts'

type Role = 'program' | 'command' | 'flag' | 'value' | 'kind' | 'name' | 'argument' | 'operator' | 'file' | 'assignment' | 'unknown'

export interface Part {
  /** As it stands in the line. */
  readonly text: string
  readonly role: Role
  readonly says: string
  /** For flags: the table's entry as this command knows it. */
  readonly flag?: {
    readonly name: string
    readonly shorthand?: string
    readonly type: string
    readonly default: string
    readonly scope: 'global' | 'command'
    readonly deprecated?: string
  }
  /** Warnings: no effect here, did you mean, deprecated. */
  readonly notes?: readonly string[]
  /** What stands in a substitution: `$(…)`. */
  readonly inner?: readonly Part[]
}

/** The parts of a line, in order. Garbage is shown as such; an unfinished quote is said. Never throws. */
export function explainLine(line: string, table: CommandTable): Part[] {
  const tokens = tokenize(line)
  if (tokens) return commandsIn(tokens, table)
  const words = line
    .trim()
    .split(/\s+/)
    .filter((text) => text !== '')
    .map((text) => ({ text, operator: false }))
  return [...commandsIn(words, table), { text: '', role: 'unknown', says: 'The line is not finished: a quote, a parenthesis or a heredoc is still open.' }]
}

interface Word {
  readonly text: string
  readonly operator: boolean
}

function commandsIn(tokens: readonly Word[], table: CommandTable): Part[] {
  const parts: Part[] = []
  let words: string[] = []
  const flush = (): void => {
    parts.push(...simpleCommand(words, table))
    words = []
  }
  for (let i = 0; i < tokens.length; i++) {
    const { text, operator } = tokens[i] as Word
    const target = tokens[i + 1]
    if (operator && isRedirection(text) && target && !target.operator) {
      flush()
      parts.push({ text: `${text} ${target.text}`, role: 'file', says: shellSays(text) ?? 'redirects' })
      i++
    } else if (operator || text === '\n') {
      flush()
      if (text !== '\n') parts.push({ text, role: 'operator', says: shellSays(text) ?? 'part of the shell language' })
    } else words.push(text)
  }
  flush()
  return parts
}

function simpleCommand(words: readonly string[], table: CommandTable): Part[] {
  const parts: Part[] = []
  const rest = [...words]
  while (rest[0] !== undefined && /^[A-Za-z_]\w*=/.test(rest[0])) {
    const text = rest.shift() as string
    parts.push({
      text,
      role: 'assignment',
      says: `sets the variable ${text.split('=')[0]} ${rest.length > 0 ? 'for this command' : 'in the shell'}`,
      ...inside(text, table),
    })
  }
  const [program, ...args] = rest
  if (program === undefined) return parts
  if (program === 'kubectl' || program === 'k')
    return [
      ...parts,
      { text: program, role: 'program', says: 'sends requests to the API server and shows the answers' },
      ...explainKubectl(args, table).map((part) => ({ ...part, ...inside(part.text, table) })),
    ]
  const says = shellSays(program)
  return [
    ...parts,
    { text: program, role: says ? 'program' : 'unknown', says: says ?? 'another program, or a word of the shell' },
    ...args.map((text): Part => ({ text, role: 'argument', says: 'for that program', ...inside(text, table) })),
  ]
}

/** What a `$(…)` in a word stands for is explained as a line of its own. */
function inside(text: string, table: CommandTable): { inner?: readonly Part[] } {
  const start = text.startsWith("'") ? -1 : text.indexOf('$(')
  if (start < 0 || text.startsWith('$((', start)) return {}
  const end = text.lastIndexOf(')')
  return end > start ? { inner: explainLine(text.slice(start + 2, end), table) } : {}
}
