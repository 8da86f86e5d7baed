import type { Pod, ReplicaSet } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { availableAt, isActive, isTerminal, isTerminating } from '../pod-state.ts'

/** What a ReplicaSet needs to know of a pod. */
export interface PodLook {
  readonly spec: ReplicaSet['spec']
  /** Its selector chooses the pod. */
  readonly matches: boolean
  readonly active: boolean
  readonly terminating: boolean
  /** The pod has all labels of the template. */
  readonly labeled: boolean
  /** When it counts as available, in milliseconds; undefined while it is not ready. */
  readonly availableAt: number | undefined
}

const looks = new WeakMap<Pod, PodLook>()

/**
 * Looks once at each state of a pod: of a large set one pod changes at a time, and all are counted. A spec that did not
 * change is the same object in every state of a ReplicaSet.
 */
export function lookAt(pod: Pod, { spec }: ReplicaSet): PodLook {
  let look = looks.get(pod)
  if (look?.spec !== spec) looks.set(pod, (look = freshLook(pod, spec)))
  return look
}

const freshLook = (pod: Pod, spec: ReplicaSet['spec']): PodLook => ({
  spec,
  matches: matchesCached(spec.selector, pod.metadata.labels ?? {}),
  active: isActive(pod),
  terminating: isTerminating(pod) && !isTerminal(pod),
  labeled: Object.entries(spec.template?.metadata?.labels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value),
  availableAt: availableAt(pod, spec.minReadySeconds ?? 0),
})
