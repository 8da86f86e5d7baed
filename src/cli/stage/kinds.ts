/** Finds a kind by any of its names, as kubectl would: pods, pod, po, Pod, deployments.apps. */
import type { ResourceDefinition } from '../../control-plane/api-server/resource.ts'

/** The cluster serves no such kind: an error of whoever asks. */
class UnknownKind extends Error {
  constructor(name: string) {
    super(`the cluster serves no kind called "${name}"`)
  }
}

/** @throws UnknownKind */
export function kindNamed(definitions: readonly ResourceDefinition<any>[], name: string): ResourceDefinition<any> {
  const [first = '', ...rest] = name.toLowerCase().split('.')
  const group = rest.join('.')
  const found = definitions.find((definition) => namesOf(definition).includes(first) && (group === '' || groupsOf(definition).includes(group)))
  if (!found) throw new UnknownKind(name)
  return found
}

const namesOf = ({ of, singular, short = [] }: ResourceDefinition<any>): string[] => [
  of.plural,
  singular ?? of.kind.toLowerCase(),
  of.kind.toLowerCase(),
  ...short,
]

/** `deployments.apps`, `deployments.v1.apps` */
const groupsOf = ({ of }: ResourceDefinition<any>): string[] => [of.group, of.group === '' ? of.version : `${of.version}.${of.group}`]
