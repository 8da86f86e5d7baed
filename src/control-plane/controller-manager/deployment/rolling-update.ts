/** The RollingUpdate strategy: a little more of the new, a little less of the old. Models pkg/controller/deployment/rolling.go. */
import { replicaSets } from '../../../api/kinds.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import { cleanHistory } from './history.ts'
import { syncRevision } from './new-replica-set.ts'
import { writeProgress } from './progress.ts'
import { allOf, available, isActive, oldestFirst, type ReplicaSets, type Rollout, sum, wanted } from './rollout.ts'
import { resize } from './scale.ts'
import { isComplete } from './status.ts'
import { minAvailable, newReplicas } from './surge.ts'

export function rollingUpdate(rollout: Rollout): void {
  const sets = syncRevision(rollout, true)
  const moved = grow(rollout, sets) || shrink(rollout, sets)
  if (!moved && isComplete(rollout.deployment, rollout.deployment.status ?? {})) cleanHistory(rollout, sets.oldSets)
  writeProgress(rollout, sets)
}

function grow(rollout: Rollout, sets: ReplicaSets): boolean {
  const { deployment } = rollout
  const { newSet } = sets
  if (!newSet || wanted(newSet) === wanted(deployment)) return false
  const size = wanted(newSet) > wanted(deployment) ? wanted(deployment) : newReplicas(deployment, allOf(sets), newSet)
  return resize(rollout, newSet, size)
}

function shrink(rollout: Rollout, sets: ReplicaSets): boolean {
  const oldSets = sets.oldSets.filter(isActive).sort(oldestFirst)
  const { newSet } = sets
  const unavailableNew = newSet ? wanted(newSet) - available(newSet) : 0
  const room = sum(allOf(sets), wanted) - minAvailable(rollout.deployment) - unavailableNew
  if (oldSets.length === 0 || room <= 0) return false
  // Pods that serve nobody go first: they cannot be missed.
  const cleaned = take(rollout, oldSets, room, (replicaSet) => Math.max(0, wanted(replicaSet) - available(replicaSet)))
  const spare = sum(allOf(sets), available) - minAvailable(rollout.deployment)
  return take(rollout, oldSets, spare, wanted) || cleaned
}

/** Takes up to `limit` replicas off the sets, in order, from each as many as `most` says. */
function take(rollout: Rollout, oldSets: readonly ReplicaSet[], limit: number, most: (replicaSet: ReplicaSet) => number): boolean {
  let left = limit
  for (const { metadata } of oldSets) {
    const replicaSet = rollout.context.lister(replicaSets).get(metadata.name, metadata.namespace)
    const count = replicaSet ? Math.min(left, most(replicaSet)) : 0
    if (!replicaSet || count <= 0) continue
    resize(rollout, replicaSet, wanted(replicaSet) - count)
    left -= count
  }
  return left < limit
}
