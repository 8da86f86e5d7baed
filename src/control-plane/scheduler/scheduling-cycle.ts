/** One look for a node: filter, then score. Pure: the same cluster and the same chance give the same node. */
import type { Random } from '../../random.ts'
import { Decision, type Points } from './decision.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

/** How much of a cluster is looked at. */
export interface Search {
  /** Where in the list of nodes to begin. */
  readonly from: number
  /** It ends when so many nodes have been found that would do. */
  readonly enough: number
  /** Gives a node as it must be seen if pods that are promised to it were there. */
  seenBy(node: NodeState): NodeState
}

export function decide(cycle: Cycle, plugins: readonly Plugin[], random: Random, search: Search): Decision {
  for (const plugin of plugins) {
    const message = plugin.preFilter?.(cycle)
    if (message) return new Decision({ refusal: { plugin: plugin.name, message } })
  }
  const { nodes, narrowedBy } = candidates(cycle, plugins)
  const filters = filtersFor(cycle, plugins)
  const rejections = new Map<string, Rejection>()
  const promised = promisedNode(cycle, filters, search)
  if (promised) return new Decision({ node: promised.name, feasible: [promised], rejections })
  const feasible: NodeState[] = []
  for (let i = 0; i < nodes.length && feasible.length < search.enough; i++) {
    const node = nodes[(search.from + i) % nodes.length] as NodeState
    const rejection = judge(cycle, filters, node, search)
    if (rejection) rejections.set(node.name, rejection)
    else feasible.push(node)
  }
  const points = feasible.length > 1 ? scoreAll(cycle, plugins, feasible) : []
  return new Decision({ node: best(feasible, points, random)?.name, feasible, rejections, points, narrowedBy })
}

/** The nodes to look at: all, or those that plugins named, which in a big cluster are found without a look at the others. */
function candidates(cycle: Cycle, plugins: readonly Plugin[]): { readonly nodes: readonly NodeState[]; readonly narrowedBy: readonly string[] } {
  let names: ReadonlySet<string> | undefined
  const narrowedBy: string[] = []
  for (const plugin of plugins) {
    const named = plugin.preFilterNodes?.(cycle)
    if (!named) continue
    const before = names
    names = before ? new Set([...named].filter((name) => before.has(name))) : named
    narrowedBy.push(plugin.name)
  }
  return { nodes: names ? [...names].flatMap((name) => cycle.node(name) ?? []) : cycle.nodes, narrowedBy }
}

/** Room was made there for this pod: if it will do now, nothing else is looked at. */
function promisedNode(cycle: Cycle, filters: readonly Plugin[], search: Search): NodeState | undefined {
  const name = cycle.pod.status?.nominatedNodeName
  const node = name === undefined ? undefined : cycle.node(name)
  return node && judge(cycle, filters, node, search) === undefined ? node : undefined
}

function judge(cycle: Cycle, filters: readonly Plugin[], node: NodeState, { seenBy }: Search): Rejection | undefined {
  const crowded = seenBy(node)
  return (crowded === node ? undefined : reject(cycle, filters, crowded)) ?? reject(cycle, filters, node)
}

/** Those that may reject a node in this cycle. */
export const filtersFor = (cycle: Cycle, plugins: readonly Plugin[]): Plugin[] =>
  plugins.filter((plugin) => plugin.filter !== undefined && (plugin.applies?.(cycle) ?? true))

/** The first plugin that rejects the node speaks for all. */
export function reject(cycle: Cycle, filters: readonly Plugin[], node: NodeState): Rejection | undefined {
  for (const plugin of filters) {
    const rejection = plugin.filter?.(cycle, node)
    if (rejection) return { plugin: plugin.name, ...rejection }
  }
  return undefined
}

function scoreAll(cycle: Cycle, plugins: readonly Plugin[], feasible: readonly NodeState[]): Points[] {
  return plugins.flatMap((plugin) => {
    const values = plugin.score?.(cycle, feasible)
    return values ? [{ plugin: plugin.name, weight: plugin.weight ?? 1, values }] : []
  })
}

/** The node with most points; chance decides between equals. */
function best(feasible: readonly NodeState[], points: readonly Points[], random: Random): NodeState | undefined {
  if (feasible.length <= 1) return feasible[0]
  const totals = feasible.map(() => 0)
  for (const { weight, values } of points) for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + (values[i] as number) * weight
  let most = 0
  for (const total of totals) if (total > most) most = total
  const winners = feasible.filter((_, i) => totals[i] === most)
  return winners.length === 1 ? winners[0] : random.pick(winners)
}
