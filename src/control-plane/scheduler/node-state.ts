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
    return (this.#requestedNonZero ??= this.pods.map((pod) => podRequests(pod, { nonZero: true })).reduce(add, {}))
  }

  with(pods: readonly Pod[]): NodeState {
    return new NodeState(this.node, pods)
  }
}

const known = new WeakMap<Pod, Amounts>()

/** Pods in a cache never change, so their requests are added up once. */
export function requestsOf(pod: Pod): Amounts {
  let requests = known.get(pod)
  if (!requests) known.set(pod, (requests = podRequests(pod)))
  return requests
}
