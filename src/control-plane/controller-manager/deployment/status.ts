import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import { withoutZeros } from '../pod-state.ts'
import { newCondition, withCondition } from './conditions.ts'
import { allOf, available, type ReplicaSets, sum, wanted } from './rollout.ts'
import { minAvailable } from './surge.ts'

export type Status = NonNullable<Deployment['status']>

/** The counts and the Available condition, as the ReplicaSets report them. */
export function statusOf(deployment: Deployment, sets: ReplicaSets, now: number): Status {
  const all = allOf(sets)
  const ready = sum(all, available)
  const { collisionCount, conditions } = deployment.status ?? {}
  const terminating = terminatingOf(all)
  const counts: Status = {
    ...withoutZeros({
      observedGeneration: deployment.metadata.generation,
      replicas: sum(all, (replicaSet) => replicaSet.status?.replicas ?? 0),
      updatedReplicas: sets.newSet?.status?.replicas,
      readyReplicas: sum(all, (replicaSet) => replicaSet.status?.readyReplicas ?? 0),
      availableReplicas: ready,
      unavailableReplicas: Math.max(0, sum(all, wanted) - ready),
    }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  }
  const condition =
    ready >= minimum(deployment)
      ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
      : newCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now)
  return withCondition(counts, condition)
}

const minimum = (deployment: Deployment): number => (deployment.spec.strategy?.type === 'Recreate' ? wanted(deployment) : minAvailable(deployment))

/** Unknown as long as one ReplicaSet has not said. */
const terminatingOf = (all: readonly ReplicaSet[]): number | undefined =>
  all.some((replicaSet) => replicaSet.status?.terminatingReplicas === undefined)
    ? undefined
    : sum(all, (replicaSet) => replicaSet.status?.terminatingReplicas ?? 0)

/** All replicas are of the new template, available, and nothing old is left. */
export const isComplete = ({ spec, metadata }: Deployment, status: Status): boolean =>
  (status.updatedReplicas ?? 0) === (spec.replicas ?? 1) &&
  (status.replicas ?? 0) === (spec.replicas ?? 1) &&
  (status.availableReplicas ?? 0) === (spec.replicas ?? 1) &&
  (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
