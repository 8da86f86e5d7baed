import type { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../../api/types.ts'
import { withoutZeros } from '../pod-state.ts'
import { lookAt } from './pod-look.ts'

/** The status of a ReplicaSet with these active pods; `refusal` is what kept it from creating or deleting some. */
export function statusOf(replicaSet: ReplicaSet, active: readonly Pod[], terminating: number, refusal: StatusError | undefined, now: number): ReplicaSetStatus {
  const { metadata, status } = replicaSet
  const conditions = conditionsOf(replicaSet, active.length, refusal, now)
  const counts = countsOf(replicaSet, active, now)
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...withoutZeros({
      fullyLabeledReplicas: counts.labeled,
      readyReplicas: counts.ready,
      availableReplicas: counts.available,
      observedGeneration: Math.max(metadata.generation ?? 0, status?.observedGeneration ?? 0),
    }),
    terminatingReplicas: terminating,
    replicas: active.length,
  }
}

function countsOf(replicaSet: ReplicaSet, active: readonly Pod[], now: number): { labeled: number; ready: number; available: number } {
  const counts = { labeled: 0, ready: 0, available: 0 }
  for (const pod of active) {
    const look = lookAt(pod, replicaSet)
    if (look.labeled) counts.labeled++
    if (look.availableAt === undefined) continue
    counts.ready++
    if (look.availableAt <= now) counts.available++
  }
  return counts
}

function conditionsOf(replicaSet: ReplicaSet, active: number, refusal: StatusError | undefined, now: number): ReplicaSetCondition[] {
  const conditions = replicaSet.status?.conditions ?? []
  const others = conditions.filter((condition) => condition.type !== 'ReplicaFailure')
  if (!refusal) return others
  if (others.length < conditions.length) return [...conditions]
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
