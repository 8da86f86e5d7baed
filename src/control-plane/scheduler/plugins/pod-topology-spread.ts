/** Spreads like pods over zones and nodes. Pods of a Service or ReplicaSet that ask for nothing get mild default wishes. */
import { matches } from '../../../api/labels.ts'
import type { TopologySpreadConstraint } from '../../../api/types.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import { type Constraint, constraintsOf, type Defaults, hostname, systemDefaults } from './spread-constraints.ts'
import { countOn, countsBy } from './spread-counts.ts'

const name = 'PodTopologySpread'

interface Arguments {
  readonly defaultConstraints?: readonly TopologySpreadConstraint[]
  /** `System`: mild wishes for all; `List`: what defaultConstraints say. */
  readonly defaultingType?: string
}

const spreadWith = ({ defaultConstraints = [], defaultingType = 'System' }: Arguments): Plugin => {
  const defaults: Defaults = defaultingType === 'List' ? { constraints: defaultConstraints, needsAll: true } : systemDefaults
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
  const complete = needsAll ? nodes.filter(({ labels }) => constraints.every(({ key }) => labels[key] !== undefined)) : nodes
  const weighed = constraints.map((constraint) => {
    const places = constraint.key === hostname ? complete.length : new Set(complete.map(({ labels }) => labels[constraint.key] ?? '')).size
    const counts = constraint.key === hostname ? undefined : countsBy(cycle, constraint, needsAll ? constraints : [constraint])
    return { ...constraint, weight: Math.log(places + 2), counts }
  })
  return nodes.map((node) => {
    const { labels } = node
    let sum = 0
    for (const { key, maxSkew, group, weight, counts } of weighed) {
      const value = labels[key]
      if (value === undefined && needsAll) return undefined
      if (value !== undefined) sum += (counts ? (counts.get(value) ?? 0) : countOn(cycle, group, node)) * weight + (maxSkew - 1)
    }
    return Math.round(sum)
  })
}

function normalized(scores: readonly (number | undefined)[]): number[] {
  let [least, most] = [Number.MAX_SAFE_INTEGER, 0]
  for (const score of scores) {
    if (score !== undefined && score < least) least = score
    if (score !== undefined && score > most) most = score
  }
  return scores.map((score) => (score === undefined ? 0 : most === 0 ? maxScore : Math.trunc((maxScore * (most + least - score)) / most)))
}
