/** The bindings that `kubectl create rolebinding` and `create clusterrolebinding` write. */
import type { ClusterRoleBinding, RbacV1Subject, RoleBinding } from '../../api/types.ts'
import { inNamespace, type Written } from './written.ts'

const group = 'rbac.authorization.k8s.io'

const withSubjects = (subjects: readonly RbacV1Subject[]): { subjects?: RbacV1Subject[] } => (subjects.length > 0 ? { subjects: [...subjects] } : {})

export const roleBinding = (
  name: string,
  namespace: string,
  role: { kind: 'Role' | 'ClusterRole'; name: string },
  subjects: readonly RbacV1Subject[],
): Written<RoleBinding> => ({
  kind: 'RoleBinding',
  apiVersion: `${group}/v1`,
  metadata: { name, ...inNamespace(namespace) },
  ...withSubjects(subjects),
  roleRef: { apiGroup: group, ...role },
})

export const clusterRoleBinding = (name: string, clusterRole: string, subjects: readonly RbacV1Subject[]): Written<ClusterRoleBinding> => ({
  kind: 'ClusterRoleBinding',
  apiVersion: `${group}/v1`,
  metadata: { name },
  ...withSubjects(subjects),
  roleRef: { apiGroup: group, kind: 'ClusterRole', name: clusterRole },
})
