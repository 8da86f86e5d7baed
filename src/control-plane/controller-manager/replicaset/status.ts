import type { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../../api/types.ts'
import { isAvailable, isReady, withoutZeros } from '../pod-state.ts'

/** The status of a ReplicaSet with these active pods; `refusal` is what kept it from creating or deleting some. */
export function statusOf(replicaSet: ReplicaSet, active: readonly Pod[], terminating: number, refusal: StatusError | undefined, now: number): ReplicaSetStatus {
  const { spec, metadata, status } = replicaSet
  const templateLabels = Object.entries(spec.template?.metadata?.labels ?? {})
  const conditions = conditionsOf(replicaSet, active.length, refusal, now)
  return {
    ...(conditions.length > 0 ? { conditions } : {}),
    ...withoutZeros({
      fullyLabeledReplicas: active.filter((pod) => templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value)).length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: active.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, now)).length,
      observedGeneration: Math.max(metadata.generation ?? 0, status?.observedGeneration ?? 0),
    }),
    terminatingReplicas: terminating,
    replicas: active.length,
  }
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
