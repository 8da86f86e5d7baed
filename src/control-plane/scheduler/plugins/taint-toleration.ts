import { tolerates, untolerated } from '../../../api/tolerations.ts'
import { maxScore, normalize, type Plugin } from '../framework.ts'

/** Taints keep pods away that do not tolerate them; PreferNoSchedule only as far as possible. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  wakes: ['NodeAdd', 'NodeTaints'],
  filter: ({ pod }, { taints }) =>
    taints && untolerated(taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
      ? { reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }
      : undefined,
  score({ pod }, nodes) {
    if (!nodes.some(({ taints }) => taints?.some(({ effect }) => effect === 'PreferNoSchedule'))) return nodes.map(() => maxScore)
    const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    const disliked = nodes.map(
      ({ node }) => (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint))).length,
    )
    return normalize(disliked, true)
  },
}
