import { type Amounts, add, amountsOf, podRequests } from '../../api/pod-requests.ts'
import type { Node, Pod } from '../../api/types.ts'

/** A node and the pods on it, as a scheduling cycle sees them. */
export class NodeState {
  #allocatable: Amounts | undefined
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
    return (this.#allocatable ??= amountsOf(this.node.status?.allocatable))
  }

  get requested(): Amounts {
    return (this.#requested ??= this.pods.map(requestsOf).reduce(add, {}))
  }

  /** With the assumed amounts for containers that ask for nothing. */
  get requestedNonZero(): Amounts {
    return (this.#requestedNonZero ??= this.pods.map(assumedRequestsOf).reduce(add, {}))
  }

  with(pods: readonly Pod[]): NodeState {
    return new NodeState(this.node, pods)
  }
}

/** Pods in a cache never change, so their requests are added up once. */
export const requestsOf = remembered((pod) => podRequests(pod))
/** The same with the assumed amounts. */
export const assumedRequestsOf = remembered((pod) => podRequests(pod, { nonZero: true }))

function remembered(compute: (pod: Pod) => Amounts): (pod: Pod) => Amounts {
  const known = new WeakMap<Pod, Amounts>()
  return (pod) => {
    let amounts = known.get(pod)
    if (!amounts) known.set(pod, (amounts = compute(pod)))
    return amounts
  }
}
