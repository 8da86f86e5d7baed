/** What a pod is charged for. Models pkg/quota/v1/evaluator/core/pods.go. */
import { pods } from '../kinds.ts'
import type { AnyObject } from '../object.ts'
import { chargedResources } from '../pod-resource-lists.ts'
import { addLists, type ResourceList } from '../resource-list.ts'
import type { Container, Pod } from '../types.ts'
import { countName, type QuotaEvaluator } from './evaluator.ts'
import { podInScope } from './pod-scope.ts'

const computed = ['cpu', 'memory', 'ephemeral-storage']
const podResources = new Set([countName(pods), 'pods', ...computed, ...computed.map((name) => `requests.${name}`), ...computed.map((name) => `limits.${name}`)])
/** If one of these is limited, every container must say how much it wants. */
const mustBeSaid = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'])

const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/')

export const podEvaluator: QuotaEvaluator = {
  kind: pods,
  matching: (names) =>
    names.filter(
      (name) => podResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-') || (name.startsWith('requests.') && isExtended(name)),
    ),
  missing: (object, names) => unsaid(object as unknown as Pod, names),
  inScope: (object, scope) => podInScope(object as unknown as Pod, scope),
  usage: (object, now) => podUsage(object as unknown as Pod, now),
}

/** `must specify limits.cpu for: web; requests.cpu for: log,web` */
function unsaid({ spec }: Pod, names: readonly string[]): string | undefined {
  // Said for the pod as a whole is enough.
  if (Object.keys({ ...spec.resources?.requests, ...spec.resources?.limits }).length > 0) return undefined
  const wanted = names.filter((name) => mustBeSaid.has(name)).sort()
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const lacking = (name: string): string[] =>
    [...new Set(containers.filter((container) => !(name in said(container))).map((container) => container.name))].sort()
  const complaints = wanted.map((name) => [name, lacking(name)] as const).filter(([, who]) => who.length > 0)
  return complaints.length === 0 ? undefined : `must specify ${complaints.map(([name, who]) => `${name} for: ${who.join(',')}`).join('; ')}`
}

const said = ({ resources }: Container): ResourceList => charges(resources?.requests ?? {}, resources?.limits ?? {})

/** Pods at the end of their life count as objects and take nothing any more. */
function podUsage(pod: Pod, now: number): ResourceList {
  const counted = { [countName(pods)]: '1' }
  if (!takesResources(pod, now)) return counted
  const { requests, limits } = chargedResources(pod)
  return addLists(counted, charges(requests, limits))
}

export function takesResources({ metadata, status }: AnyObject | Pod, now: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  // Its kubelet should be done with it by then.
  return !(deletionTimestamp && deletionGracePeriodSeconds !== undefined && now > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000)
}

function charges(requests: ResourceList, limits: ResourceList): ResourceList {
  const result: Record<string, string> = { pods: '1' }
  for (const [name, quantity] of Object.entries(requests)) {
    if (computed.includes(name) || isHugePages(name)) result[name] = quantity
    if (computed.includes(name) || isHugePages(name) || isExtended(name)) result[`requests.${name}`] = quantity
  }
  for (const [name, quantity] of Object.entries(limits)) if (computed.includes(name)) result[`limits.${name}`] = quantity
  return result
}
