/** Machines and kubelets that several faults hold down at once come back when the last of them lets go. */
import type { Cancel } from '../api/request.ts'
import type { ClusterNode } from '../node/node.ts'

interface Holds {
  off: number
  stopped: number
}

const holds = new WeakMap<ClusterNode, Holds>()

/** Holds the machine off (or its kubelet stopped). @returns what lets go of it */
export function hold(node: ClusterNode, what: keyof Holds): Cancel {
  const held = holds.get(node) ?? { off: 0, stopped: 0 }
  holds.set(node, held)
  if (held[what]++ === 0 && held.off <= (what === 'off' ? 1 : 0)) {
    if (what === 'off') node.powerOff()
    else node.stop()
  }
  return () => {
    if (--held[what] > 0 || held.off > 0) return
    node.powerOn()
    if (held.stopped === 0) node.start()
  }
}
