import type { Pod } from '../../api/types.ts'
import type { NodeState } from './node-state.ts'
import { priorityOf } from './victims.ts'

/** Pods that room was made for and that are not there yet. */
export class NominatedPods {
  readonly #pods = new Map<string, Pod>()

  /** Takes note of a pod's latest version. @param waits whether it is there and has no place yet */
  note(pod: Pod, waits: boolean): void {
    const { uid } = pod.metadata
    if (waits && !pod.spec.nodeName && pod.status?.nominatedNodeName) this.#pods.set(uid, pod)
    else if (this.#pods.size > 0) this.#pods.delete(uid)
  }

  /**
   * How `pod` must see a node: room that was made for another one, of at least its importance, is not free. Undefined if
   * there is no such room.
   */
  besides(pod: Pod): ((node: NodeState) => NodeState) | undefined {
    const promised = new Map<string, Pod[]>()
    for (const other of this.#pods.values()) {
      if (other.metadata.uid === pod.metadata.uid || priorityOf(other) < priorityOf(pod)) continue
      const name = other.status?.nominatedNodeName ?? ''
      promised.set(name, [...(promised.get(name) ?? []), other])
    }
    if (promised.size === 0) return undefined
    return (node) => {
      const others = promised.get(node.name)
      return others ? node.with([...node.pods, ...others]) : node
    }
  }
}
