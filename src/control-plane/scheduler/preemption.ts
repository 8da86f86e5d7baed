/**
 * Preemption: makes room for an important pod by deleting less important ones. Models DefaultPreemption of
 * kubernetes pkg/scheduler/framework/plugins/defaultpreemption. Left out: disruption budgets.
 */
import type { Pod } from '../../api/types.ts'
import { fitError } from './fit-error.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'
import { reject, type Verdict } from './scheduling-cycle.ts'

export type Preemption = { readonly node: string; readonly victims: readonly Pod[] } | { readonly message: string }

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0

/** The node to make room on and the pods that have to go, or why that is no use. */
export function preempt(cycle: Cycle, plugins: readonly Plugin[], verdicts: readonly Verdict[]): Preemption {
  const { pod } = cycle
  if (pod.spec.preemptionPolicy === 'Never') return { message: 'not eligible due to preemptionPolicy=Never.' }
  if (alreadyMadeRoom(cycle)) return { message: 'not eligible due to a terminating pod on the nominated node.' }
  const rejections: Rejection[] = []
  const candidates: { node: NodeState; victims: readonly Pod[] }[] = []
  for (const node of cycle.nodes) {
    const verdict = verdicts.find((one) => one.node === node.name)
    if (!verdict?.rejection || verdict.rejection.unresolvable) {
      rejections.push({ plugin: 'DefaultPreemption', reasons: ['Preemption is not helpful for scheduling'] })
      continue
    }
    const found = victimsOn(cycle, plugins, node)
    if ('victims' in found) candidates.push({ node, victims: found.victims })
    else rejections.push(found)
  }
  const chosen = candidates.sort(byDamage)[0]
  return chosen ? { node: chosen.node.name, victims: chosen.victims } : { message: fitError({ nodes: cycle.nodes.length, rejections }) }
}

/** Victims of an earlier attempt are still on their way out: one after the other. */
function alreadyMadeRoom({ pod, nodes }: Cycle): boolean {
  const nominated = nodes.find(({ name }) => name === pod.status?.nominatedNodeName)
  return nominated?.pods.some((other) => other.metadata.deletionTimestamp !== undefined && priorityOf(other) < priorityOf(pod)) ?? false
}

/** Takes all less important pods away, then lets back in whoever fits, the most important first. */
function victimsOn(cycle: Cycle, plugins: readonly Plugin[], node: NodeState): { victims: readonly Pod[] } | Rejection {
  const lesser = node.pods.filter((other) => priorityOf(other) < priorityOf(cycle.pod)).sort(byImportance)
  if (lesser.length === 0) return { plugin: 'DefaultPreemption', reasons: ['No preemption victims found for incoming pod'] }
  let kept = node.pods.filter((other) => !lesser.includes(other))
  const rejection = fits(cycle, plugins, node, kept)
  if (rejection) return rejection
  const victims: Pod[] = []
  for (const pod of lesser) {
    if (fits(cycle, plugins, node, [...kept, pod])) victims.push(pod)
    else kept = [...kept, pod]
  }
  return { victims }
}

/** What would still speak against the node if these were its pods. */
function fits(cycle: Cycle, plugins: readonly Plugin[], node: NodeState, pods: readonly Pod[]): Rejection | undefined {
  const then = node.with(pods)
  const memo = new Map<string, unknown>()
  const supposed: Cycle = {
    ...cycle,
    nodes: cycle.nodes.map((other) => (other === node ? then : other)),
    once: <T>(key: string, compute: () => T): T => {
      if (!memo.has(key)) memo.set(key, compute())
      return memo.get(key) as T
    },
  }
  return reject(supposed, plugins, then)
}

const startOf = (pod: Pod): string => pod.status?.startTime ?? ''
const byImportance = (a: Pod, b: Pod): number => priorityOf(b) - priorityOf(a) || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0)

/** The least important victims, then the smallest sum of priorities, then the fewest, then the youngest. */
function byDamage(a: { victims: readonly Pod[] }, b: { victims: readonly Pod[] }): number {
  const highest = ({ victims }: { victims: readonly Pod[] }): number => Math.max(...victims.map(priorityOf))
  const sum = ({ victims }: { victims: readonly Pod[] }): number => victims.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0)
  const earliest = (one: { victims: readonly Pod[] }): string =>
    one.victims
      .filter((pod) => priorityOf(pod) === highest(one))
      .map(startOf)
      .sort()[0] ?? ''
  return (
    highest(a) - highest(b) || sum(a) - sum(b) || a.victims.length - b.victims.length || (earliest(a) > earliest(b) ? -1 : earliest(a) < earliest(b) ? 1 : 0)
  )
}
