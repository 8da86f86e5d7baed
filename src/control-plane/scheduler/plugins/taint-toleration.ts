import { tolerates, untolerated } from '../../../api/tolerations.ts'
import { normalize, type Plugin } from '../framework.ts'

/** Taints keep pods away that do not tolerate them; PreferNoSchedule only as far as possible. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  wakes: ['NodeAdd', 'NodeTaints'],
  filter: ({ pod }, { node }) =>
    untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
      ? { reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }
      : undefined,
  score({ pod }, nodes) {
    const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    const disliked = nodes.map(
      ({ node }) => (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint))).length,
    )
    return normalize(disliked, true)
  },
}
