/** Roles and bindings. Models pkg/registry/rbac and pkg/apis/rbac. */
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '../../../api/kinds.ts'
import { isPathSegmentName } from '../../../api/names.ts'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, RoleRef, RbacV1Subject as Subject } from '../../../api/types.ts'
import { type Column, defineResource } from '../resource.ts'
import { age, createdAt } from './age.ts'
import { validateBinding, validateBindingUpdate, validateClusterRole, validateRole } from './rbac/validation.ts'

const rbacGroup = 'rbac.authorization.k8s.io'

export const role = defineResource<Role>({ of: roles, nameRule: isPathSegmentName, validate: validateRole, columns: [createdAt] })

export const clusterRole = defineResource<ClusterRole>({ of: clusterRoles, nameRule: isPathSegmentName, validate: validateClusterRole, columns: [createdAt] })

interface Binding {
  roleRef: RoleRef
  subjects?: Subject[]
}

function defaultBinding(binding: Binding): void {
  if (binding.roleRef) binding.roleRef.apiGroup ||= rbacGroup
  for (const subject of binding.subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= rbacGroup
}

const namesOf = (binding: Binding, kind: string): string =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name))
    .join(', ')

const bindingColumns: readonly Column<any>[] = [
  { name: 'Role', cell: (binding: Binding) => `${binding.roleRef.kind}/${binding.roleRef.name}` },
  age,
  { name: 'Users', priority: 1, cell: (binding: Binding) => namesOf(binding, 'User') },
  { name: 'Groups', priority: 1, cell: (binding: Binding) => namesOf(binding, 'Group') },
  { name: 'ServiceAccounts', priority: 1, cell: (binding: Binding) => namesOf(binding, 'ServiceAccount') },
]

export const roleBinding = defineResource<RoleBinding>({
  of: roleBindings,
  nameRule: isPathSegmentName,
  defaults: defaultBinding,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
})

export const clusterRoleBinding = defineResource<ClusterRoleBinding>({
  of: clusterRoleBindings,
  nameRule: isPathSegmentName,
  defaults: defaultBinding,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
})
