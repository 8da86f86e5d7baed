/** What kubeadm adds when it sets up a cluster: it carries none of the API server's own labels. Facts of cmd/kubeadm. */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, RbacV1Subject as Subject } from '../../../../api/types.ts'
import { account, clusterRole, clusterRoleBinding, group, role, roleBinding, rule, user } from './rule.ts'

const bootstrappers = group('system:bootstrappers:kubeadm:default-node-token')
const nodes = group('system:nodes')
const system = 'kube-system'

/** Made by a person's tool, not restored by the API server. */
function plain<T extends { metadata: object }>(object: T): T {
  const { labels: _labels, annotations: _annotations, ...metadata } = object.metadata as Record<string, unknown>
  return { ...object, metadata }
}

const binding = (name: string, to: string, subjects: Subject[]): ClusterRoleBinding => plain(clusterRoleBinding(name, subjects, to))

export const kubeadmClusterRoles: readonly ClusterRole[] = [
  plain(clusterRole('kubeadm:get-nodes', [rule('get', '', 'nodes')])),
  plain(
    clusterRole('system:coredns', [rule('list watch', '', 'endpoints services pods namespaces'), rule('list watch', 'discovery.k8s.io', 'endpointslices')]),
  ),
]

export const kubeadmClusterRoleBindings: readonly ClusterRoleBinding[] = [
  binding('kubeadm:cluster-admins', 'cluster-admin', [group('kubeadm:cluster-admins')]),
  binding('kubeadm:get-nodes', 'kubeadm:get-nodes', [bootstrappers]),
  binding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', [bootstrappers]),
  binding('kubeadm:node-autoapprove-bootstrap', 'system:certificates.k8s.io:certificatesigningrequests:nodeclient', [bootstrappers]),
  binding('kubeadm:node-autoapprove-certificate-rotation', 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', [nodes]),
  binding('kubeadm:node-proxier', 'system:node-proxier', [account(system, 'kube-proxy')]),
  binding('system:coredns', 'system:coredns', [account(system, 'coredns')]),
]

export const kubeadmRoles: readonly Role[] = [
  plain(role('kube-public', 'kubeadm:bootstrap-signer-clusterinfo', [rule('get', '', 'configmaps', 'cluster-info')])),
  plain(role(system, 'kube-proxy', [rule('get', '', 'configmaps', 'kube-proxy')])),
  plain(role(system, 'kubeadm:kubelet-config', [rule('get', '', 'configmaps', 'kubelet-config')])),
  plain(role(system, 'kubeadm:nodes-kubeadm-config', [rule('get', '', 'configmaps', 'kubeadm-config')])),
]

export const kubeadmRoleBindings: readonly RoleBinding[] = [
  plain(roleBinding('kube-public', 'kubeadm:bootstrap-signer-clusterinfo', [user('system:anonymous')])),
  plain(roleBinding(system, 'kube-proxy', [bootstrappers])),
  plain(roleBinding(system, 'kubeadm:kubelet-config', [nodes, bootstrappers])),
  plain(roleBinding(system, 'kubeadm:nodes-kubeadm-config', [bootstrappers, nodes])),
]
