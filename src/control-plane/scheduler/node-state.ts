import { deepEqual } from '../../api/object.ts'
import { type Amounts, amountsOf } from '../../api/pod-requests.ts'
import type { ContainerPort, Node, Pod, Taint } from '../../api/types.ts'
import { demandOf, type PodDemand } from './pod-demand.ts'

/** A pod on a node, as last seen, and what it takes. */
interface Placed {
  pod: Pod
  readonly demand: PodDemand
}

/** A node and the pods on it. It follows the cluster as pods come and go; within a scheduling cycle nothing changes. */
export class NodeState {
  /** Its place in lists that are kept by node; each node of the scheduler's has its own. */
  readonly index: number
  #node: Node
  #version = 0
  readonly #pods = new Map<string, Placed>()
  #list: readonly Pod[] | undefined
  #withAffinity: readonly Pod[] | undefined
  #hostPorts: readonly ContainerPort[] | undefined
  #allocatable: Amounts | undefined
  #requested: Record<string, number> | undefined
  #requestedNonZero: Record<string, number> | undefined

  constructor(node: Node, pods: readonly Pod[] = [], index = -1) {
    this.#node = node
    this.index = index
    for (const pod of pods) this.#pods.set(pod.metadata.uid, { pod, demand: demandOf(pod) })
  }

  /** Another one whenever something has changed that matters to who looks for room: what the node is, or what is taken of it. */
  get version(): number {
    return this.#version
  }

  get node(): Node {
    return this.#node
  }

  set node(node: Node) {
    const before = this.#node
    this.#node = node
    if (!deepEqual(before.status?.allocatable, node.status?.allocatable)) this.#allocatable = undefined
    else if (deepEqual(before.metadata.labels, node.metadata.labels) && deepEqual(before.spec, node.spec)) return
    this.#version++
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
    return (this.#list ??= Array.from(this.#pods.values(), ({ pod }) => pod))
  }

  get podCount(): number {
    return this.#pods.size
  }

  get allocatable(): Amounts {
    return (this.#allocatable ??= amountsOf(this.#node.status?.allocatable))
  }

  get requested(): Amounts {
    return (this.#requested ??= sum(this.#pods.values(), ({ requests }) => requests))
  }

  /** With the assumed amounts for containers that ask for nothing. */
  get requestedNonZero(): Amounts {
    return (this.#requestedNonZero ??= sum(this.#pods.values(), ({ assumed }) => assumed))
  }

  get podsWithAffinity(): readonly Pod[] {
    return (this.#withAffinity ??= this.pods.filter(caresForOthers))
  }

  get hostPorts(): readonly ContainerPort[] {
    return (this.#hostPorts ??= Array.from(this.#pods.values(), ({ demand }) => demand.hostPorts).flat())
  }

  pod(uid: string): Pod | undefined {
    return this.#pods.get(uid)?.pod
  }

  /** Puts a pod here, or its latest version. */
  put(pod: Pod): void {
    const { uid } = pod.metadata
    const there = this.#pods.get(uid)
    if (there && takesTheSame(there.pod, pod)) {
      there.pod = pod
      this.#listChanged(pod)
      return
    }
    if (there) this.remove(uid)
    const placed = { pod, demand: demandOf(pod) }
    this.#pods.set(uid, placed)
    this.#changed(placed, 1)
  }

  remove(uid: string): void {
    const placed = this.#pods.get(uid)
    if (placed && this.#pods.delete(uid)) this.#changed(placed, -1)
  }

  /** The same node if these were its pods. */
  with(pods: readonly Pod[]): NodeState {
    return new NodeState(this.#node, pods)
  }

  #listChanged(pod: Pod): void {
    this.#list = undefined
    if (caresForOthers(pod)) this.#withAffinity = undefined
  }

  #changed({ pod, demand }: Placed, sign: number): void {
    this.#version++
    this.#listChanged(pod)
    if (demand.hostPorts.length > 0) this.#hostPorts = undefined
    if (this.#requested) change(this.#requested, demand.requests, sign)
    if (this.#requestedNonZero) change(this.#requestedNonZero, demand.assumed, sign)
  }
}

/** A spec never changes, and the states that a pod goes through share it, or its parts. */
const takesTheSame = ({ spec: a }: Pod, { spec: b }: Pod): boolean =>
  a === b || (a.containers === b.containers && a.initContainers === b.initContainers && a.overhead === b.overhead && a.resources === b.resources)

/** Whether a pod wants to be near to, or far from, others. Affinity to nodes, as all pods of a DaemonSet have, is none of that. */
export const caresForOthers = ({ spec: { affinity } }: Pod): boolean => affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined

function sum(pods: Iterable<Placed>, of: (demand: PodDemand) => Amounts): Record<string, number> {
  const total: Record<string, number> = {}
  for (const { demand } of pods) change(total, of(demand), 1)
  return total
}

function change(total: Record<string, number>, amounts: Amounts, sign: number): void {
  for (const resource in amounts) total[resource] = (total[resource] ?? 0) + sign * (amounts[resource] as number)
}
