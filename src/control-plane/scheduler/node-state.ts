import { type Amounts, add, amountsOf, podRequests } from '../../api/pod-requests.ts'
import type { Node, Pod } from '../../api/types.ts'

/** A node and the pods on it, as a scheduling cycle sees them. */
export class NodeState {
  #podsWithAffinity: readonly Pod[] | undefined
  #requested: Amounts | undefined
  #requestedNonZero: Amounts | undefined

  constructor(
    readonly node: Node,
    readonly pods: readonly Pod[],
  ) {}

  get name(): string {
    return this.node.metadata.name
  }

  get labels(): Readonly<Record<string, string>> {
    return this.node.metadata.labels ?? {}
  }

  get allocatable(): Amounts {
    return allocatableOf(this.node)
  }

  get requested(): Amounts {
    return (this.#requested ??= this.pods.map(requestsOf).reduce(add, {}))
  }

  /** With the assumed amounts for containers that ask for nothing. */
  get requestedNonZero(): Amounts {
    return (this.#requestedNonZero ??= this.pods.map(assumedRequestsOf).reduce(add, {}))
  }

  get podsWithAffinity(): readonly Pod[] {
    return (this.#podsWithAffinity ??= this.pods.filter((pod) => pod.spec.affinity))
  }

  with(pods: readonly Pod[]): NodeState {
    return new NodeState(this.node, pods)
  }
}

const allocatableOf = remembered((node: Node) => amountsOf(node.status?.allocatable))

/** Pods in a cache never change, so their requests are added up once. */
export const requestsOf = remembered((pod: Pod) => podRequests(pod))
/** The same with the assumed amounts. */
export const assumedRequestsOf = remembered((pod: Pod) => podRequests(pod, { nonZero: true }))

function remembered<T extends Pod | Node>(compute: (object: T) => Amounts): (object: T) => Amounts {
  const known = new WeakMap<T, Amounts>()
  return (object) => {
    let amounts = known.get(object)
    if (!amounts) known.set(object, (amounts = compute(object)))
    return amounts
  }
}
