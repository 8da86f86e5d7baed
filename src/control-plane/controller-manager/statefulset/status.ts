import type { Pod, StatefulSetStatus } from '../../../api/types.ts'
import { availableAt, isReady, isTerminating, withoutZeros } from '../pod-state.ts'
import { revisionOf } from './identity.ts'
import type { Round } from './statefulset.ts'

/** Models updateStatus and completeRollingUpdate of pkg/controller/statefulset. */
export function statusOf(round: Round, now: number): StatefulSetStatus {
  const { set, pods, current, update } = round
  const ready = pods.filter(isRunningAndReady)
  const present = pods.filter((pod) => !isTerminating(pod))
  const made = (revision: string): number => present.filter((pod) => revisionOf(pod) === revision).length
  const availableReplicas = ready.filter((pod) => (availableAt(pod, minReady(round)) ?? Number.POSITIVE_INFINITY) <= now).length
  const updatedReplicas = made(update.metadata.name)
  const wanted = set.spec?.replicas ?? 1
  // The update is over: what was new is what there is.
  const complete = set.spec?.updateStrategy?.type === 'RollingUpdate' && [updatedReplicas, ready.length, pods.length].every((count) => count === wanted)
  const { conditions } = set.status ?? {}
  return {
    ...(conditions ? { conditions } : {}),
    ...withoutZeros({
      readyReplicas: ready.length,
      currentReplicas: complete ? updatedReplicas : made(current.metadata.name),
      updatedReplicas,
      observedGeneration: set.metadata.generation ?? 0,
    }),
    availableReplicas,
    collisionCount: set.status?.collisionCount ?? 0,
    currentRevision: complete ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    replicas: pods.length,
  }
}

const minReady = ({ set }: Round): number => set.spec?.minReadySeconds ?? 0
const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isReady(pod)

/** When the next pod becomes available that is ready now. */
export function wakeAt(round: Round, now: number): number | undefined {
  const times = round.pods.map((pod) => availableAt(pod, minReady(round))).filter((at): at is number => at !== undefined && at > now)
  return times.length === 0 ? undefined : Math.min(...times)
}
