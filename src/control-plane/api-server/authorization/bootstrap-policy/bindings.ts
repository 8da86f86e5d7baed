/** Who has the default cluster roles. Facts of ClusterRoleBindings in bootstrappolicy/policy.go. */
import type { ClusterRoleBinding } from '../../../../api/types.ts'
import { account, clusterRoleBinding, group, user } from './rule.ts'

const authenticated = group('system:authenticated')
const scheduler = user('system:kube-scheduler')

export const defaultBindings: readonly ClusterRoleBinding[] = [
  clusterRoleBinding('cluster-admin', [group('system:masters')]),
  clusterRoleBinding('system:monitoring', [group('system:monitoring')]),
  clusterRoleBinding('system:discovery', [authenticated]),
  clusterRoleBinding('system:basic-user', [authenticated]),
  clusterRoleBinding('system:public-info-viewer', [authenticated, group('system:unauthenticated')]),
  clusterRoleBinding('system:node-proxier', [user('system:kube-proxy')]),
  clusterRoleBinding('system:kube-controller-manager', [user('system:kube-controller-manager')]),
  clusterRoleBinding('system:kube-dns', [account('kube-system', 'kube-dns')]),
  clusterRoleBinding('system:kube-scheduler', [scheduler]),
  clusterRoleBinding('system:volume-scheduler', [scheduler]),
  clusterRoleBinding('system:service-account-issuer-discovery', [group('system:serviceaccounts')]),
  // Kubelets are the node authorizer's business; the binding is kept without subjects.
  clusterRoleBinding('system:node', []),
]
