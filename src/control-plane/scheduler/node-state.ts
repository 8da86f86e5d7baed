import { oncePerObject } from '../../api/once-per-object.ts'
import { type Amounts, amountsOf, podRequests } from '../../api/pod-requests.ts'
import type { Node, Pod, Taint } from '../../api/types.ts'

/** A node and the pods on it. It follows the cluster as pods come and go; within a scheduling cycle nothing changes. */
export class NodeState {
  /** Its place in lists that are kept by node; each node of the scheduler's has its own. */
  readonly index: number
  #node: Node
  readonly #pods = new Map<string, Pod>()
  #list: readonly Pod[] | undefined
  #withAffinity: readonly Pod[] | undefined
  #allocatable: Amounts | undefined
  #requested: Record<string, number> | undefined
  #requestedNonZero: Record<string, number> | undefined

  constructor(node: Node, pods: readonly Pod[] = [], index = -1) {
    this.#node = node
    this.index = index
    for (const pod of pods) this.#pods.set(pod.metadata.uid, pod)
  }

  get node(): Node {
    return this.#node
  }

  set node(node: Node) {
    this.#node = node
    this.#allocatable = undefined
  }

  get name(): string {
    return this.#node.metadata.name
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#node.metadata.labels ?? {}
  }

  get taints(): readonly Taint[] | undefined {
    return this.#node.spec.taints
  }

  get pods(): readonly Pod[] {
    return (this.#list ??= [...this.#pods.values()])
  }

  get podCount(): number {
    return this.#pods.size
  }

  get allocatable(): Amounts {
    return (this.#allocatable ??= amountsOf(this.#node.status?.allocatable))
  }

  get requested(): Amounts {
    return (this.#requested ??= sum(this.#pods.values(), requestsOf))
  }

  /** With the assumed amounts for containers that ask for nothing. */
  get requestedNonZero(): Amounts {
    return (this.#requestedNonZero ??= sum(this.#pods.values(), assumedRequestsOf))
  }

  get podsWithAffinity(): readonly Pod[] {
    return (this.#withAffinity ??= this.pods.filter(caresForOthers))
  }

  pod(uid: string): Pod | undefined {
    return this.#pods.get(uid)
  }

  /** Puts a pod here, or its latest version. */
  put(pod: Pod): void {
    this.remove(pod.metadata.uid)
    this.#pods.set(pod.metadata.uid, pod)
    this.#changed(pod, 1)
  }

  remove(uid: string): void {
    const pod = this.#pods.get(uid)
    if (pod && this.#pods.delete(uid)) this.#changed(pod, -1)
  }

  /** The same node if these were its pods. */
  with(pods: readonly Pod[]): NodeState {
    return new NodeState(this.#node, pods)
  }

  #changed(pod: Pod, sign: number): void {
    this.#list = undefined
    if (caresForOthers(pod)) this.#withAffinity = undefined
    if (this.#requested) change(this.#requested, requestsOf(pod), sign)
    if (this.#requestedNonZero) change(this.#requestedNonZero, assumedRequestsOf(pod), sign)
  }
}

/** Whether a pod wants to be near to, or far from, others. Affinity to nodes, as all pods of a DaemonSet have, is none of that. */
export const caresForOthers = ({ spec: { affinity } }: Pod): boolean => affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined

/** A spec never changes, and the states that a pod goes through share it: its requests are added up once. */
export const requestsOf = bySpec((pod) => podRequests(pod))
/** The same with the assumed amounts. */
export const assumedRequestsOf = bySpec((pod) => podRequests(pod, { nonZero: true }))

function bySpec(add: (pod: Pick<Pod, 'spec'>) => Amounts): (pod: Pod) => Amounts {
  const known = oncePerObject((spec: Pod['spec']): Amounts => add({ spec }))
  return ({ spec }) => known(spec)
}

function sum(pods: Iterable<Pod>, of: (pod: Pod) => Amounts): Record<string, number> {
  const total: Record<string, number> = {}
  for (const pod of pods) change(total, of(pod), 1)
  return total
}

function change(total: Record<string, number>, amounts: Amounts, sign: number): void {
  for (const resource in amounts) total[resource] = (total[resource] ?? 0) + sign * (amounts[resource] as number)
}
