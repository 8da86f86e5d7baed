/**
 * How many pods of a kind are where, counted once and then kept up to date: spreading asks that for every pod. A group is
 * what a selector chooses in a namespace; pods on their way out do not count.
 */
import { formatSelector, matches, type Selector } from '../../api/labels.ts'
import type { Pod } from '../../api/types.ts'
import type { NodeState } from './node-state.ts'

/** With more, those that nobody asked for lately are forgotten. */
const mostGroups = 500

export class PodGroup {
  /** By the index of the node. */
  readonly #byNode: number[] = []
  readonly #byValue = new Map<string, Map<string, number>>()

  constructor(
    readonly namespace: string,
    readonly selector: Selector,
    private readonly nodes: () => Iterable<NodeState>,
  ) {
    for (const node of nodes()) this.#add(node, this.count(node.pods))
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

  change(node: NodeState, before: Pod | undefined, after: Pod | undefined): void {
    const difference = (after && this.has(after) ? 1 : 0) - (before && this.has(before) ? 1 : 0)
    if (difference === 0) return
    this.#add(node, difference)
    for (const [key, counts] of this.#byValue) {
      const value = node.labels[key]
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + difference)
    }
  }

  #add(node: NodeState, count: number): void {
    if (count !== 0) this.#byNode[node.index] = (this.#byNode[node.index] ?? 0) + count
  }
}

export class PodGroups {
  readonly #groups = new Map<string, PodGroup>()

  constructor(private readonly nodes: () => Iterable<NodeState>) {}

  get(namespace: string, selector: Selector): PodGroup {
    const key = `${namespace}/${formatSelector(selector)}`
    let group = this.#groups.get(key)
    if (group) return group
    if (this.#groups.size >= mostGroups) this.forget()
    this.#groups.set(key, (group = new PodGroup(namespace, selector, this.nodes)))
    return group
  }

  /** A pod came to a node, changed there, or went. */
  change(node: NodeState, before: Pod | undefined, after: Pod | undefined): void {
    for (const group of this.#groups.values()) group.change(node, before, after)
  }

  /** The nodes have changed: whoever asks next counts anew. */
  forget(): void {
    this.#groups.clear()
  }
}
