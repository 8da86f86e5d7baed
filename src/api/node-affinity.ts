/** Which nodes a pod asks for: nodeSelector and required node affinity. Models k8s.io/component-helpers scheduling/corev1/nodeaffinity. */
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Pod } from './types.ts'

/** nodeSelector and one of the required terms must hold. */
export function matchesNodeAffinity(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {}
  if (!Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

/** All its requirements must hold; a term without any matches no node. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false
  const fields = { 'metadata.name': node.metadata.name }
  return (
    matchExpressions.every((requirement) => holds(requirement, node.metadata.labels ?? {})) && matchFields.every((requirement) => holds(requirement, fields))
  )
}

/**
 * The only nodes that can match, if each required term names its own by `metadata.name`, as those of a DaemonSet's pods do;
 * none if its demands contradict each other, undefined if labels alone decide.
 */
export function namesOfNodes({ spec }: Pod): ReadonlySet<string> | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  if (!terms?.length) return undefined
  const names = new Set<string>()
  for (const { matchFields = [] } of terms) {
    const named = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values = [] }) => values)
    if (named.length === 0) return undefined
    for (const name of named[0] as readonly string[]) if (named.every((values) => values.includes(name))) names.add(name)
  }
  return names
}

function holds({ key, operator, values = [] }: NodeSelectorRequirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) > BigInt(values[0])
    case 'Lt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) < BigInt(values[0])
    default:
      return false
  }
}

const isInteger = (text: string | undefined): text is string => text !== undefined && /^[-+]?\d+$/.test(text)
