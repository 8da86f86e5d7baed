import { matchLabels } from '../../../api/labels.ts'
import { matchesNodeAffinity } from '../../../api/node-affinity.ts'
import { controllerOf } from '../../../api/object.ts'
import { untolerated } from '../../../api/tolerations.ts'
import type { LabelSelector, Pod, TopologySpreadConstraint } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'

const name = 'PodTopologySpread'
const hostname = 'kubernetes.io/hostname'

/** Spreads like pods over zones and nodes. Pods of a Service or ReplicaSet that ask for nothing get mild default wishes. */
export const podTopologySpread: Plugin = {
  name,
  weight: 2,
  wakes: ['NodeAdd', 'NodeLabels', 'NodeTaints', 'PodAdd', 'PodLabels', 'PodDelete'],
  filter(cycle, node) {
    for (const { constraint, counts, least } of cycle.once(name, () => hardConstraints(cycle))) {
      const place = node.labels[constraint.topologyKey]
      if (place === undefined) return { reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], unresolvable: true }
      const self = isLike(constraint, cycle.pod, cycle.pod) ? 1 : 0
      if ((counts.get(place) ?? 0) + self - least > constraint.maxSkew) return { reasons: ["node(s) didn't match pod topology spread constraints"] }
    }
    return undefined
  },
  score(cycle, nodes) {
    const constraints = softConstraints(cycle)
    if (constraints.length === 0) return undefined
    const scored = nodes.map((node) => rawScore(cycle, node, nodes, constraints))
    const values = scored.filter((score) => score !== undefined) as number[]
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return scored.map((score) => (score === undefined ? 0 : most === 0 ? maxScore : Math.trunc((maxScore * (most + least - score)) / most)))
  },
}

interface Hard {
  readonly constraint: TopologySpreadConstraint
  /** Like pods by zone (or whatever the key names). */
  readonly counts: ReadonlyMap<string, number>
  readonly least: number
}

function hardConstraints(cycle: Cycle): Hard[] {
  const constraints = (cycle.pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
  const complete = cycle.nodes.filter((node) => constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined))
  return constraints.map((constraint) => {
    const counts = new Map<string, number>()
    for (const node of complete.filter((one) => counted(constraint, cycle.pod, one))) {
      const place = node.labels[constraint.topologyKey] ?? ''
      counts.set(place, (counts.get(place) ?? 0) + likePods(constraint, cycle.pod, node))
    }
    const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values())
    return { constraint, counts, least }
  })
}

/** Whether a node counts as a place where the pod could be. */
function counted({ nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' }: TopologySpreadConstraint, pod: Pod, { node }: NodeState): boolean {
  if (nodeAffinityPolicy === 'Honor' && !matchesNodeAffinity(pod, node)) return false
  return nodeTaintsPolicy !== 'Honor' || !untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
}

const likePods = (constraint: TopologySpreadConstraint, pod: Pod, node: NodeState): number =>
  node.pods.filter((other) => other.metadata.namespace === pod.metadata.namespace && !other.metadata.deletionTimestamp && isLike(constraint, pod, other)).length

function isLike({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  const sameVersion = matchLabelKeys.every((key) => pod.metadata.labels?.[key] === undefined || pod.metadata.labels[key] === other.metadata.labels?.[key])
  return sameVersion && matchesCached(labelSelector, other.metadata.labels)
}

function softConstraints(cycle: Cycle): TopologySpreadConstraint[] {
  const own = cycle.pod.spec.topologySpreadConstraints
  if (own && own.length > 0) return own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
  const labelSelector = groupOf(cycle)
  if (!labelSelector) return []
  const wish = { whenUnsatisfiable: 'ScheduleAnyway', labelSelector }
  return [
    { ...wish, topologyKey: hostname, maxSkew: 3 },
    { ...wish, topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
  ]
}

/** The pods that this one belongs with: all its services' selectors, and its ReplicaSet's. */
function groupOf({ pod, servicesIn, replicaSetsIn }: Cycle): LabelSelector | undefined {
  const { namespace = '', labels } = pod.metadata
  const services = servicesIn(namespace).filter(({ spec }) => spec.selector && matchLabels(spec.selector, labels))
  const owner = controllerOf(pod)
  const replicaSet = owner?.kind === 'ReplicaSet' ? replicaSetsIn(namespace).find(({ metadata }) => metadata.uid === owner.uid) : undefined
  if (services.length === 0 && !replicaSet) return undefined
  return {
    matchLabels: Object.assign({}, ...services.map(({ spec }) => spec.selector), replicaSet?.spec.selector.matchLabels),
    matchExpressions: replicaSet?.spec.selector.matchExpressions ?? [],
  }
}

/** The fewer like pods are near, the lower; undefined if the node lacks a label that the pod's own constraints need. */
function rawScore(cycle: Cycle, node: NodeState, nodes: readonly NodeState[], constraints: readonly TopologySpreadConstraint[]): number | undefined {
  const needsAll = (cycle.pod.spec.topologySpreadConstraints ?? []).length > 0
  if (needsAll && constraints.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return undefined
  let sum = 0
  for (const constraint of constraints) {
    const { topologyKey, maxSkew } = constraint
    const place = node.labels[topologyKey]
    if (place === undefined) continue
    const places = cycle.once(`${name}/${topologyKey}`, () => countPlaces(cycle, nodes, constraint))
    sum += (places.counts.get(place) ?? 0) * Math.log(places.size + 2) + (maxSkew - 1)
  }
  return Math.round(sum)
}

function countPlaces(cycle: Cycle, nodes: readonly NodeState[], constraint: TopologySpreadConstraint): { counts: Map<string, number>; size: number } {
  const { topologyKey } = constraint
  const size = topologyKey === hostname ? nodes.length : new Set(nodes.flatMap(({ labels }) => labels[topologyKey] ?? [])).size
  const counts = new Map<string, number>()
  for (const node of cycle.nodes) {
    const place = node.labels[topologyKey]
    if (place !== undefined && counted(constraint, cycle.pod, node)) counts.set(place, (counts.get(place) ?? 0) + likePods(constraint, cycle.pod, node))
  }
  return { counts, size }
}
