/** The words after a verb: `TYPE NAME…`, `TYPE1,TYPE2 [NAME…]`, `TYPE/NAME…`. Models cli-runtime pkg/resource/builder.go. */
import { CommandError } from '../errors.ts'

export interface Named {
  readonly resource: string
  readonly name: string
}

export interface Words {
  /** Types to list, or the type of `names`. */
  readonly types: readonly string[]
  readonly names: readonly string[]
  /** From `TYPE/NAME`. */
  readonly pairs: readonly Named[]
}

/** Throws CommandError for words that do not go together. */
export function readWords(args: readonly string[]): Words {
  const words = spread(args)
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes === 0) return { types: words.length > 0 ? splitTypes(words[0] as string) : [], names: words.slice(1), pairs: [] }
  if (slashes !== words.length)
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    )
  return { types: [], names: [], pairs: words.map(splitPair) }
}

/** `a,b c d` means a/c a/d b/c b/d. */
function spread(args: readonly string[]): readonly string[] {
  const types = args.length >= 2 ? splitTypes(args[0] as string) : []
  return types.length > 1 ? types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`)) : args
}

const splitTypes = (word: string): string[] => [...new Set(word.split(','))]

export function splitPair(word: string): Named {
  const [resource = '', name = '', ...more] = word.split('/')
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash')
  if (resource === '' || name === '' || splitTypes(resource).length !== 1)
    throw new CommandError('arguments in resource/name form must have a single resource and name')
  return { resource, name }
}
