/** Roles, of a namespace and of the cluster: both look alike. */
import { clusterRoles, roles } from '../../api/kinds.ts'
import type { ClusterRole, Role } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writeRules } from './policy-rules.ts'

export const role = defineDescriber({
  group: 'rbac.authorization.k8s.io',
  kind: 'Role',
  describe: async ({ read, namespace, name }) => roleText(await read.get(roles, namespace, name)),
})

export const clusterRole = defineDescriber({
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRole',
  describe: async ({ read, name }) => roleText(await read.get(clusterRoles, '', name)),
})

function roleText({ metadata, rules }: Role | ClusterRole): string {
  const out = new Description()
  out.field(0, 'Name', metadata.name)
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  writeRules(out, rules)
  return out.text()
}
