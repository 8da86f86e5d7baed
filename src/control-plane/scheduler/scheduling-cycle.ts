/** One look for a node: filter, then score. Pure: the same cluster and the same chance give the same node. */
import type { Random } from '../../random.ts'
import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

export interface Verdict {
  readonly node: string
  /** Why the node will not do; undefined if it would. */
  readonly rejection: Rejection | undefined
  /** Points by plugin, weighted, if there was a choice between nodes. */
  readonly scores?: Readonly<Record<string, number>>
}

export interface Decision {
  /** Where the pod should go. */
  readonly node: string | undefined
  readonly verdicts: readonly Verdict[]
  /** The pod was refused before any node was looked at: by which plugin, and why. */
  readonly refusal?: { readonly plugin: string; readonly message: string }
}

/** @param seenBy gives a node as it must be seen if pods that are promised to it were there. */
export function decide(cycle: Cycle, plugins: readonly Plugin[], random: Random, seenBy: (node: NodeState) => NodeState = (node) => node): Decision {
  for (const plugin of plugins) {
    const message = plugin.preFilter?.(cycle)
    if (message) return { node: undefined, verdicts: [], refusal: { plugin: plugin.name, message } }
  }
  const rejections = new Map(
    cycle.nodes.map((node) => {
      const crowded = seenBy(node)
      return [node.name, (crowded === node ? undefined : reject(cycle, plugins, crowded)) ?? reject(cycle, plugins, node)]
    }),
  )
  const feasible = cycle.nodes.filter(({ name }) => rejections.get(name) === undefined)
  const scores = feasible.length > 1 ? scoreAll(cycle, plugins, feasible) : new Map<string, Record<string, number>>()
  const verdicts = cycle.nodes.map(({ name }) => {
    const points = scores.get(name)
    return { node: name, rejection: rejections.get(name), ...(points ? { scores: points } : {}) }
  })
  return { node: best(feasible, scores, random), verdicts }
}

/** The first plugin that rejects the node speaks for all. */
export function reject(cycle: Cycle, plugins: readonly Plugin[], node: NodeState): Rejection | undefined {
  for (const plugin of plugins) {
    const rejection = plugin.filter?.(cycle, node)
    if (rejection) return { plugin: plugin.name, ...rejection }
  }
  return undefined
}

function scoreAll(cycle: Cycle, plugins: readonly Plugin[], feasible: readonly NodeState[]): Map<string, Record<string, number>> {
  const scores = new Map(feasible.map(({ name }) => [name, {} as Record<string, number>]))
  for (const plugin of plugins) {
    const points = plugin.score?.(cycle, feasible)
    points?.forEach((value, i) => {
      const of = scores.get(feasible[i]?.name ?? '')
      if (of) of[plugin.name] = value * (plugin.weight ?? 1)
    })
  }
  return scores
}

/** The node with most points; chance decides between equals. */
function best(feasible: readonly NodeState[], scores: ReadonlyMap<string, Record<string, number>>, random: Random): string | undefined {
  if (feasible.length <= 1) return feasible[0]?.name
  const totals = feasible.map(({ name }) => Object.values(scores.get(name) ?? {}).reduce((sum, value) => sum + value, 0))
  const most = Math.max(...totals)
  const winners = feasible.filter((_, i) => totals[i] === most)
  return winners.length === 1 ? winners[0]?.name : random.pick(winners).name
}
