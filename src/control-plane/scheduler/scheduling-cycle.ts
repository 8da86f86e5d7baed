/** One look for a node: filter, then score. Pure: the same cluster and the same chance give the same node. */
import type { Random } from '../../random.ts'
import { Decision, type Looked, type Score } from './decision.ts'
import { filtersFor, reject } from './filtering.ts'
import { type Cycle, normalize, type Plugin, type Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'
import { type KindVerdicts, type NodeVerdicts, scorersFor } from './node-verdicts.ts'

/** How much of a cluster is looked at. */
export interface Search {
  /** Where in the list of nodes to begin. */
  readonly from: number
  /** It ends when so many nodes have been found that would do. */
  readonly enough: number
  /** What is known of nodes that have not changed since they were looked at last. */
  readonly verdicts: NodeVerdicts
  /** Gives a node as it must be seen if pods that are promised to it were there; undefined if no room is promised to anybody. */
  readonly seenBy: ((node: NodeState) => NodeState) | undefined
}

export function decide(cycle: Cycle, plugins: readonly Plugin[], random: Random, search: Search): Decision {
  for (const plugin of plugins) {
    const message = plugin.preFilter?.(cycle)
    if (message) return new Decision({ refusal: { plugin: plugin.name, message } })
  }
  const { nodes, narrowedBy } = candidates(cycle, plugins)
  // A pod that may be on few nodes only has most likely no other that is like it.
  const filters = filtersOf(cycle, plugins, narrowedBy.length > 0 ? undefined : search.verdicts.for(cycle))
  const promised = promisedNode(cycle, filters, search)
  if (promised) return new Decision({ node: promised.name, looked: { nodes: [promised], from: 0, count: 1, rejected: [], rejections: [] } })
  const { feasible, looked } = lookAt(cycle, nodes, filters, search)
  if (feasible.length <= 1) return new Decision({ node: feasible[0]?.name, looked, narrowedBy })
  const scores = scoreAll(cycle, plugins, filters.kept, feasible)
  return new Decision({ node: best(feasible, scores, random)?.name, looked, scores, narrowedBy })
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

interface Filters {
  /** What is known of local plugins' verdicts, if anything is kept. */
  readonly kept: KindVerdicts | undefined
  /** To be asked about a node of which nothing is kept. */
  readonly all: readonly Plugin[]
  /** To be asked besides what is kept. Local plugins come before all others, so that the first that rejects is still the first. */
  readonly others: readonly Plugin[]
}

function filtersOf(cycle: Cycle, plugins: readonly Plugin[], kept: KindVerdicts | undefined): Filters {
  const all = filtersFor(cycle, plugins)
  return { kept, all, others: all.filter(({ local }) => !local) }
}

/** Room was made there for this pod: if it will do now, nothing else is looked at. */
function promisedNode(cycle: Cycle, filters: Filters, search: Search): NodeState | undefined {
  const name = cycle.pod.status?.nominatedNodeName
  const node = name === undefined ? undefined : cycle.node(name)
  return node && judge(cycle, filters, node, search) === undefined ? node : undefined
}

function lookAt(cycle: Cycle, nodes: readonly NodeState[], filters: Filters, search: Search): { readonly feasible: NodeState[]; readonly looked: Looked } {
  const { enough } = search
  const from = nodes.length === 0 ? 0 : search.from % nodes.length
  const feasible: NodeState[] = []
  const [rejected, rejections]: [number[], Rejection[]] = [[], []]
  let count = 0
  for (; count < nodes.length && feasible.length < enough; count++) {
    const node = nodes[from + count < nodes.length ? from + count : from + count - nodes.length] as NodeState
    const rejection = judge(cycle, filters, node, search)
    if (!rejection) feasible.push(node)
    else {
      rejected.push(count)
      rejections.push(rejection)
    }
  }
  // Copies have just the room that they need: they are kept.
  return { feasible, looked: { nodes, from, count, rejected: rejected.slice(), rejections: rejections.slice() } }
}

function judge(cycle: Cycle, filters: Filters, node: NodeState, { seenBy }: Search): Rejection | undefined {
  const crowded = seenBy ? seenBy(node) : node
  return (crowded === node ? undefined : reject(cycle, filters.all, crowded)) ?? judgeAsIs(cycle, filters, node)
}

function judgeAsIs(cycle: Cycle, { kept, all, others }: Filters, node: NodeState): Rejection | undefined {
  if (!kept) return reject(cycle, all, node)
  return kept.rejection(cycle, node) ?? (others.length > 0 ? reject(cycle, others, node) : undefined)
}

function scoreAll(cycle: Cycle, plugins: readonly Plugin[], kept: KindVerdicts | undefined, feasible: readonly NodeState[]): Score[] {
  const local = kept?.scorers ?? scorersFor(cycle, plugins)
  const scores: Score[] = []
  for (const plugin of plugins) {
    const scorer = local.findIndex((one) => one.plugin === plugin)
    let values =
      scorer < 0 ? plugin.score?.(cycle, feasible) : kept ? kept.points(scorer, feasible) : feasible.map((local[scorer] as (typeof local)[number]).points)
    if (values && scorer >= 0 && plugin.normalizes) values = normalize(values, plugin.normalizes === 'reversed')
    if (values) scores.push({ plugin, values })
  }
  return scores
}

/** The node with most points; chance decides between equals. */
function best(feasible: readonly NodeState[], scores: readonly Score[], random: Random): NodeState | undefined {
  const totals = feasible.map(() => 0)
  for (const { plugin, values } of scores) {
    const { weight = 1 } = plugin
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + (values[i] as number) * weight
  }
  let most = 0
  for (const total of totals) if (total > most) most = total
  const winners = feasible.filter((_, i) => totals[i] === most)
  return winners.length === 1 ? winners[0] : random.pick(winners)
}
