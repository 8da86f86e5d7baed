import { matchesNodeAffinity, matchesTerm, namesOfNodes } from '../../../api/node-affinity.ts'
import type { NodeAffinity } from '../../../api/types.ts'
import type { Plugin } from '../framework.ts'

/** nodeSelector and node affinity: required terms filter, preferred ones score; the profile may add its own to every pod. */
const affinityWith = ({ addedAffinity }: { readonly addedAffinity?: NodeAffinity }): Plugin => {
  const added = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  const wished = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  return {
    name: 'NodeAffinity',
    local: true,
    weight: 2,
    wakes: ['NodeAdd', 'NodeLabels'],
    configured: affinityWith,
    applies: ({ pod: { spec } }) => added !== undefined || spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined,
    preFilter: ({ pod }) => (namesOfNodes(pod)?.size === 0 ? 'pod affinity terms conflict' : undefined),
    preFilterNodes: ({ pod }) => namesOfNodes(pod),
    filter({ pod }, { node }) {
      if (added && !added.some((term) => matchesTerm(term, node)))
        return { reasons: ["node(s) didn't match scheduler-enforced node affinity"], unresolvable: true }
      return matchesNodeAffinity(pod, node) ? undefined : { reasons: ["node(s) didn't match Pod's node affinity/selector"], unresolvable: true }
    },
    normalizes: 'stretched',
    points({ pod }) {
      const preferred = [...wished, ...(pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])]
      if (preferred.length === 0) return undefined
      return ({ node }) => preferred.reduce((sum, { preference, weight }) => sum + (matchesTerm(preference, node) ? weight : 0), 0)
    },
  }
}

export const nodeAffinity = affinityWith({})
