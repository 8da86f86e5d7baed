import type { Lease, Node, NodeCondition } from '../../../api/types.ts'
import { nodeCondition } from './taints.ts'

/** How long a kubelet may be silent. 1.32 raised it from 40 s. */
const gracePeriodMs = 50_000
/** How long a new node may take to report for the first time. */
const startupGracePeriodMs = 60_000

interface Heard {
  at: number
  readonly node: Node
  readonly lease: Lease | undefined
  readonly renewTime: string | undefined
  readonly ready: NodeCondition | undefined
}

/** When each kubelet was last heard of, by our own clock: its lease or its status changed. */
export class Heartbeats {
  readonly #heard = new Map<string, Heard>()

  /** Whether the node has been silent for too long. */
  isSilent(node: Node, lease: Lease | undefined, now: number): boolean {
    const { uid } = node.metadata
    const last = this.#heard.get(uid)
    // The same objects say the same.
    if (last && last.node === node && last.lease === lease) return now > last.at + patienceOf(last.ready)
    const ready = nodeCondition(node, 'Ready')
    const renewTime = lease?.spec?.renewTime
    const news = !last || renewTime !== last.renewTime || ready?.lastHeartbeatTime !== last.ready?.lastHeartbeatTime || ready?.status !== last.ready?.status
    // What this controller itself wrote (Unknown) is no sign of life.
    const alive = news && !(last && ready?.status === 'Unknown' && renewTime === last.renewTime)
    const at = alive ? now : (last?.at ?? now)
    this.#heard.set(uid, { at, node, lease, renewTime, ready })
    return now > at + patienceOf(ready)
  }

  forget(uid: string): void {
    this.#heard.delete(uid)
  }

  /** Everybody was silent, so it was us: all start anew. */
  restart(now: number): void {
    for (const heard of this.#heard.values()) heard.at = now
  }
}

const patienceOf = (ready: NodeCondition | undefined): number => (ready ? gracePeriodMs : startupGracePeriodMs)
