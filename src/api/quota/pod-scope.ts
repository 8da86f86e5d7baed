/** Which scope of quotas a pod is in. */
import { compareQuantities } from '../resource-list.ts'
import type { Pod, PodSpec, ScopedResourceSelectorRequirement } from '../types.ts'

export function podInScope(pod: Pod, { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): boolean {
  switch (scopeName) {
    case 'Terminating':
      return hasDeadline(pod)
    case 'NotTerminating':
      return !hasDeadline(pod)
    case 'BestEffort':
      return isBestEffort(pod.spec)
    case 'NotBestEffort':
      return !isBestEffort(pod.spec)
    case 'PriorityClass':
      return selectsClass(pod.spec.priorityClassName ?? '', operator, values)
    case 'CrossNamespacePodAffinity':
      return looksElsewhere(pod.spec)
    default:
      return false
  }
}

const hasDeadline = ({ spec }: Pod): boolean => (spec.activeDeadlineSeconds ?? -1) >= 0

/** Nobody in the pod asks for CPU or memory, or limits them. */
function isBestEffort(spec: PodSpec): boolean {
  const parts = spec.resources ? [spec.resources] : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {})
  return parts.every(({ requests = {}, limits = {} }) =>
    [requests, limits].every((list) => ['cpu', 'memory'].every((name) => compareQuantities(list[name] ?? '0', '0') <= 0)),
  )
}

function selectsClass(name: string, operator: string, values: readonly string[]): boolean {
  if (operator === 'Exists') return name !== ''
  if (operator === 'DoesNotExist') return name === ''
  const included = name !== '' && values.includes(name)
  return operator === 'NotIn' ? !included : included
}

function looksElsewhere({ affinity }: PodSpec): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((rules) => [
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ])
  return terms.some((term) => (term.namespaces?.length ?? 0) > 0 || term.namespaceSelector !== undefined)
}
