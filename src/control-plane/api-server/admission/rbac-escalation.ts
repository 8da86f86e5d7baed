/**
 * Keeps people from granting more than they have (authorization/escalation.ts has the rule). In a real API server this
 * is no admission plugin but a wrapper around the storage of roles and bindings, with the same effect.
 * Models pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased.
 */
import { clusterRoleBindings, clusterRoles, type Kind, roleBindings, roles } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { notFound } from '../../../api/status.ts'
import type { ClusterRole, PolicyRule, RoleBinding } from '../../../api/types.ts'
import { escalation } from '../authorization/escalation.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

export const rbacEscalation = defineAdmission({
  name: 'RBACEscalation',
  about: [roles, clusterRoles, roleBindings, clusterRoleBindings],
  validate(attributes, context) {
    if (attributes.operation === 'DELETE' || !attributes.object || attributes.user.groups.includes('system:masters')) return
    if (isAbout(attributes, roles) || isAbout(attributes, clusterRoles)) checkRole(attributes, context)
    else if (isAbout(attributes, roleBindings) || isAbout(attributes, clusterRoleBindings)) checkBinding(attributes, context)
  },
})

const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

function checkRole(attributes: AdmissionAttributes, context: AdmissionContext): void {
  const role = attributes.object as unknown as ClusterRole
  const old = attributes.oldObject as unknown as ClusterRole | undefined
  if (old && deepEqual(role.rules ?? [], old.rules ?? []) && deepEqual(role.aggregationRule, old.aggregationRule)) return
  if (may(attributes, context, 'escalate', attributes.definition.of, role.metadata.name)) return
  if (role.aggregationRule && escalation(attributes.user, held(attributes, context), everything))
    throw refuse(attributes, 'must have cluster-admin privileges to use the aggregationRule')
  confirm(attributes, context, role.rules ?? [])
}

function checkBinding(attributes: AdmissionAttributes, context: AdmissionContext): void {
  const { roleRef, subjects } = attributes.object as unknown as RoleBinding
  const old = attributes.oldObject as unknown as RoleBinding | undefined
  if (old && deepEqual(roleRef, old.roleRef) && deepEqual(subjects ?? [], old.subjects ?? [])) return
  const kind = roleRef.kind === 'Role' ? roles : clusterRoles
  if (may(attributes, context, 'bind', kind, roleRef.name)) return
  const rules = context.authorizer.rbac.rulesOf(roleRef, attributes.namespace)
  if (!rules) throw notFound(kind, roleRef.name)
  confirm(attributes, context, rules)
}

const held = ({ user, namespace }: AdmissionAttributes, { authorizer }: AdmissionContext): PolicyRule[] => authorizer.rbac.policyRules(user, namespace)

function confirm(attributes: AdmissionAttributes, context: AdmissionContext, wanted: readonly PolicyRule[]): void {
  const text = escalation(attributes.user, held(attributes, context), wanted)
  if (text !== undefined) throw refuse(attributes, text)
}

function may({ user, namespace }: AdmissionAttributes, { authorizer }: AdmissionContext, verb: string, kind: Kind<unknown>, name: string): boolean {
  const { group, version, plural: resource } = kind
  return authorizer.authorize({ user, verb, isResource: true, group, version, resource, subresource: '', namespace, name, path: '' }).allowed
}
