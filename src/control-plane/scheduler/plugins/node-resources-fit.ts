import type { Amounts } from '../../../api/pod-requests.ts'
import { maxScore, type Plugin } from '../framework.ts'
import { assumedRequestsOf, type NodeState, requestsOf } from '../node-state.ts'

/** Requests must fit into what is left of the node; emptier nodes are better (LeastAllocated over cpu and memory). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  wakes: ['NodeAdd', 'NodeAllocatable', 'PodDelete'],
  filter({ pod }, node) {
    if (fits(requestsOf(pod), node)) return undefined
    const lacking = insufficient(requestsOf(pod), node)
    return { reasons: lacking.map(({ reason }) => reason), unresolvable: lacking.some(({ never }) => never) }
  },
  score({ pod }, nodes) {
    const wanted = assumedRequestsOf(pod)
    return nodes.map((node) => Math.trunc((free('cpu', wanted, node) + free('memory', wanted, node)) / 2))
  },
}

interface Lack {
  readonly reason: string
  /** More than the whole node has. */
  readonly never: boolean
}

function fits(wanted: Amounts, { allocatable, requested, podCount }: NodeState): boolean {
  if (podCount + 1 > (allocatable.pods ?? 0)) return false
  for (const resource in wanted) {
    const amount = wanted[resource] as number
    if (amount > 0 && amount > (allocatable[resource] ?? 0) - (requested[resource] ?? 0)) return false
  }
  return true
}

/** Pods first, then cpu, memory and disk, then everything else by name. */
function insufficient(wanted: Amounts, node: NodeState): Lack[] {
  const { allocatable, requested } = node
  const lacks: Lack[] = []
  if (node.podCount + 1 > (allocatable.pods ?? 0)) lacks.push({ reason: 'Too many pods', never: (allocatable.pods ?? 0) < 1 })
  const basic = ['cpu', 'memory', 'ephemeral-storage']
  const others = Object.keys(wanted).filter((resource) => !basic.includes(resource))
  for (const resource of [...basic, ...others.sort()]) {
    const amount = wanted[resource] ?? 0
    const total = allocatable[resource] ?? 0
    if (amount > 0 && amount > total - (requested[resource] ?? 0)) lacks.push({ reason: `Insufficient ${resource}`, never: amount > total })
  }
  return lacks
}

/** How much of a resource would still be free, in percent. */
function free(resource: string, wanted: Amounts, node: NodeState): number {
  const total = node.allocatable[resource] ?? 0
  const used = (node.requestedNonZero[resource] ?? 0) + (wanted[resource] ?? 0)
  return total === 0 || used > total ? 0 : Math.trunc(((total - used) * maxScore) / total)
}
