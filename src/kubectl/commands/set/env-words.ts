/** `NAME=value`, `NAME-` and `-` of `kubectl set env`. Models kubectl pkg/cmd/set/env/env_parse.go. */

import { isEnvVarName } from '../../../api/names.ts'
import type { EnvVar } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'

const isEnvironment = (word: string): boolean => /^.+=.*$/s.test(word) || word.endsWith('-')

/** Resources come first, then variables. */
export function splitWords(args: readonly string[]): { resources: string[]; variables: string[] } {
  const first = args.findIndex(isEnvironment)
  const resources = first < 0 ? [...args] : args.slice(0, first)
  const variables = first < 0 ? [] : args.slice(first)
  if (!variables.every(isEnvironment)) throw new CommandError(`all resources must be specified before environment changes: ${args.join(' ')}`)
  return { resources, variables }
}

export interface EnvironmentChange {
  readonly set: EnvVar[]
  readonly remove: string[]
  readonly usedStdin: boolean
}

export async function parseVariables(words: readonly string[], stdin: () => Promise<string>): Promise<EnvironmentChange> {
  const set: EnvVar[] = []
  const remove: string[] = []
  const named = new Set<string>()
  let usedStdin = false
  for (const word of words) {
    const at = word.indexOf('=')
    if (word === '-') {
      set.push(...fromLines(await stdin()))
      usedStdin = true
    } else if (at >= 0) {
      const name = word.slice(0, at)
      const errors = isEnvVarName(name)
      if (errors.length > 0) throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${errors.join(';')}`)
      named.add(name)
      set.push(variable(name, word.slice(at + 1)))
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1))
    else throw new CommandError(`unknown environment variable: ${word}`)
  }
  if (remove.some((name) => named.has(name))) throw new CommandError('can not both modify and remove the same environment variable in the same command')
  return { set, remove, usedStdin }
}

/** An empty value is left out, as Go leaves it out. */
const variable = (name: string, value: string): EnvVar => (value === '' ? { name } : { name, value })

const fromLines = (text: string): EnvVar[] =>
  text.split('\n').flatMap((line) => {
    const said = line.split('#')[0] as string
    const at = said.indexOf('=')
    return at < 0 ? [] : [variable(said.slice(0, at), said.slice(at + 1))]
  })

/** The variables after the change: new values in the place of old ones, the rest at the end. */
export function updated(existing: readonly EnvVar[], { set, remove }: Pick<EnvironmentChange, 'set' | 'remove'>): EnvVar[] {
  const result: EnvVar[] = []
  const done = new Set(remove)
  for (const one of existing) {
    if (done.has(one.name)) continue
    const newer = set.find((other) => other.name === one.name)
    if (newer) done.add(one.name)
    result.push(newer ?? one)
  }
  for (const one of set) {
    if (done.has(one.name)) continue
    done.add(one.name)
    result.push(one)
  }
  return result
}
