/**
 * How many pods of a kind are where, counted once and then kept up to date: spreading asks that for every pod. A group is
 * what a selector chooses in a namespace; pods on their way out do not count.
 */
import { formatSelector, matches, type Selector } from '../../api/labels.ts'
import { deepEqual } from '../../api/object.ts'
import type { Pod } from '../../api/types.ts'
import { GroupsByLabel } from './groups-by-label.ts'
import type { NodeState } from './node-state.ts'
import { Topology } from './topology.ts'

/** With more, those that nobody asked for lately are forgotten. */
const mostGroups = 500

export class PodGroup {
  /** By the index of the node. */
  readonly #byNode: Int32Array
  readonly #byValue = new Map<string, Map<string, number>>()

  /** @param indices how many indices of nodes there are. */
  constructor(
    readonly namespace: string,
    readonly selector: Selector,
    private readonly nodes: () => Iterable<NodeState>,
    indices: number,
  ) {
    this.#byNode = new Int32Array(indices)
    for (const node of nodes()) if (node.podCount > 0) this.#byNode[node.index] = this.count(node.pods)
  }

  has({ metadata }: Pod): boolean {
    return metadata.namespace === this.namespace && metadata.deletionTimestamp === undefined && matches(this.selector, metadata.labels)
  }

  count(pods: readonly Pod[]): number {
    let count = 0
    for (const pod of pods) if (this.has(pod)) count++
    return count
  }

  /** On a node of the cluster as it is. */
  on(node: NodeState): number {
    return this.#byNode[node.index] ?? 0
  }

  /** By the values that a label of nodes has, those without pods too. */
  by(key: string): ReadonlyMap<string, number> {
    let counts = this.#byValue.get(key)
    if (!counts) {
      this.#byValue.set(key, (counts = new Map()))
      for (const node of this.nodes()) {
        const value = node.labels[key]
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + this.on(node))
      }
    }
    return counts
  }

  /** One of its pods has come to a node, or left it. */
  add(node: NodeState, count: 1 | -1): void {
    this.#byNode[node.index] = this.on(node) + count
    for (const [key, counts] of this.#byValue) {
      const value = node.labels[key]
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + count)
    }
  }
}

export class PodGroups {
  readonly #groups = new Map<string, PodGroup>()
  readonly #byLabel = new GroupsByLabel()
  readonly #topologies = new Map<string, Topology>()
  /** For who has the very same selector again: it need not be written as a text to be found. */
  #bySelector = new WeakMap<Selector, PodGroup>()

  /** @param indices how many indices of nodes there are. */
  constructor(
    private readonly nodes: () => Iterable<NodeState>,
    private readonly indices: () => number,
  ) {}

  get(namespace: string, selector: Selector): PodGroup {
    const same = this.#bySelector.get(selector)
    if (same?.namespace === namespace) return same
    const key = `${namespace}/${formatSelector(selector)}`
    const group = this.#groups.get(key) ?? this.#count(key, namespace, selector)
    this.#bySelector.set(selector, group)
    return group
  }

  /** Which nodes share a value of a label. */
  topology(key: string): Topology {
    let topology = this.#topologies.get(key)
    if (!topology) this.#topologies.set(key, (topology = new Topology(key, this.nodes(), this.indices())))
    return topology
  }

  /** A pod came to a node, changed there, or went. */
  change(node: NodeState, before: Pod | undefined, after: Pod | undefined): void {
    if (this.#groups.size === 0 || (before && after && countsAlike(before, after))) return
    if (before) for (const group of this.#byLabel.of(before)) if (group.has(before)) group.add(node, -1)
    if (after) for (const group of this.#byLabel.of(after)) if (group.has(after)) group.add(node, 1)
  }

  /** The nodes have changed: whoever asks next counts anew. */
  forget(): void {
    this.#groups.clear()
    this.#byLabel.clear()
    this.#topologies.clear()
    this.#bySelector = new WeakMap()
  }

  #count(key: string, namespace: string, selector: Selector): PodGroup {
    if (this.#groups.size >= mostGroups) this.forget()
    const group = new PodGroup(namespace, selector, this.nodes, this.indices())
    this.#groups.set(key, group)
    this.#byLabel.add(group)
    return group
  }
}

const countsAlike = ({ metadata: a }: Pod, { metadata: b }: Pod): boolean =>
  (a.deletionTimestamp === undefined) === (b.deletionTimestamp === undefined) && deepEqual(a.labels, b.labels)
