/** Words such as `deployment web a=1 b-`: what it is about, and what changes. Models kubectl pkg/cmd/util/helpers.go. */
import { CommandError } from '../errors.ts'

const isPair = (word: string): boolean => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-')

/** Splits words into resources and changes; resources come first. `what` is the kind of change: `label`. */
export function resourcesAndPairs(args: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const first = args.findIndex(isPair)
  const resources = first < 0 ? [...args] : args.slice(0, first)
  const pairs = first < 0 ? [] : args.slice(first)
  const stray = pairs.find((word) => !isPair(word))
  if (stray !== undefined) throw new CommandError(`all resources must be specified before ${what} changes: ${stray}`)
  return { resources, pairs }
}

export interface Changes {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
}

/** `key=value` sets, and where `removal` is allowed `key-` removes. */
export function parsePairs(pairs: readonly string[], what: string, removal: boolean): Changes {
  const set = new Map<string, string>()
  const remove: string[] = []
  const invalid: string[] = []
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at > 0) set.set(pair.slice(0, at), pair.slice(at + 1))
    else if (removal && pair.endsWith('-') && pair !== '-') remove.push(pair.slice(0, -1))
    else invalid.push(pair)
  }
  if (invalid.length > 0) throw new CommandError(`invalid ${what} format: ${invalid.join(', ')}`)
  return { set, remove }
}
