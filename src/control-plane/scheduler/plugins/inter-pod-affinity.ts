import type { Pod, PodAffinityTerm } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import { caresForOthers, type NodeState } from '../node-state.ts'

const name = 'InterPodAffinity'

interface Arguments {
  /** What the required affinity of a pod that is there counts for. */
  readonly hardPodAffinityWeight?: number
  readonly ignorePreferredTermsOfExistingPods?: boolean
}

/** Pods that want to be near to, or far from, other pods; both sides have a say. */
const affinityWith = (args: Arguments): Plugin => ({
  name,
  weight: 2,
  wakes: ['NodeAdd', 'NodeLabels', 'PodAdd', 'PodLabels', 'PodDelete'],
  configured: affinityWith,
  applies: (cycle) => (caresForOthers(cycle.pod) || cycle.nodesWithAffinity.length > 0) && cycle.once(name, () => neighbourhood(cycle)).hasRules,
  filter(cycle, node) {
    const near = cycle.once(name, () => neighbourhood(cycle))
    if (!near.allowsAffinity(node)) return { reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true }
    if (isIn(near.unwanted, node)) return { reasons: ["node(s) didn't match pod anti-affinity rules"] }
    if (isIn(near.unwelcome, node)) return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"] }
    return undefined
  },
  score(cycle, nodes) {
    const points = preferences(cycle, args)
    if (points.size === 0) return undefined
    const raw = nodes.map((node) => [...points].reduce((sum, [key, weights]) => sum + (at(weights, node.labels[key]) ?? 0), 0))
    const [least, most] = [Math.min(...raw), Math.max(...raw)]
    return raw.map((value) => (most > least ? Math.trunc((maxScore * (value - least)) / (most - least)) : 0))
  },
})

export const interPodAffinity = affinityWith({})

/** By topology key the values (zones, hosts) and something about each. */
type Places<T> = Map<string, Map<string, T>>

interface Neighbourhood {
  /** Whether there is anything that must be, or must not. */
  readonly hasRules: boolean
  allowsAffinity(node: NodeState): boolean
  /** Where pods are that this one keeps away from. */
  readonly unwanted: Places<true>
  /** Where pods are that keep away from this one. */
  readonly unwelcome: Places<true>
}

const at = <T>(values: ReadonlyMap<string, T>, value: string | undefined): T | undefined => (value === undefined ? undefined : values.get(value))
const isIn = (places: Places<true>, { labels }: NodeState): boolean => [...places].some(([key, values]) => at(values, labels[key]) !== undefined)

function neighbourhood(cycle: Cycle): Neighbourhood {
  const { pod } = cycle
  const wanted = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const avoided = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const friends: Set<string>[] = wanted.map(() => new Set())
  const unwanted: Places<true> = new Map()
  const unwelcome: Places<true> = new Map()
  for (const node of nodesConcerned(cycle))
    for (const other of podsConcerned(cycle, node)) {
      if (wanted.length > 0 && wanted.every((term) => chooses(term, pod, other, cycle)))
        for (const [i, { topologyKey }] of wanted.entries()) if (node.labels[topologyKey] !== undefined) friends[i]?.add(node.labels[topologyKey])
      for (const term of avoided) if (chooses(term, pod, other, cycle)) note(unwanted, term, node)
      for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        if (chooses(term, other, pod, cycle)) note(unwelcome, term, node)
    }
  // The first of a group that wants to be together may start anywhere.
  const first = friends.every(({ size }) => size === 0) && wanted.every((term) => chooses(term, pod, pod, cycle))
  const allowsAffinity = ({ labels }: NodeState): boolean =>
    wanted.every(({ topologyKey }, i) => labels[topologyKey] !== undefined && (first || friends[i]?.has(labels[topologyKey])))
  return { hasRules: wanted.length + unwanted.size + unwelcome.size > 0, allowsAffinity, unwanted, unwelcome }
}

/** Preferred terms of this pod, and what the pods that are there would like. */
function preferences(cycle: Cycle, { hardPodAffinityWeight = 1, ignorePreferredTermsOfExistingPods = false }: Arguments): Places<number> {
  const { pod } = cycle
  const points: Places<number> = new Map()
  const judge = (owner: Pod, other: Pod, node: NodeState): void => {
    for (const { podAffinityTerm: term, weight } of owner.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(term, owner, other, cycle)) add(points, term, node, weight)
    for (const { podAffinityTerm: term, weight } of owner.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(term, owner, other, cycle)) add(points, term, node, -weight)
  }
  for (const node of nodesConcerned(cycle))
    for (const other of podsConcerned(cycle, node)) {
      judge(pod, other, node)
      if (!ignorePreferredTermsOfExistingPods) judge(other, pod, node)
      for (const term of other.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        if (chooses(term, other, pod, cycle)) add(points, term, node, hardPodAffinityWeight)
    }
  return points
}

/** All that have a say: for a pod without wishes only those that have some. */
const nodesConcerned = ({ pod, nodes, nodesWithAffinity }: Cycle): readonly NodeState[] => (caresForOthers(pod) ? nodes : nodesWithAffinity)
const podsConcerned = ({ pod }: Cycle, node: NodeState): readonly Pod[] => (caresForOthers(pod) ? node.pods : node.podsWithAffinity)

function valuesOf<T>(places: Places<T>, { topologyKey }: PodAffinityTerm): Map<string, T> {
  let values = places.get(topologyKey)
  if (!values) places.set(topologyKey, (values = new Map()))
  return values
}

function note(places: Places<true>, term: PodAffinityTerm, { labels }: NodeState): void {
  const value = labels[term.topologyKey]
  if (value !== undefined) valuesOf(places, term).set(value, true)
}

function add(points: Places<number>, term: PodAffinityTerm, { labels }: NodeState, weight: number): void {
  const value = labels[term.topologyKey]
  if (value === undefined) return
  const weights = valuesOf(points, term)
  weights.set(value, (weights.get(value) ?? 0) + weight)
}

/** Whether a term of `owner` speaks of `other`. Without namespaces it is about the owner's own. */
function chooses(term: PodAffinityTerm, owner: Pod, other: Pod, cycle: Cycle): boolean {
  const namespace = other.metadata.namespace ?? ''
  const named = term.namespaces ?? []
  const own = named.length === 0 && term.namespaceSelector === undefined && namespace === owner.metadata.namespace
  const selected = term.namespaceSelector !== undefined && matchesCached(term.namespaceSelector, cycle.namespace(namespace)?.metadata.labels ?? {})
  return (own || named.includes(namespace) || selected) && matchesCached(term.labelSelector, other.metadata.labels)
}
