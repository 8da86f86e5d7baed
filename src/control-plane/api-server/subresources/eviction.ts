/**
 * Eviction: a delete that asks first. A pod that a disruption budget covers goes only if the budget allows it, and then
 * the budget is charged for it at once, before its controller has seen anything. Models pkg/registry/core/pod/storage/eviction.go.
 */

import { setCondition } from '../../../api/conditions.ts'
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import { badRequest, conflict, isConflict } from '../../../api/status.ts'
import type { DeleteOptions, Eviction, Pod } from '../../../api/types.ts'
import { created, success } from '../encoding/respond.ts'
import { charge, coveringBudget, tooManyRequests } from './eviction/budget.ts'
import { isPod, type Subresource, type SubresourceCall } from './subresource.ts'

export const eviction: Subresource = {
  name: 'eviction',
  verbs: ['create'],
  serves: () => ({ group: 'policy', version: 'v1', kind: 'Eviction' }),
  of: isPod,
  handle(call) {
    const { info, definition, registry, write, decode } = call
    const { object } = decode('Eviction', 'Eviction', 'v1') as unknown as { object: Eviction }
    if (object.metadata?.name !== info.name) throw badRequest('name in URL does not match name in Eviction object')
    registry.ask('CREATE', { definition, namespace: info.namespace, name: info.name, subresource: 'eviction' }, object as unknown as AnyObject, write)
    const options = object.deleteOptions ?? {}
    const dryRun = write.dryRun || (options.dryRun?.includes('All') ?? false)
    const pod = registry.get(definition, info.namespace, info.name) as unknown as Pod
    const budget = ignoresBudgets(pod) ? undefined : coveringBudget(registry, pod)
    const spared = budget !== undefined && !isReady(pod) && mayGoUnready(budget)
    if (budget && !spared) charge(registry, budget, pod, dryRun)
    try {
      remove(call, options, dryRun)
    } catch (error) {
      // Somebody changed the pod in between: it may count now.
      if (spared && isConflict(error) && !options.preconditions?.resourceVersion) throw tooManyRequests(budget)
      throw error
    }
    return created({ ...success(), code: 201 })
  },
}

/** Nothing is lost with these. */
const ignoresBudgets = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '')

const isReady = ({ status }: Pod): boolean => status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** A pod that is not ready is no part of what is healthy, so that it can go if there is enough without it. */
function mayGoUnready({ spec, status }: NonNullable<ReturnType<typeof coveringBudget>>): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {}
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

/** The pod is told why, and goes. */
function remove({ info, definition, registry, write }: SubresourceCall, { preconditions, ...options }: DeleteOptions, dryRun: boolean): void {
  if (dryRun)
    return void registry.delete(definition, info.namespace, info.name, { ...options, ...(preconditions ? { preconditions } : {}) }, { ...write, dryRun })
  const { timestamp } = registry.context(write.user)
  const target = { definition, namespace: info.namespace, name: info.name, subresource: 'status' }
  registry.update(target, (current) => withTarget(current as unknown as Pod, preconditions, timestamp) as never, write)
  // The version that was asked for has been compared; it is not the pod's any more.
  registry.delete(definition, info.namespace, info.name, { ...options, ...(preconditions?.uid ? { preconditions: { uid: preconditions.uid } } : {}) }, write)
}

function withTarget(current: Pod, preconditions: DeleteOptions['preconditions'], timestamp: string): Pod {
  for (const [what, wanted, found] of [
    ['UID', preconditions?.uid, current.metadata.uid],
    ['ResourceVersion', preconditions?.resourceVersion, current.metadata.resourceVersion],
  ])
    if (wanted && wanted !== found)
      throw conflict(
        { group: '', plural: 'Pod' },
        current.metadata.name,
        `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). The object might have been deleted and then recreated`,
      )
  const { generation } = current.metadata
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  }
  const copy = deepCopy(current)
  copy.status = { ...copy.status, conditions: setCondition(copy.status?.conditions ?? [], condition, timestamp) }
  return copy
}
