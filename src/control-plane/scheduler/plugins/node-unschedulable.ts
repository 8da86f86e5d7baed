import { untolerated } from '../../../api/tolerations.ts'
import type { Plugin } from '../framework.ts'

/** Cordoned nodes take no new pods, unless they tolerate the taint that says so. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  local: true,
  wakes: ['NodeAdd', 'NodeTaints'],
  filter({ pod }, { node }) {
    if (!node.spec.unschedulable) return undefined
    const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
    return untolerated([taint], pod.spec.tolerations, ['NoSchedule']) ? { reasons: ['node(s) were unschedulable'], unresolvable: true } : undefined
  },
}
