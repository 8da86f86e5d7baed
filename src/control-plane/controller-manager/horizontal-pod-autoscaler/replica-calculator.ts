/**
 * From measurements to a replica count: so many pods that each would be at its target, if the load spread evenly. Models
 * pkg/controller/podautoscaler/replica_calculator.go.
 */
import type { Pod } from '../../../api/types.ts'
import { isReady } from '../pod-state.ts'
import { MetricsError, type PodMetric, type PodMetrics } from './metrics/metrics-api.ts'
import { groupPods } from './pod-groups.ts'

/** How far usage may be from its target before anything changes, as parts of it. */
export interface Tolerances {
  readonly up: number
  readonly down: number
}

export interface Proposal {
  readonly replicas: number
  /** Thousandths: of all or of each, as the target is. */
  readonly usage: number
  /** In percent of what was asked for, where that is the target. */
  readonly utilization?: number
}

/** The pods behind the target, and how to compare them with it. */
export interface Replicas {
  /** As the target's scale says. */
  readonly current: number
  readonly pods: readonly Pod[]
  readonly tolerances: Tolerances
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** How measurements compare with the target: 1 is just right. */
interface Usage {
  readonly ratio: number
  readonly usage: number
  readonly utilization?: number
}

export interface PerPod {
  /** `cpu`, `memory`; empty for metrics that are no resource. */
  readonly resource: string
  compare(metrics: PodMetrics): Usage
  /** What a pod is taken to use that was not measured, when the rest says that there are too many. */
  ifTooMany(pod: string): number
}

const isWithin = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up

/** Pods that were not measured, and those that are not ready, are supposed to hold against any change. Throws MetricsError. */
export function perPod({ current, pods, tolerances, now }: Replicas, measured: PodMetrics, { resource, compare, ifTooMany }: PerPod): Proposal {
  if (pods.length === 0) throw new MetricsError('no pods returned by selector while calculating replica count')
  const { ready, unready, missing, ignored } = groupPods(pods, measured, resource, now)
  const metrics = new Map([...measured].filter(([name]) => !ignored.includes(name) && !unready.includes(name)))
  if (metrics.size === 0) throw new MetricsError('did not receive metrics for targeted pods (pods might be unready)')
  const { ratio, ...found } = compare(metrics)
  const unchanged = { replicas: current, ...found }
  const withUnready = unready.length > 0 && ratio > 1
  if (!withUnready && missing.length === 0) return isWithin(tolerances, ratio) ? unchanged : { replicas: Math.ceil(ratio * ready), ...found }
  if (ratio < 1) for (const name of missing) metrics.set(name, supposed(ifTooMany(name)))
  if (ratio > 1) for (const name of missing) metrics.set(name, supposed(0))
  if (withUnready) for (const name of unready) metrics.set(name, supposed(0))
  const then = compare(metrics).ratio
  if (isWithin(tolerances, then) || (ratio < 1 && then > 1) || (ratio > 1 && then < 1)) return unchanged
  const replicas = Math.ceil(then * metrics.size)
  return (then < 1 && replicas > current) || (then > 1 && replicas < current) ? unchanged : { replicas, ...found }
}

const supposed = (value: number): PodMetric => ({ timestamp: 0, window: 0, value })

/** Compares the sum of what is used with the sum of what was asked for, which is looked at last; `target` in percent. Throws MetricsError. */
export function utilization(resource: string, requestsOf: () => ReadonlyMap<string, number>, target: number): PerPod {
  let requests: ReadonlyMap<string, number> = new Map()
  return {
    resource,
    compare(metrics) {
      requests = requestsOf()
      const known = [...metrics].filter(([name]) => requests.has(name))
      const used = known.reduce((sum, [, { value }]) => sum + value, 0)
      const asked = known.reduce((sum, [name]) => sum + (requests.get(name) ?? 0), 0)
      if (asked === 0) throw new MetricsError('no metrics returned matched known pods')
      const percent = Math.trunc((used * 100) / asked)
      return { ratio: percent / target, utilization: percent, usage: Math.trunc(used / known.length) }
    },
    ifTooMany: (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100),
  }
}

/** Compares the average with a target in thousandths. */
export const average = (resource: string, target: number): PerPod => ({
  resource,
  compare(metrics) {
    const usage = Math.trunc([...metrics.values()].reduce((sum, { value }) => sum + value, 0) / metrics.size)
    return { ratio: usage / target, usage }
  },
  ifTooMany: () => target,
})

/** One value for all pods together, which the pods that are ready carry; from nothing it counts the pods that it needs. Throws MetricsError. */
export function fromTotal({ current, pods, tolerances }: Replicas, usage: number, target: number): Proposal {
  const ratio = usage / target
  if (current === 0) return { replicas: Math.ceil(ratio), usage }
  if (isWithin(tolerances, ratio)) return { replicas: current, usage }
  if (pods.length === 0) throw new MetricsError('unable to calculate ready pods: no pods returned by selector while calculating replica count')
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isReady(pod)).length
  return { replicas: atMost(Math.ceil(ratio * ready)), usage }
}

/** One value for all pods together, of which each should carry `target`. @param running how many there are */
export function fromShare({ tolerances }: Replicas, running: number, usage: number, target: number): Proposal {
  const replicas = isWithin(tolerances, usage / (target * running)) ? running : atMost(Math.ceil(usage / target))
  return { replicas, usage: running === 0 ? 0 : Math.ceil(usage / running) }
}

const atMost = (replicas: number): number => Math.min(replicas, 2 ** 31 - 1)
