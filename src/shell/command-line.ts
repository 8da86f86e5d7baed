/**
 * Reads a command line as far as is needed to tell three things apart: a plain one (words, quotes, variables), which is
 * run at once; one that has not ended (an open quote, a heredoc, `do` without `done`), for which more is asked; and
 * everything else, which is bash's to read.
 */
import { isOpen } from './open-construct.ts'
import { plainWord, type Variables } from './plain-word.ts'
import { tokenize } from './tokens.ts'

/** Words that bash reads as a language where a command's name would stand. */
const keywords = new Set('if then elif else fi for while until select do done case esac { } ! [[ function time'.split(' '))

export type Reading =
  | { readonly kind: 'plain'; readonly words: readonly string[] }
  | { readonly kind: 'script' }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'empty' }

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
