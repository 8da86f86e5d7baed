import { matchesNodeAffinity, matchesTerm } from '../../../api/node-affinity.ts'
import { normalize, type Plugin } from '../framework.ts'

/** nodeSelector and node affinity: required terms filter, preferred ones score. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  wakes: ['NodeAdd', 'NodeLabels'],
  applies: ({ pod: { spec } }) => spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined,
  filter: ({ pod }, { node }) =>
    matchesNodeAffinity(pod, node) ? undefined : { reasons: ["node(s) didn't match Pod's node affinity/selector"], unresolvable: true },
  score({ pod }, nodes) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    if (preferred.length === 0) return undefined
    return normalize(nodes.map(({ node }) => preferred.reduce((sum, { preference, weight }) => sum + (matchesTerm(preference, node) ? weight : 0), 0)))
  },
}
