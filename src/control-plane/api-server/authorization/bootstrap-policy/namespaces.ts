/** Roles in kube-system and kube-public. Facts of bootstrappolicy/namespace_policy.go. */
import type { Role, RoleBinding } from '../../../../api/types.ts'
import { account, events, read, role, roleBinding, rule, user } from './rule.ts'

const system = 'kube-system'
const open = 'kube-public'
const leader = (component: string): string => `system::leader-locking-${component}`

const leaderRole = (component: string): Role =>
  role(system, leader(component), [rule('watch', '', 'configmaps'), rule('get update', '', 'configmaps', component)])

const leaderBinding = (component: string): RoleBinding => roleBinding(system, leader(component), [user(`system:${component}`), account(system, component)])

const controllerBinding = (namespace: string, controller: string): RoleBinding =>
  roleBinding(namespace, `system:controller:${controller}`, [account(system, controller)])

export const namespacedRoles: readonly Role[] = [
  role(system, 'extension-apiserver-authentication-reader', [rule(read, '', 'configmaps', 'extension-apiserver-authentication')]),
  role(system, 'system:controller:bootstrap-signer', [rule(read, '', 'secrets')]),
  role(system, 'system:controller:cloud-provider', [rule('create get list watch', '', 'configmaps')]),
  role(system, 'system:controller:token-cleaner', [rule('get list watch delete', '', 'secrets'), events]),
  leaderRole('kube-controller-manager'),
  leaderRole('kube-scheduler'),
  role(open, 'system:controller:bootstrap-signer', [rule(read, '', 'configmaps'), rule('get update patch', '', 'configmaps', 'cluster-info'), events]),
]

export const namespacedBindings: readonly RoleBinding[] = [
  roleBinding(
    system,
    'system::extension-apiserver-authentication-reader',
    [user('system:kube-controller-manager'), user('system:kube-scheduler')],
    'extension-apiserver-authentication-reader',
  ),
  leaderBinding('kube-controller-manager'),
  leaderBinding('kube-scheduler'),
  controllerBinding(system, 'bootstrap-signer'),
  controllerBinding(system, 'cloud-provider'),
  controllerBinding(system, 'token-cleaner'),
  controllerBinding(open, 'bootstrap-signer'),
]
