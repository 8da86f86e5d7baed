/** Fills ClusterRoles that have an aggregationRule from those that it selects. Models kubernetes pkg/controller/clusterroleaggregation. */
import { clusterRoles } from '../../api/kinds.ts'
import { deepEqual, keyOf } from '../../api/object.ts'
import type { ClusterRole, PolicyRule } from '../../api/types.ts'
import { matchesCached } from '../../client/cached-selector.ts'
import { defineController } from '../../client/controller.ts'

const aggregating = (role: ClusterRole): string | undefined => (role.aggregationRule ? 'true' : undefined)

export const clusterRoleAggregationController = defineController<ClusterRole>({
  name: 'clusterrole-aggregation-controller',
  for: clusterRoles,
  watches: [
    {
      kind: clusterRoles,
      map: (_role: ClusterRole, { lister }) => lister(clusterRoles).by(aggregating, 'true').map(keyOf),
    },
  ],
  reconcile({ client, lister }, key) {
    const role = lister(clusterRoles).get(key.name)
    if (!role?.aggregationRule) return
    const rules = aggregated(role, lister(clusterRoles).list())
    if (!deepEqual(rules, role.rules ?? [])) client.update(clusterRoles, { ...role, rules })
  },
})

/** The rules of the selected roles in order of their names, each rule once. */
function aggregated(role: ClusterRole, all: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = []
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const sources = all.filter(({ metadata }) => metadata.name !== role.metadata.name && matchesCached(selector, metadata.labels ?? {}))
    for (const source of sources.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
      for (const rule of source.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule)
    }
  }
  return rules
}
