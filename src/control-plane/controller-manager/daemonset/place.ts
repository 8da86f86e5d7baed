import { deepEqual } from '../../../api/object.ts'
import type { DaemonSet, Node, Pod } from '../../../api/types.ts'
import { availableAt, isReady, isTerminal, isTerminating } from '../pod-state.ts'
import { type Belonging, belongs, nowhere } from './nodes.ts'
import { hashLabel } from './pods.ts'

/** What one node, or all of them, count for in a daemon set's status. */
export interface NodeCounts {
  desiredNumberScheduled: number
  currentNumberScheduled: number
  numberMisscheduled: number
  numberReady: number
  updatedNumberScheduled: number
}

/** One node as a daemon set sees it. Also a node that is no more, as long as there are pods for it. */
export class Place {
  node: Node | undefined
  /** When it came into the list of nodes, as a number. */
  order = 0
  /** By uid, in the order of their last changes. */
  readonly pods = new Map<string, Pod>()
  #belonging: Belonging = nowhere

  constructor(private readonly set: DaemonSet) {}

  put(node: Node): void {
    if (!this.node || !looksAlike(node, this.node)) this.#belonging = belongs(this.set, node)
    this.node = node
  }

  /** Whether something may have to be made or deleted here. */
  get isBusy(): boolean {
    const here = [...this.pods.values()]
    if (!this.node) return here.some((pod) => !isTerminating(pod) && !pod.spec.nodeName)
    if (here.length === 0) return this.#belonging.run
    return here.length > 1 || !this.#belonging.run || isTerminal(here[0] as Pod)
  }

  /** Of several pods the oldest speaks for the node. */
  get speaker(): Pod | undefined {
    if (this.pods.size > 1) return oldestFirst([...this.pods.values()])[0]
    for (const pod of this.pods.values()) return pod
    return undefined
  }

  /** Adds to `counts` what the node counts for, `by` times. @returns since when its pod is available, if it is ready */
  count(counts: NodeCounts, by: 1 | -1, hash: string): number | undefined {
    const pod = this.speaker
    if (!this.node) return undefined
    if (!this.#belonging.run) {
      if (pod) counts.numberMisscheduled += by
      return undefined
    }
    counts.desiredNumberScheduled += by
    if (!pod) return undefined
    counts.currentNumberScheduled += by
    if (pod.metadata.labels?.[hashLabel] === hash) counts.updatedNumberScheduled += by
    if (!isReady(pod)) return undefined
    counts.numberReady += by
    return availableAt(pod, this.set.spec?.minReadySeconds ?? 0) ?? 0
  }
}

/** To a daemon set: nodes write their status all the time. */
export const looksAlike = (a: Node, b: Node): boolean =>
  (a.spec === b.spec && a.metadata.labels === b.metadata.labels) || (deepEqual(a.metadata.labels, b.metadata.labels) && deepEqual(a.spec, b.spec))

export function oldestFirst(pods: readonly Pod[]): Pod[] {
  const created = (pod: Pod): string => pod.metadata.creationTimestamp ?? ''
  return [...pods].sort((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0))
}
