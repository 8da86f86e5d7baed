/** Spreads like pods over zones and nodes. Pods of a Service or ReplicaSet that ask for nothing get mild default wishes. */
import { matches } from '../../../api/labels.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import { type Constraint, defaultConstraints, hostname, ownConstraints } from './spread-constraints.ts'
import { countOn, countsBy } from './spread-counts.ts'

const name = 'PodTopologySpread'

export const podTopologySpread: Plugin = {
  name,
  weight: 2,
  wakes: ['NodeAdd', 'NodeLabels', 'NodeTaints', 'PodAdd', 'PodLabels', 'PodDelete'],
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
    const { constraints, needsAll } = softOf(cycle)
    if (constraints.length === 0) return undefined
    return normalized(rawScores(cycle, nodes, constraints, needsAll))
  },
}

interface Hard extends Constraint {
  /** Like pods by zone (or whatever the key names). */
  readonly counts: ReadonlyMap<string, number>
  readonly least: number
  /** 1 if the pod is one of those that it counts. */
  readonly self: number
}

const hardOf = (cycle: Cycle): readonly Hard[] =>
  (cycle.pod.spec.topologySpreadConstraints ?? []).length === 0 ? [] : cycle.once(name, () => hardConstraints(cycle))

function hardConstraints(cycle: Cycle): Hard[] {
  const constraints = ownConstraints(cycle, 'DoNotSchedule')
  return constraints.map((constraint) => {
    const counts = countsBy(cycle, constraint, constraints)
    const least = counts.size < constraint.minDomains ? 0 : Math.min(...counts.values())
    return { ...constraint, counts, least, self: matches(constraint.group.selector, cycle.pod.metadata.labels) ? 1 : 0 }
  })
}

/** The pod's own wishes if it has any constraints, else those that everybody has, which a node without zones may meet in part. */
function softOf(cycle: Cycle): { constraints: readonly Constraint[]; needsAll: boolean } {
  const own = (cycle.pod.spec.topologySpreadConstraints ?? []).length > 0
  return own ? { constraints: ownConstraints(cycle, 'ScheduleAnyway'), needsAll: true } : { constraints: defaultConstraints(cycle), needsAll: false }
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
