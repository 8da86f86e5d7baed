import { replicaSets } from '../../../api/kinds.ts'
import { isNotFound } from '../../../api/status.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import { isTerminating } from '../pod-state.ts'
import { revisionOf } from './annotations.ts'
import { historyLimit } from './conditions.ts'
import { type Rollout, wanted } from './rollout.ts'

/** Deletes the oldest ReplicaSets beyond revisionHistoryLimit, if they are empty. */
export function cleanHistory({ context, deployment }: Rollout, oldSets: readonly ReplicaSet[]): void {
  const limit = historyLimit(deployment)
  if (limit === undefined) return
  const alive = oldSets.filter((replicaSet) => !isTerminating(replicaSet)).sort((a, b) => revisionOf(a) - revisionOf(b))
  for (const { metadata, ...replicaSet } of alive.slice(0, Math.max(0, alive.length - limit))) {
    const observed = replicaSet.status?.observedGeneration ?? 0
    if ((replicaSet.status?.replicas ?? 0) !== 0 || wanted({ metadata, ...replicaSet }) !== 0 || (metadata.generation ?? 0) > observed) continue
    try {
      context.client.delete(replicaSets, metadata.name, metadata.namespace)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}
