import type { NodeState } from './node-state.ts'

/** Which nodes share a value of a label (a zone, a host), in numbers: looked up for each node that a pod might go to. */
export class Topology {
  /** The values that there are. */
  readonly values: readonly string[]
  /** By index of the node, which of the values it has; -1 for a node without the label. */
  readonly #places: Int32Array

  constructor(key: string, nodes: Iterable<NodeState>, indices: number) {
    this.#places = new Int32Array(indices).fill(-1)
    const numbers = new Map<string, number>()
    for (const { index, labels } of nodes) {
      const value = labels[key]
      if (value === undefined) continue
      const number = numbers.get(value) ?? numbers.size
      numbers.set(value, number)
      this.#places[index] = number
    }
    this.values = [...numbers.keys()]
  }

  placeOf(node: NodeState): number {
    return this.#places[node.index] ?? -1
  }

  /** How many different values some nodes have; having none is one, too. */
  count(nodes: readonly NodeState[]): number {
    const seen = new Uint8Array(this.values.length + 1)
    let count = 0
    for (const node of nodes) {
      const place = this.placeOf(node) + 1
      if (seen[place] === 0) count++
      seen[place] = 1
    }
    return count
  }
}
