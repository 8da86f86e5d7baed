/** Bindings of roles, in a namespace and in the cluster: both look alike. */
import { clusterRoleBindings, roleBindings } from '../../api/kinds.ts'
import type { ClusterRoleBinding, RoleBinding } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const roleBinding = defineDescriber({
  group: 'rbac.authorization.k8s.io',
  kind: 'RoleBinding',
  describe: async ({ read, namespace, name }) => bindingText(await read.get(roleBindings, namespace, name)),
})

export const clusterRoleBinding = defineDescriber({
  group: 'rbac.authorization.k8s.io',
  kind: 'ClusterRoleBinding',
  describe: async ({ read, name }) => bindingText(await read.get(clusterRoleBindings, '', name)),
})

function bindingText({ metadata, roleRef, subjects }: RoleBinding | ClusterRoleBinding): string {
  const out = new Description()
  out.field(0, 'Name', metadata.name)
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  out.write(0, 'Role:\n')
  out.field(1, 'Kind', roleRef.kind)
  out.field(1, 'Name', roleRef.name)
  out.write(0, 'Subjects:\n')
  out.row(1, 'Kind', 'Name', 'Namespace')
  out.row(1, '----', '----', '---------')
  for (const { kind, name, namespace = '' } of subjects ?? []) out.row(1, kind, name, namespace)
  return out.text()
}
