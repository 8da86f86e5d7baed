/** What a disruption budget says to an eviction, and what an eviction costs it. Models checkAndDecrement of pkg/registry/core/pod/storage/eviction.go. */

import { setCondition } from '../../../../api/conditions.ts'
import { podDisruptionBudgets } from '../../../../api/kinds.ts'
import { matches, SelectorError, selectorOf } from '../../../../api/labels.ts'
import { deepCopy } from '../../../../api/object.ts'
import { forbidden, StatusError } from '../../../../api/status.ts'
import type { Pod, PodDisruptionBudget } from '../../../../api/types.ts'
import type { Registry } from '../../registry/registry.ts'
import { podDisruptionBudget } from '../../resources/pod-disruption-budget.ts'

const violated = "Cannot evict pod as it would violate the pod's disruption budget."
/** More evictions that the budget's controller has not seen yet are not given out. */
const mostDisrupted = 2000

const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }

/** The one budget that covers the pod, or undefined. @throws 500 if there are more, for which nobody has said what to do. */
export function coveringBudget(registry: Registry, { metadata }: Pod): PodDisruptionBudget | undefined {
  const [budget, ...more] = registry.all(podDisruptionBudgets, metadata.namespace).filter(({ spec }) => covers(spec?.selector, metadata.labels))
  if (more.length > 0) throw new StatusError(500, '', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  return budget
}

/** A budget without a selector, or with an empty one, covers nothing. */
function covers(selector: NonNullable<PodDisruptionBudget['spec']>['selector'], labels: Pod['metadata']['labels']): boolean {
  try {
    const parsed = selectorOf(selector)
    return parsed.length > 0 && matches(parsed, labels)
  } catch (error) {
    if (error instanceof SelectorError) return false
    throw error
  }
}

/** Takes one of the disruptions that the budget allows. @throws 403, 429 */
export function charge(registry: Registry, budget: PodDisruptionBudget, pod: Pod, dryRun: boolean): void {
  check(budget)
  if (dryRun) return
  const { name, namespace = '' } = budget.metadata
  const { timestamp } = registry.context(self)
  const target = { definition: podDisruptionBudget, namespace, name, subresource: 'status' }
  registry.update(target, (current) => charged(current as unknown as PodDisruptionBudget, pod, timestamp) as never, { user: self, dryRun: false, warnings: [] })
}

function check(budget: PodDisruptionBudget): void {
  const { metadata, status } = budget
  const allowed = status?.disruptionsAllowed ?? 0
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw tooManyRequests(budget)
  if (allowed < 0) throw refusal(budget, 'pdb disruptions allowed is negative', 'pdb disruptions allowed is negative')
  if (Object.keys(status?.disruptedPods ?? {}).length > mostDisrupted)
    throw refusal(
      budget,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
      'too many pending evictions not confirmed by PDB controller',
    )
  if (allowed === 0) throw new StatusError(429, 'TooManyRequests', violated, { causes: [cause(deniedText(budget))] })
}

const cause = (message: string) => ({ reason: 'DisruptionBudget', message })

/** Its controller has still to look at the budget, or at the pod. */
export const tooManyRequests = ({ metadata: { name } }: PodDisruptionBudget): StatusError =>
  new StatusError(429, 'TooManyRequests', violated, {
    causes: [cause(`The disruption budget ${name} is still being processed by the server.`)],
    retryAfterSeconds: 10,
  })

function refusal({ metadata: { name } }: PodDisruptionBudget, why: string, more: string): StatusError {
  const error = forbidden({ group: 'policy', plural: 'poddisruptionbudget' }, name, why)
  error.status.details = { ...error.status.details, causes: [cause(`The disruption budget ${name} does not allow evicting pods currently: ${more}`)] }
  return error
}

function deniedText({ metadata: { name }, status }: PodDisruptionBudget): string {
  const { currentHealthy = 0, desiredHealthy = 0, conditions = [] } = status ?? {}
  const denied = conditions.find(({ type, status, message }) => type === 'DisruptionAllowed' && status === 'False' && message)
  const not = `The disruption budget ${name} does not allow evicting pods currently`
  if (denied?.reason === 'SyncFailed') return `${not} because it failed sync: ${denied.message}`
  if (currentHealthy <= desiredHealthy) return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  return denied ? `${not} (${denied.reason}): ${denied.message}` : not
}

function charged(current: PodDisruptionBudget, pod: Pod, timestamp: string): PodDisruptionBudget {
  const copy = deepCopy(current)
  const status = copy.status as NonNullable<PodDisruptionBudget['status']>
  status.disruptionsAllowed = (status.disruptionsAllowed ?? 0) - 1
  status.disruptedPods = { ...status.disruptedPods, [pod.metadata.name]: timestamp }
  if (status.disruptionsAllowed === 0) {
    const none = { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '', observedGeneration: status.observedGeneration ?? 0 }
    status.conditions = setCondition(status.conditions ?? [], none, timestamp)
  }
  return copy
}
