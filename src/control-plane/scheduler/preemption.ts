/**
 * Preemption: makes room for an important pod by deleting less important ones. Models DefaultPreemption of
 * kubernetes pkg/scheduler/framework/plugins/defaultpreemption. Left out: pod groups.
 */
import type { Pod } from '../../api/types.ts'
import type { Random } from '../../random.ts'
import { filtersFor } from './filtering.ts'
import { fitError } from './fit-error.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'
import { priorityOf, startOf, victimsOn } from './victims.ts'

export type Preemption = { readonly node: string; readonly victims: readonly Pod[] } | { readonly message: string; readonly hopeless: boolean }

/** What is to be decided, and between whom. */
export interface Want {
  readonly cycle: Cycle
  readonly plugins: readonly Plugin[]
  /** By the names of the nodes that will not do as they are. */
  readonly rejections: ReadonlyMap<string, Rejection>
  readonly random: Random
}

interface Candidate {
  readonly node: NodeState
  readonly victims: readonly Pod[]
  /** How many of them a disruption budget protects. */
  readonly violations: number
}

/** So many candidates are compared: a tenth of the nodes that may become one, and at least so many. */
const leastCandidates = 100

/** The node to make room on and the pods that have to go, or why that is no use; `hopeless` if no node could be made to do. */
export function preempt({ cycle, plugins, rejections, random }: Want): Preemption {
  const { pod } = cycle
  if (pod.spec.preemptionPolicy === 'Never') return { message: 'not eligible due to preemptionPolicy=Never.', hopeless: false }
  if (alreadyMadeRoom(cycle, rejections)) return { message: 'not eligible due to a terminating pod on the nominated node.', hopeless: false }
  const filters = filtersFor(cycle, plugins)
  const possible = cycle.nodes.filter(({ name }) => rejections.has(name) && !rejections.get(name)?.unresolvable)
  const enough = Math.max(Math.trunc(possible.length / 10), leastCandidates)
  const offset = possible.length > 1 && possible.length > enough ? random.below(possible.length) : 0
  const refusals: Rejection[] = []
  const candidates: Candidate[] = []
  for (let i = 0; i < possible.length && candidates.length < enough; i++) {
    const node = possible[(offset + i) % possible.length] as NodeState
    const found = victimsOn(cycle, filters, node)
    if ('victims' in found) candidates.push({ node, ...found })
    else refusals.push(found)
  }
  const chosen = candidates.sort(byDamage)[0]
  if (chosen) return { node: chosen.node.name, victims: chosen.victims }
  for (let i = refusals.length; i < cycle.nodes.length; i++)
    refusals.push({ plugin: 'DefaultPreemption', reasons: ['Preemption is not helpful for scheduling'] })
  return { message: fitError({ nodes: cycle.nodes.length, rejections: refusals }), hopeless: true }
}

/** Victims of an earlier attempt are still on their way out: one after the other. */
function alreadyMadeRoom({ pod, node }: Cycle, rejections: ReadonlyMap<string, Rejection>): boolean {
  const name = pod.status?.nominatedNodeName
  // Where nothing can help any more, other nodes may be tried.
  if (name === undefined || rejections.get(name)?.unresolvable) return false
  return node(name)?.pods.some((other) => other.metadata.deletionTimestamp !== undefined && priorityOf(other) < priorityOf(pod)) ?? false
}

const highest = ({ victims }: Candidate): number => victims.reduce((most, pod) => Math.max(most, priorityOf(pod)), -(2 ** 31))
const sum = ({ victims }: Candidate): number => victims.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0)
const earliest = (candidate: Candidate): string =>
  candidate.victims
    .filter((pod) => priorityOf(pod) === highest(candidate))
    .map(startOf)
    .sort()[0] ?? ''

/** The fewest broken budgets, then the least important victims, then the smallest sum of priorities, then the fewest, then the youngest. */
const byDamage = (a: Candidate, b: Candidate): number =>
  a.violations - b.violations ||
  highest(a) - highest(b) ||
  sum(a) - sum(b) ||
  a.victims.length - b.victims.length ||
  (earliest(a) > earliest(b) ? -1 : earliest(a) < earliest(b) ? 1 : 0)
