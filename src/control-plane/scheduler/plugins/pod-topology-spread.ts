/** Spreads like pods over zones and nodes. Pods of a Service or ReplicaSet that ask for nothing get mild default wishes. */
import { matches } from '../../../api/labels.ts'
import type { TopologySpreadConstraint } from '../../../api/types.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import type { Topology } from '../topology.ts'
import { type Constraint, constraintsOf, type Defaults, defaultsOf, hostname, systemDefaults } from './spread-constraints.ts'
import { countsBy } from './spread-counts.ts'

const name = 'PodTopologySpread'

interface Arguments {
  readonly defaultConstraints?: readonly TopologySpreadConstraint[]
  /** `System`: mild wishes for all; `List`: what defaultConstraints say. */
  readonly defaultingType?: string
}

const spreadWith = ({ defaultConstraints = [], defaultingType = 'System' }: Arguments): Plugin => {
  const defaults: Defaults = defaultingType === 'List' ? defaultsOf(defaultConstraints, true) : systemDefaults
  const hardOf = (cycle: Cycle): readonly Hard[] => cycle.once(name, () => hardConstraints(cycle, defaults))
  return {
    name,
    weight: 2,
    wakes: ['NodeAdd', 'NodeLabels', 'NodeTaints', 'PodAdd', 'PodLabels', 'PodDelete'],
    configured: spreadWith,
    applies: (cycle) => hardOf(cycle).length > 0,
    filter(cycle, node) {
      for (const { key, maxSkew, self, counts, least } of hardOf(cycle)) {
        const value = node.labels[key]
        if (value === undefined) return { reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], unresolvable: true }
        if ((counts.get(value) ?? 0) + self - least > maxSkew) return { reasons: ["node(s) didn't match pod topology spread constraints"] }
      }
      return undefined
    },
    score(cycle, nodes) {
      const { constraints, needsAll } = constraintsOf(cycle, 'ScheduleAnyway', defaults)
      return constraints.length === 0 ? undefined : normalized(rawScores(cycle, nodes, constraints, needsAll))
    },
  }
}

export const podTopologySpread = spreadWith({})

interface Hard extends Constraint {
  /** Like pods by zone (or whatever the key names). */
  readonly counts: ReadonlyMap<string, number>
  readonly least: number
  /** 1 if the pod is one of those that it counts. */
  readonly self: number
}

function hardConstraints(cycle: Cycle, defaults: Defaults): Hard[] {
  const { constraints } = constraintsOf(cycle, 'DoNotSchedule', defaults)
  return constraints.map((constraint) => {
    const counts = countsBy(cycle, constraint, constraints)
    const least = counts.size < constraint.minDomains ? 0 : Math.min(...counts.values())
    return { ...constraint, counts, least, self: matches(constraint.group.selector, cycle.pod.metadata.labels) ? 1 : 0 }
  })
}

/** The fewer like pods are near, the lower; undefined for a node that lacks a label that the pod's own constraints need. */
function rawScores(cycle: Cycle, nodes: readonly NodeState[], constraints: readonly Constraint[], needsAll: boolean): (number | undefined)[] {
  const topologies = constraints.map(({ key }) => cycle.groups.topology(key))
  const lacks = (node: NodeState): boolean => topologies.some((topology) => topology.placeOf(node) < 0)
  const complete = needsAll ? nodes.filter((node) => !lacks(node)) : nodes
  const addends = constraints.map((constraint, i) => addendOf(cycle, constraint, topologies[i] as Topology, complete, needsAll ? constraints : [constraint]))
  return nodes.map((node) => {
    if (needsAll && lacks(node)) return undefined
    let sum = 0
    for (const addend of addends) sum += addend(node)
    return Math.round(sum)
  })
}

/** What one constraint adds to the score of a node: how many like pods are in its place, more if there are many places. */
function addendOf(
  cycle: Cycle,
  constraint: Constraint,
  topology: Topology,
  complete: readonly NodeState[],
  among: readonly Constraint[],
): (node: NodeState) => number {
  const { key, group, maxSkew } = constraint
  const weight = Math.log((key === hostname ? complete.length : topology.count(complete)) + 2)
  if (key === hostname) return (node) => (topology.placeOf(node) < 0 ? 0 : group.on(node) * weight + (maxSkew - 1))
  const byValue = countsBy(cycle, constraint, among)
  const counts = topology.values.map((value) => byValue.get(value) ?? 0)
  return (node) => {
    const place = topology.placeOf(node)
    return place < 0 ? 0 : (counts[place] as number) * weight + (maxSkew - 1)
  }
}

function normalized(scores: readonly (number | undefined)[]): number[] {
  let [least, most] = [Number.MAX_SAFE_INTEGER, 0]
  for (const score of scores) {
    if (score !== undefined && score < least) least = score
    if (score !== undefined && score > most) most = score
  }
  return scores.map((score) => (score === undefined ? 0 : most === 0 ? maxScore : Math.trunc((maxScore * (most + least - score)) / most)))
}
