/** A notation for rules and bindings that keeps the tables of this folder readable. */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RbacV1Subject as Subject } from '../../../../api/types.ts'

const words = (text: string): string[] => text.split(' ').sort()

/** `rule('get list watch', 'apps', 'deployments replicasets')`; the core group is `''`, several groups are separated by spaces. */
export const rule = (verbs: string, groups: string, resources: string, names?: string): PolicyRule => ({
  verbs: words(verbs),
  apiGroups: groups === '' ? [''] : words(groups).map((group) => (group === 'core' ? '' : group)),
  resources: words(resources),
  ...(names === undefined ? {} : { resourceNames: words(names) }),
})

export const urls = (verbs: string, paths: string): PolicyRule => ({ verbs: words(verbs), nonResourceURLs: words(paths) })

export const read = 'get list watch'
export const write = 'create delete deletecollection patch update'
export const readWrite = `${read} ${write}`

/** Every component may tell what it did. */
export const events = rule('create patch update', 'core events.k8s.io', 'events')

const rbacGroup = 'rbac.authorization.k8s.io'

/** What every default object carries: that the API server made it and restores it at each start. */
const bootstrapped = (name: string, labels: Record<string, string> = {}, namespace?: string): any => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
})

const typed = <K extends string>(kind: K): { apiVersion: string; kind: K } => ({ apiVersion: `${rbacGroup}/v1`, kind })

export const clusterRole = (name: string, rules: PolicyRule[], labels?: Record<string, string>): ClusterRole => ({
  ...typed('ClusterRole'),
  metadata: bootstrapped(name, labels),
  rules,
})

export const role = (namespace: string, name: string, rules: PolicyRule[]): Role => ({ ...typed('Role'), metadata: bootstrapped(name, {}, namespace), rules })

const roleRef = (kind: 'Role' | 'ClusterRole', name: string): RoleBinding['roleRef'] => ({ apiGroup: rbacGroup, kind, name })

export const clusterRoleBinding = (name: string, subjects: Subject[], to = name): ClusterRoleBinding => ({
  ...typed('ClusterRoleBinding'),
  metadata: bootstrapped(name),
  roleRef: roleRef('ClusterRole', to),
  ...(subjects.length === 0 ? {} : { subjects }),
})

export const roleBinding = (namespace: string, name: string, subjects: Subject[], to = name): RoleBinding => ({
  ...typed('RoleBinding'),
  metadata: bootstrapped(name, {}, namespace),
  roleRef: roleRef('Role', to),
  subjects,
})

export const user = (name: string): Subject => ({ apiGroup: rbacGroup, kind: 'User', name })
export const group = (name: string): Subject => ({ apiGroup: rbacGroup, kind: 'Group', name })
export const account = (namespace: string, name: string): Subject => ({ kind: 'ServiceAccount', name, namespace })
