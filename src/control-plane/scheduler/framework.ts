/**
 * The scheduling framework: what a plugin is and what it is asked. A plugin is one file in plugins/, named as in the
 * docs; it may filter nodes, score them, or both. Models k8s.io/kube-scheduler framework.
 */
import type { Kind } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import type { Namespace, Pod, Service } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { Lister } from '../../client/informer.ts'
import type { ImageStates } from './image-states.ts'
import type { NodeState } from './node-state.ts'
import type { PodDemand } from './pod-demand.ts'
import type { PodGroups } from './pod-groups.ts'

/** The highest score of a plugin. */
export const maxScore = 100

/** Why a node will not do. */
export interface Rejection {
  readonly plugin: string
  /** `Insufficient cpu`: counted over all nodes in the message. */
  readonly reasons: readonly string[]
  /** Taking other pods away would not help. */
  readonly unresolvable?: boolean
  /** What was asked for and what there is, for who asks why. */
  readonly numbers?: readonly Shortage[]
}

/** Millicores for `cpu`, whole units for all else. */
interface Shortage {
  readonly resource: string
  readonly asked: number
  /** By the pods that are there. */
  readonly used: number
  readonly all: number
}

/** Changes in the cluster that may let a pod in. */
export type ClusterEvent = NodeEvent | 'PodAdd' | 'PodLabels' | 'PodDelete' | StorageEvent
type NodeEvent = 'NodeAdd' | 'NodeLabels' | 'NodeTaints' | 'NodeAllocatable'
type StorageEvent = 'ClaimChange' | 'VolumeChange' | 'StorageClassChange' | 'CSINodeChange' | 'StorageCapacityChange'

/** What one scheduling cycle sees: the cluster does not change while it lasts. */
export interface Cycle {
  readonly pod: Pod
  readonly demand: PodDemand
  readonly nodes: readonly NodeState[]
  /** Those with pods that want to be near to, or far from, others. */
  readonly nodesWithAffinity: readonly NodeState[]
  /** Counted pods of the cluster as it is. */
  readonly groups: PodGroups
  readonly images: ImageStates
  /** In a look at what would be if pods were gone from a node: that node as it is, and as it would be. */
  readonly replaced?: { readonly from: NodeState; readonly to: NodeState }
  node(name: string): NodeState | undefined
  namespace(name: string): Namespace | undefined
  servicesIn(namespace: string): readonly Service[]
  /** The scheduler's own copy of a kind that it watches. */
  lister<T extends KubeObject>(kind: Kind<T>): Lister<T>
  /** Computes something once a cycle for a plugin. */
  once<T>(plugin: string, compute: () => T): T
}

/** What a pod that has its place waits for. Throws PreBindError if it will never be. */
export type Awaited = () => boolean

/** Why a pod cannot be bound to the node that was chosen. */
export class PreBindError extends Error {}

export interface Plugin {
  readonly name: string
  /** Whether it has anything to say of where this pod can be; asked once a cycle, before the nodes are looked at. */
  applies?(cycle: Cycle): boolean
  /** Refuses the pod for all nodes, with one text. */
  preFilter?(cycle: Cycle): string | undefined
  /** The names of the only nodes where the pod may be, if it names them: no others are looked at. Models PreFilterResult. */
  preFilterNodes?(cycle: Cycle): ReadonlySet<string> | undefined
  /**
   * What its filter and `points` say hangs on nothing but the node, the pods there and what the pod asks for (see
   * NodeVerdicts): it is asked again only when one of these has changed. Such plugins come before all others.
   */
  readonly local?: boolean
  filter?(cycle: Cycle, node: NodeState): Omit<Rejection, 'plugin'> | undefined
  /** Points for each of the nodes that passed, 0 to 100 each and in their order; undefined if it has no opinion. */
  score?(cycle: Cycle, nodes: readonly NodeState[]): readonly number[] | undefined
  /** Of a local plugin instead of `score`: how to give points to one node; undefined if it has no opinion. */
  points?(cycle: Cycle): ((node: NodeState) => number) | undefined
  /** These points are no final ones: they are stretched so that the best has 100, or so that the least has. */
  readonly normalizes?: 'stretched' | 'reversed'
  readonly weight?: number
  /** The same plugin with the arguments that a profile gives it. */
  configured?(args: object): Plugin
  /**
   * The pod is going to this node: writes what has to come true before it can be bound to it, and gives what to wait for;
   * undefined if there is nothing. Throws a StatusError if a write is refused.
   */
  preBind?(cycle: Cycle, node: NodeState, client: Client): Awaited | undefined
  /** Events that may undo its rejection. */
  readonly wakes?: readonly ClusterEvent[]
}

/** Stretches raw scores so that the best has 100; `reverse` if less is better. */
export function normalize(raw: readonly number[], reverse = false): number[] {
  let most = 0
  for (const value of raw) if (value > most) most = value
  if (most === 0) return raw.map(() => (reverse ? maxScore : 0))
  return raw.map((value) => {
    const score = Math.trunc((value * maxScore) / most)
    return reverse ? maxScore - score : score
  })
}
