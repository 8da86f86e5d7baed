import { oncePerObject } from '../../../api/once-per-object.ts'
import { formatTime, parseTime } from '../../../api/time.ts'
import type { Pod, Service } from '../../../api/types.ts'
import { podCondition } from '../pod-state.ts'

export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'

/** Since when the endpoints of a service are out of date: the time of the earliest change that the last sync had not seen. */
export class TriggerTimes {
  readonly #seen = new Map<string, Map<string, number>>()

  /** RFC 3339, or undefined if nothing that has a time changed. */
  next(service: Service, pods: readonly Pod[]): string | undefined {
    const { uid, creationTimestamp } = service.metadata
    const before = this.#seen.get(uid)
    const times = new Map(pods.flatMap((pod) => timeOf(pod)))
    this.#seen.set(uid, times)
    if (!before) return creationTimestamp
    const changed = [...times].filter(([name, at]) => at > (before.get(name) ?? 0)).map(([, at]) => at)
    return changed.length === 0 ? undefined : formatTime(Math.min(...changed))
  }

  forget(uid: string): void {
    this.#seen.delete(uid)
  }
}

/** Each change of a Service's endpoints asks this of all its pods, most of which have not changed. */
const timeOf = oncePerObject((pod: Pod): [string, number][] => {
  const time = podCondition(pod, 'Ready')?.lastTransitionTime
  return time === undefined ? [] : [[pod.metadata.name, parseTime(time)]]
})
