/** Which pods would have to go from a node. Models SelectVictimsOnNode of pkg/scheduler/framework/plugins/defaultpreemption. */
import { podDisruptionBudgets } from '../../api/kinds.ts'
import { matches, selectorOf } from '../../api/labels.ts'
import type { Pod, PodDisruptionBudget } from '../../api/types.ts'
import { reject } from './filtering.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0
export const startOf = (pod: Pod): string => pod.status?.startTime ?? ''

export interface Victims {
  readonly victims: readonly Pod[]
  readonly violations: number
}

/** Takes all less important pods away, then lets back in whoever fits: first those that a budget protects, the most important first. */
export function victimsOn(cycle: Cycle, filters: readonly Plugin[], node: NodeState): Victims | Rejection {
  const lesser = node.pods.filter((other) => priorityOf(other) < priorityOf(cycle.pod)).sort(byImportance)
  if (lesser.length === 0) return { plugin: 'DefaultPreemption', reasons: ['No preemption victims found for incoming pod'] }
  let kept = node.pods.filter((other) => !lesser.includes(other))
  const rejection = rejectionWith(cycle, filters, node, kept)
  if (rejection) return rejection
  const protectedPods = underBudget(lesser, cycle.lister(podDisruptionBudgets).list())
  const victims: Pod[] = []
  for (const pod of [...protectedPods, ...lesser.filter((each) => !protectedPods.has(each))]) {
    if (rejectionWith(cycle, filters, node, [...kept, pod])) victims.push(pod)
    else kept = [...kept, pod]
  }
  return { victims: victims.sort(byImportance), violations: victims.filter((pod) => protectedPods.has(pod)).length }
}

const byImportance = (a: Pod, b: Pod): number => priorityOf(b) - priorityOf(a) || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0)

/** What would still speak against the node if these were its pods. */
function rejectionWith(cycle: Cycle, filters: readonly Plugin[], node: NodeState, pods: readonly Pod[]): Rejection | undefined {
  const then = node.with(pods)
  const memo = new Map<string, unknown>()
  const put = (nodes: readonly NodeState[]): readonly NodeState[] => nodes.map((other) => (other === node ? then : other))
  const supposed: Cycle = {
    ...cycle,
    nodes: put(cycle.nodes),
    node: (name) => (name === node.name ? then : cycle.node(name)),
    nodesWithAffinity: put(cycle.nodesWithAffinity),
    replaced: { from: node, to: then },
    once: <T>(key: string, compute: () => T): T => {
      if (!memo.has(key)) memo.set(key, compute())
      return memo.get(key) as T
    },
  }
  return reject(supposed, filters, then)
}

/** Those whose end would break a budget, if all of them went one after the other. Models filterPodsWithPDBViolation. */
function underBudget(pods: readonly Pod[], budgets: readonly PodDisruptionBudget[]): ReadonlySet<Pod> {
  const left = budgets.map((budget) => ({ budget, selector: selectorOf(budget.spec?.selector), allowed: budget.status?.disruptionsAllowed ?? 0 }))
  const found = new Set<Pod>()
  for (const pod of pods)
    for (const one of left) {
      const { metadata, status } = one.budget
      if (metadata.namespace !== pod.metadata.namespace || one.selector.length === 0 || !matches(one.selector, pod.metadata.labels)) continue
      // An eviction that was granted is charged already.
      if (status?.disruptedPods?.[pod.metadata.name] !== undefined) continue
      if (--one.allowed < 0) found.add(pod)
    }
  return found
}
