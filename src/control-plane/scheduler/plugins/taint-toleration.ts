import { tolerates, untolerated } from '../../../api/tolerations.ts'
import type { Plugin } from '../framework.ts'

/** Taints keep pods away that do not tolerate them; PreferNoSchedule only as far as possible. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  local: true,
  weight: 3,
  wakes: ['NodeAdd', 'NodeTaints'],
  filter: ({ pod }, { taints }) =>
    taints && untolerated(taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
      ? { reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }
      : undefined,
  normalizes: 'reversed',
  points({ pod }) {
    const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    return ({ taints = [] }) => taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint))).length
  },
}
