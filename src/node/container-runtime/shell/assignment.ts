/** `NAME=value` and `NAME+=value` before a command. */
import type { Assignment, Word } from './syntax.ts'

/** The assignment that a word is, if it is one. */
export function asAssignment(word: Word): Assignment | undefined {
  const [first, ...rest] = word
  if (first?.kind !== 'text' || first.quoted) return undefined
  const match = /^([A-Za-z_]\w*)(\+?)=/.exec(first.text)
  if (!match?.[1]) return undefined
  const text = first.text.slice(match[0].length)
  return { name: match[1], append: match[2] === '+', value: text === '' ? rest : [{ kind: 'text', text, quoted: false }, ...rest] }
}
