/**
 * What the scheduler knows of nodes and the pods on them, kept up to date change by change: a look at a big cluster must
 * not begin with counting it. Models pkg/scheduler/backend/cache.
 */
import { deepEqual } from '../../api/object.ts'
import type { Node, Pod } from '../../api/types.ts'
import { ImageStates } from './image-states.ts'
import { caresForOthers, NodeState } from './node-state.ts'
import { PodGroups } from './pod-groups.ts'

export class ClusterSnapshot {
  readonly images = new ImageStates()
  readonly groups = new PodGroups(
    () => this.#nodes.values(),
    () => this.#known,
  )
  readonly #nodes = new Map<string, NodeState>()
  readonly #withAffinity = new Set<NodeState>()
  /** Pods on nodes that are not known (yet, or any more). */
  readonly #strays = new Map<string, Map<string, Pod>>()
  #list: readonly NodeState[] | undefined
  /** How many nodes there ever were. */
  #known = 0

  /** All nodes, zone by turns, so that a part of the list is a part of every zone. */
  get nodes(): readonly NodeState[] {
    return (this.#list ??= byTurns([...this.#nodes.values()]))
  }

  /** Those with pods that want to be near to, or far from, others. */
  get nodesWithAffinity(): readonly NodeState[] {
    return this.#withAffinity.size === 0 ? none : [...this.#withAffinity]
  }

  node(name: string): NodeState | undefined {
    return this.#nodes.get(name)
  }

  putNode(node: Node): void {
    const { name } = node.metadata
    const state = this.#nodes.get(name)
    this.images.change(name, state?.node, node)
    if (!state) {
      const found = new NodeState(node, [...(this.#strays.get(name)?.values() ?? [])], this.#known++)
      this.#nodes.set(name, found)
      this.#strays.delete(name)
      if (found.podsWithAffinity.length > 0) this.#withAffinity.add(found)
      this.#list = undefined
      this.groups.forget()
      return
    }
    const moved = !deepEqual(state.node.metadata.labels, node.metadata.labels)
    state.node = node
    if (!moved) return
    this.#list = undefined
    this.groups.forget()
  }

  removeNode(node: Node): void {
    const { name } = node.metadata
    const state = this.#nodes.get(name)
    if (!state) return
    this.images.change(name, state.node, undefined)
    if (state.podCount > 0) this.#strays.set(name, new Map(state.pods.map((pod) => [pod.metadata.uid, pod])))
    this.#nodes.delete(name)
    this.#withAffinity.delete(state)
    this.#list = undefined
    this.groups.forget()
  }

  /** A pod that is on a node, or its latest version. */
  place(name: string, pod: Pod): void {
    const state = this.#nodes.get(name)
    if (!state) {
      this.#strays.set(name, (this.#strays.get(name) ?? new Map<string, Pod>()).set(pod.metadata.uid, pod))
      return
    }
    this.groups.change(state, state.pod(pod.metadata.uid), pod)
    state.put(pod)
    if (caresForOthers(pod)) this.#withAffinity.add(state)
  }

  displace(name: string, uid: string): void {
    this.#strays.get(name)?.delete(uid)
    const state = this.#nodes.get(name)
    const pod = state?.pod(uid)
    if (!state || !pod) return
    this.groups.change(state, pod, undefined)
    state.remove(uid)
    if (caresForOthers(pod) && state.podsWithAffinity.length === 0) this.#withAffinity.delete(state)
  }
}

const none: readonly NodeState[] = []

const zoneOf = ({ labels }: NodeState): string => `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`

function byTurns(nodes: readonly NodeState[]): readonly NodeState[] {
  const zones = new Map<string, NodeState[]>()
  for (const node of nodes) {
    const zone = zoneOf(node)
    const members = zones.get(zone)
    if (members) members.push(node)
    else zones.set(zone, [node])
  }
  if (zones.size <= 1) return nodes
  const longest = Math.max(...[...zones.values()].map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => [...zones.values()].flatMap((zone) => zone[i] ?? [])).flat()
}
