/** Finds the command that a line means. Models spf13/cobra's Find: flags may stand before and between the command's words. */
import type { CommandDefinition } from './command.ts'
import { CommandError } from './errors.ts'
import type { FlagTable } from './flags.ts'
import { globalFlags } from './global-flags.ts'
import { byShorthand, normalName } from './parse-flags.ts'

export interface Found {
  readonly command: CommandDefinition
  /** The line without the command's words, flags and all. */
  readonly rest: readonly string[]
}

export const lastWord = (command: CommandDefinition): string => command.name.split(' ').at(-1) as string

export const isCalled = (command: CommandDefinition, word: string): boolean => lastWord(command) === word || (command.aliases ?? []).includes(word)

/** Throws CommandError if the first word names no command. */
export function findCommand(root: CommandDefinition, line: readonly string[]): Found {
  let command = root
  let rest = line
  for (;;) {
    const word = wordsOf(command, rest)[0]
    const next = word === undefined ? undefined : command.subcommands?.find((candidate) => isCalled(candidate, word))
    if (next === undefined) break
    rest = without(command, rest, word as string)
    command = next
  }
  const unknown = wordsOf(root, rest)[0]
  if (command === root && unknown !== undefined) throw unknownCommand(root, unknown, line)
  return { command, rest }
}

/** The flags that a command understands: its own, which win, and the global ones. */
export const flagsOf = (command: CommandDefinition): FlagTable => ({ ...globalFlags, ...command.flags })

function takesNextWord(word: string, flags: FlagTable): boolean {
  if (word.includes('=')) return false
  if (word.startsWith('--')) return flags[normalName(word.slice(2))]?.bare === undefined
  return word.startsWith('-') && word.length === 2 && byShorthand(flags, word[1] as string)?.[1].bare === undefined
}

function wordsOf(command: CommandDefinition, line: readonly string[]): string[] {
  const flags = flagsOf(command)
  const words: string[] = []
  for (let i = 0; i < line.length; i++) {
    const word = line[i] as string
    if (word === '--') break
    if (takesNextWord(word, flags)) i++
    else if (word !== '' && !word.startsWith('-')) words.push(word)
  }
  return words
}

function without(command: CommandDefinition, line: readonly string[], found: string): string[] {
  const flags = flagsOf(command)
  for (let i = 0; i < line.length; i++) {
    const word = line[i] as string
    if (takesNextWord(word, flags)) i++
    else if (word === found) return [...line.slice(0, i), ...line.slice(i + 1)]
  }
  return [...line]
}

function unknownCommand(root: CommandDefinition, word: string, line: readonly string[]): CommandError {
  // Whatever is no command might be a plugin, and plugins want their name first.
  if (line[0]?.startsWith('-')) return new CommandError(`Error: flags cannot be placed before plugin name: ${line[0]}`)
  const similar = suggestions(root, word)
  const hint = similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((name) => `\t${name}\n`).join('')}`
  return new CommandError(`unknown command ${JSON.stringify(word)} for "kubectl"${hint}`)
}

const suggestions = (root: CommandDefinition, word: string): string[] =>
  (root.subcommands ?? [])
    .filter((command) => command.hidden !== true && command.deprecated === undefined)
    .filter((command) => {
      const name = lastWord(command)
      return distance(name.toLowerCase(), word.toLowerCase()) <= 2 || name.startsWith(word.toLowerCase()) || command.suggestFor?.includes(word.toLowerCase())
    })
    .map(lastWord)

/** How many letters to insert, drop or change to get from one word to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
