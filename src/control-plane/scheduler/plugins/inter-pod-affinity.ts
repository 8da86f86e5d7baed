import type { Pod, PodAffinityTerm } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type Cycle, maxScore, type Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'

const name = 'InterPodAffinity'

/** Pods that want to be near to, or far from, other pods; both sides have a say. */
export const interPodAffinity: Plugin = {
  name,
  weight: 2,
  wakes: ['NodeAdd', 'NodeLabels', 'PodAdd', 'PodLabels', 'PodDelete'],
  filter(cycle, node) {
    const near = cycle.once(name, () => neighbourhood(cycle))
    if (!near.allowsAffinity(node)) return { reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true }
    if (near.unwanted.some(({ key, value }) => node.labels[key] === value)) return { reasons: ["node(s) didn't match pod anti-affinity rules"] }
    if (near.unwelcome.some(({ key, value }) => node.labels[key] === value)) return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"] }
    return undefined
  },
  score(cycle, nodes) {
    const points = preferences(cycle)
    if (points.length === 0) return undefined
    const raw = nodes.map((node) => points.reduce((sum, { key, value, weight }) => sum + (node.labels[key] === value ? weight : 0), 0))
    const [least, most] = [Math.min(...raw), Math.max(...raw)]
    return raw.map((value) => (most > least ? Math.trunc((maxScore * (value - least)) / (most - least)) : 0))
  },
}

/** A value of a topology key: a zone, a host. */
interface Place {
  readonly key: string
  readonly value: string
}

interface Neighbourhood {
  allowsAffinity(node: NodeState): boolean
  /** Where pods are that this one keeps away from. */
  readonly unwanted: readonly Place[]
  /** Where pods are that keep away from this one. */
  readonly unwelcome: readonly Place[]
}

function neighbourhood(cycle: Cycle): Neighbourhood {
  const { pod } = cycle
  const wanted = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const avoided = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  const friends: Place[][] = wanted.map(() => [])
  const unwanted: Place[] = []
  const unwelcome: Place[] = []
  for (const [node, other] of everyPod(cycle)) {
    if (wanted.every((term) => chooses(term, pod, other, cycle))) for (const [i, term] of wanted.entries()) friends[i]?.push(...placeOf(term, node))
    for (const term of avoided) if (chooses(term, pod, other, cycle)) unwanted.push(...placeOf(term, node))
    for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(term, other, pod, cycle)) unwelcome.push(...placeOf(term, node))
  }
  // The first of a group that wants to be together may start anywhere.
  const first = friends.every((places) => places.length === 0) && wanted.every((term) => chooses(term, pod, pod, cycle))
  const allowsAffinity = (node: NodeState): boolean =>
    wanted.every(({ topologyKey }, i) => node.labels[topologyKey] !== undefined && (first || friends[i]?.some(({ key, value }) => node.labels[key] === value)))
  return { allowsAffinity, unwanted, unwelcome }
}

/** Preferred terms of this pod, and what the pods that are there would like (their required affinity counts as 1). */
function preferences(cycle: Cycle): (Place & { weight: number })[] {
  const { pod } = cycle
  const points: (Place & { weight: number })[] = []
  const judge = (owner: Pod, other: Pod, node: NodeState): void => {
    for (const { podAffinityTerm, weight } of owner.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(podAffinityTerm, owner, other, cycle)) points.push(...placeOf(podAffinityTerm, node).map((place) => ({ ...place, weight })))
    for (const { podAffinityTerm, weight } of owner.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(podAffinityTerm, owner, other, cycle)) points.push(...placeOf(podAffinityTerm, node).map((place) => ({ ...place, weight: -weight })))
  }
  for (const [node, other] of everyPod(cycle)) {
    judge(pod, other, node)
    judge(other, pod, node)
    for (const term of other.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
      if (chooses(term, other, pod, cycle)) points.push(...placeOf(term, node).map((place) => ({ ...place, weight: 1 })))
  }
  return points
}

/** All that have a say: for a pod without wishes only those that have some. */
const everyPod = (cycle: Cycle): [NodeState, Pod][] =>
  cycle.nodes.flatMap((node) => (cycle.pod.spec.affinity ? node.pods : node.podsWithAffinity).map((pod): [NodeState, Pod] => [node, pod]))

function placeOf({ topologyKey }: PodAffinityTerm, node: NodeState): Place[] {
  const value = node.labels[topologyKey]
  return value === undefined ? [] : [{ key: topologyKey, value }]
}

/** Whether a term of `owner` speaks of `other`. Without namespaces it is about the owner's own. */
function chooses(term: PodAffinityTerm, owner: Pod, other: Pod, cycle: Cycle): boolean {
  const namespace = other.metadata.namespace ?? ''
  const named = term.namespaces ?? []
  const own = named.length === 0 && term.namespaceSelector === undefined && namespace === owner.metadata.namespace
  const selected = term.namespaceSelector !== undefined && matchesCached(term.namespaceSelector, cycle.namespace(namespace)?.metadata.labels ?? {})
  return (own || named.includes(namespace) || selected) && matchesCached(term.labelSelector, other.metadata.labels)
}
