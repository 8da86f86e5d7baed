/** What controllers read off a pod. Models kubernetes pkg/api/v1/pod. */
import { parseTime } from '../../api/time.ts'
import type { Pod, PodCondition } from '../../api/types.ts'

export const podCondition = (pod: Pod, type: string): PodCondition | undefined => pod.status?.conditions?.find((condition) => condition.type === type)

/** The index of pods by the node that they are on. */
export const byNodeName = (pod: Pod): string | undefined => pod.spec.nodeName

export const isReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True'

/** Succeeded or Failed: its containers will not run again. */
export const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

export const isTerminating = (object: { metadata: { deletionTimestamp?: string } }): boolean => object.metadata.deletionTimestamp !== undefined

/** Neither ended nor on its way out: it counts as a replica. */
export const isActive = (pod: Pod): boolean => !isTerminal(pod) && !isTerminating(pod)

/** When a pod counts as available, in milliseconds: ready for `minReadySeconds`; undefined while it is not ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number | undefined {
  const ready = podCondition(pod, 'Ready')
  if (ready?.status !== 'True') return undefined
  return minReadySeconds === 0 || ready.lastTransitionTime === undefined ? 0 : parseTime(ready.lastTransitionTime) + minReadySeconds * 1000
}

/** A status as Go writes it: counters that are zero are left out. */
export function withoutZeros<T extends object>(status: T): T {
  const left: Partial<T> = {}
  for (const key in status) if (status[key] !== undefined && status[key] !== 0) left[key] = status[key]
  return left as T
}
