import type { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../../api/types.ts'
import { withoutZeros } from '../pod-state.ts'
import type { PodCounts } from './pod-census.ts'

/** The status of a ReplicaSet with so many pods; `refusal` is what kept it from creating or deleting some. */
export function statusOf(replicaSet: ReplicaSet, counts: PodCounts, refusal: StatusError | undefined, now: number): ReplicaSetStatus {
  const { metadata, status } = replicaSet
  const conditions = conditionsOf(replicaSet, counts.active, refusal, now)
  return {
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
    ...withoutZeros({
      fullyLabeledReplicas: counts.labeled,
      readyReplicas: counts.ready,
      availableReplicas: counts.available,
      observedGeneration: Math.max(metadata.generation ?? 0, status?.observedGeneration ?? 0),
    }),
    terminatingReplicas: counts.terminating,
    replicas: counts.active,
  }
}

function conditionsOf(replicaSet: ReplicaSet, active: number, refusal: StatusError | undefined, now: number): readonly ReplicaSetCondition[] {
  const conditions = replicaSet.status?.conditions ?? []
  const others = conditions.length === 0 ? conditions : conditions.filter((condition) => condition.type !== 'ReplicaFailure')
  if (!refusal) return others
  if (others.length < conditions.length) return conditions
  return [
    ...others,
    {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: active < (replicaSet.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
      message: refusal.message,
    },
  ]
}
