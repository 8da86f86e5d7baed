/**
 * The roles and bindings that a cluster starts with. In a real one kube-apiserver creates and restores them at each
 * start (the post-start hook rbac/bootstrap-roles), and kubeadm adds its own; here cluster.ts creates both lists.
 */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../../../api/types.ts'
import { defaultBindings } from './bindings.ts'
import { componentRoles } from './components.ts'
import { controllerBindings, controllerRoles } from './controllers.ts'
import { kubeadmClusterRoleBindings, kubeadmClusterRoles, kubeadmRoleBindings, kubeadmRoles } from './kubeadm.ts'
import { namespacedBindings, namespacedRoles } from './namespaces.ts'
import { userRoles } from './users.ts'

export const bootstrapClusterRoles: readonly ClusterRole[] = [...userRoles, ...componentRoles, ...controllerRoles, ...kubeadmClusterRoles]
export const bootstrapClusterRoleBindings: readonly ClusterRoleBinding[] = [...defaultBindings, ...controllerBindings, ...kubeadmClusterRoleBindings]
/** In kube-system and kube-public, which must exist first. */
export const bootstrapRoles: readonly Role[] = [...namespacedRoles, ...kubeadmRoles]
export const bootstrapRoleBindings: readonly RoleBinding[] = [...namespacedBindings, ...kubeadmRoleBindings]
