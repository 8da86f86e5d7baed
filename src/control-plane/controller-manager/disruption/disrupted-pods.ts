/** Pods that an eviction has been granted for. Models buildDisruptedPodMap and countHealthyPods of pkg/controller/disruption. */
import { parseTime } from '../../../api/time.ts'
import type { Pod, PodDisruptionBudget } from '../../../api/types.ts'
import { isReady, isTerminating } from '../pod-state.ts'

/** An eviction that was granted is believed in for so long. */
const patience = 2 * 60_000

interface Disruption {
  /** When each eviction was granted, by name of the pod. */
  readonly disrupted: Readonly<Record<string, string>>
  /** When the first of them is not believed in any more. */
  readonly recheckAt: number | undefined
  /** Whose eviction was granted, and who are still there. */
  readonly overdue: readonly Pod[]
}

export function stillDisrupted({ status }: PodDisruptionBudget, pods: readonly Pod[], now: number): Disruption {
  const disrupted: Record<string, string> = {}
  const overdue: Pod[] = []
  let recheckAt: number | undefined
  for (const pod of pods) {
    const since = status?.disruptedPods?.[pod.metadata.name]
    if (since === undefined || isTerminating(pod)) continue
    const until = parseTime(since) + patience
    if (until < now) overdue.push(pod)
    else {
      disrupted[pod.metadata.name] = since
      recheckAt = Math.min(recheckAt ?? until, until)
    }
  }
  return { disrupted, recheckAt: recheckAt === undefined ? undefined : recheckAt + 1000, overdue }
}

export const countHealthy = (pods: readonly Pod[], disrupted: Readonly<Record<string, string>>): number =>
  pods.filter((pod) => !isTerminating(pod) && disrupted[pod.metadata.name] === undefined && isReady(pod)).length
