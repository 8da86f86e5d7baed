/** Which pods count, and how. Models groupPods of pkg/controller/podautoscaler/replica_calculator.go. */
import { parseTime } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import { isTerminal, isTerminating, podCondition } from '../pod-state.ts'
import type { PodMetric, PodMetrics } from './metrics/metrics-api.ts'

/** So long after its start a pod's CPU is only believed while it is ready: starting costs time. */
const cpuInitializationPeriod = 5 * 60_000
/** A pod that turned unready so soon after its start was never ready. */
const initialReadinessDelay = 30_000

export interface PodGroups {
  readonly ready: number
  readonly unready: readonly string[]
  /** Running, but not measured. */
  readonly missing: readonly string[]
  /** Ended or on their way out: they do not count at all. */
  readonly ignored: readonly string[]
}

/** @param resource `cpu` makes pods that are starting count as unready. */
export function groupPods(pods: readonly Pod[], metrics: PodMetrics, resource: string, now: number): PodGroups {
  const groups = { ready: 0, unready: [] as string[], missing: [] as string[], ignored: [] as string[] }
  for (const pod of pods) {
    const { name } = pod.metadata
    const metric = metrics.get(name)
    if (isTerminating(pod) || isTerminal(pod)) groups.ignored.push(name)
    else if ((pod.status?.phase ?? 'Pending') === 'Pending') groups.unready.push(name)
    else if (!metric) groups.missing.push(name)
    else if (resource === 'cpu' && isStarting(pod, metric, now)) groups.unready.push(name)
    else groups.ready++
  }
  return groups
}

function isStarting(pod: Pod, { timestamp, window }: PodMetric, now: number): boolean {
  const condition = podCondition(pod, 'Ready')
  const { startTime } = pod.status ?? {}
  if (!condition || startTime === undefined) return true
  const since = parseTime(condition.lastTransitionTime ?? startTime)
  const unready = condition.status === 'False'
  // The sample must lie wholly after the moment when the pod became ready.
  if (parseTime(startTime) + cpuInitializationPeriod > now) return unready || timestamp < since + window
  return unready && parseTime(startTime) + initialReadinessDelay > since
}
