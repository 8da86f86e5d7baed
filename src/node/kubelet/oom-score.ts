/** How readily the kernel ends a container where the node has no memory left. Models pkg/kubelet/qos/policy.go. */
import type { Container, Pod } from '../../api/types.ts'
import { bytes, qosClass, requestOf } from './resources.ts'

const guaranteed = -997
const bestEffort = 1000

/** From -997 (never, if anybody else is left) to 1000 (first): the more memory was asked for, the less readily. */
export function oomScoreAdj(pod: Pod, container: Container, capacity: number): number {
  const qos = qosClass(pod)
  if (qos === 'Guaranteed' || pod.spec.priorityClassName === 'system-node-critical') return guaranteed
  if (qos === 'BestEffort') return bestEffort
  const adjustment = Math.trunc(1000 - (1000 * bytes(requestOf(container.resources, 'memory'))) / capacity)
  return Math.min(Math.max(adjustment, 1000 + guaranteed), bestEffort - 1)
}
