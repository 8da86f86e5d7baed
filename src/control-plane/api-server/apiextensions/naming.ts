/** Names of kinds belong to who was first. Models apiextensions-apiserver pkg/controller/status/naming_controller.go. */
import { deepEqual } from '../../../api/object.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionNames } from '../../../api/types.ts'
import { type Condition, conditionOf, withCondition } from './conditions.ts'

/** The definition with the names that it may have and what is to be said about them, or undefined if all is said. `others` are those of its group. */
export function acceptNames(
  crd: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  timestamp: string,
): CustomResourceDefinition | undefined {
  const accepted = crd.status?.acceptedNames ?? { kind: '', plural: '' }
  if (deepEqual(crd.spec.names, accepted)) return undefined
  const { names, condition } = claim(crd.spec.names, accepted, [crd, ...others])
  const before = conditionOf(crd, 'NamesAccepted')
  if (deepEqual(names, accepted) && before && before.status === condition.status && before.reason === condition.reason && before.message === condition.message)
    return undefined
  const named: CustomResourceDefinition = { ...crd, status: { ...crd.status, acceptedNames: names } }
  const judged = withCondition(named, condition, timestamp)
  const established = establishedAfter(crd, condition)
  return established ? withCondition(judged, established, timestamp) : judged
}

/** Not established yet, until the establishing controller has seen that the names are accepted. */
function establishedAfter(crd: CustomResourceDefinition, names: Condition): Condition | undefined {
  const old = conditionOf(crd, 'Established')
  if (old?.status === 'True') return undefined
  if (names.status === 'True') return { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' }
  return old ? undefined : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
}

function claim(
  wanted: CustomResourceDefinitionNames,
  accepted: CustomResourceDefinitionNames,
  group: readonly CustomResourceDefinition[],
): { names: CustomResourceDefinitionNames; condition: Condition } {
  const taken = group.map(({ status }) => status?.acceptedNames)
  const resources = new Set(taken.flatMap((names) => (names ? [names.plural, names.singular ?? '', ...(names.shortNames ?? [])] : [])))
  const kinds = new Set(taken.flatMap((names) => (names ? [names.kind, names.listKind ?? ''] : [])))
  const names: Record<string, unknown> = { ...accepted }
  let condition: Condition = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
  const refuse = (reason: string, message: string): void => {
    condition = { type: 'NamesAccepted', status: 'False', reason, message }
  }
  const take = (field: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>, reason: string): void => {
    const name = wanted[field] ?? ''
    if (name !== (accepted[field] ?? '') && used.has(name)) refuse(reason, inUse(name))
    else names[field] = name
  }
  take('plural', resources, 'PluralConflict')
  take('singular', resources, 'SingularConflict')
  const clashes = (wanted.shortNames ?? []).filter((name) => !(accepted.shortNames ?? []).includes(name) && resources.has(name))
  if (clashes.length > 0) refuse('ShortNamesConflict', aggregate(clashes.map(inUse)))
  else if (wanted.shortNames) names.shortNames = wanted.shortNames
  else delete names.shortNames
  take('kind', kinds, 'KindConflict')
  take('listKind', kinds, 'ListKindConflict')
  if (wanted.categories) names.categories = wanted.categories
  else delete names.categories
  return { names: names as unknown as CustomResourceDefinitionNames, condition }
}

const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`

const aggregate = (messages: readonly string[]): string => (messages.length === 1 ? (messages[0] as string) : `[${[...new Set(messages)].join(', ')}]`)
