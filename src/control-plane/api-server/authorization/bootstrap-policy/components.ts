/** Roles for the parts of the cluster, except controllers. Facts of bootstrappolicy/policy.go. */
import type { ClusterRole } from '../../../../api/types.ts'
import { nodeRules } from './node.ts'
import { clusterRole, events, read, rule } from './rule.ts'

const csr = 'certificates.k8s.io'

const approver = (role: string, signer: string): ClusterRole =>
  clusterRole(`system:certificates.k8s.io:${role}`, [rule('approve', csr, 'signers', `kubernetes.io/${signer}`)])

export const componentRoles: readonly ClusterRole[] = [
  clusterRole('system:heapster', [rule(read, '', 'events pods nodes namespaces'), rule(read, 'extensions', 'deployments')]),
  clusterRole('system:node', nodeRules),
  clusterRole('system:node-problem-detector', [rule('get', '', 'nodes'), rule('patch', '', 'nodes/status'), events]),
  clusterRole('system:kubelet-api-admin', [
    rule(read, '', 'nodes'),
    rule('proxy', '', 'nodes'),
    rule('*', '', 'nodes/proxy nodes/metrics nodes/stats nodes/log nodes/healthz nodes/configz nodes/pods'),
  ]),
  clusterRole('system:node-bootstrapper', [rule('create get list watch', csr, 'certificatesigningrequests')]),
  clusterRole('system:auth-delegator', [
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
  ]),
  clusterRole('system:kube-aggregator', [rule(read, '', 'services endpoints')]),
  clusterRole('system:kube-controller-manager', [
    events,
    rule('create', 'coordination.k8s.io', 'leases'),
    rule('get update', 'coordination.k8s.io', 'leases', 'kube-controller-manager'),
    rule('create', '', 'secrets serviceaccounts'),
    rule('delete', '', 'secrets'),
    rule('get', '', 'configmaps namespaces secrets serviceaccounts'),
    rule('update', '', 'secrets serviceaccounts'),
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    rule('list watch', '*', '*'),
    rule('create', '', 'serviceaccounts/token'),
  ]),
  clusterRole('system:kube-dns', [rule('list watch', '', 'endpoints services')]),
  clusterRole('system:persistent-volume-provisioner', [
    rule('get list watch create delete', '', 'persistentvolumes'),
    rule('get list watch update', '', 'persistentvolumeclaims'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    rule('watch', '', 'events'),
    events,
  ]),
  clusterRole('system:volume-scheduler', [
    rule('get list watch update patch', '', 'persistentvolumes'),
    rule(read, 'storage.k8s.io', 'storageclasses'),
    rule('get list watch update patch', '', 'persistentvolumeclaims'),
  ]),
  clusterRole('system:certificates.k8s.io:certificatesigningrequests:nodeclient', [rule('create', csr, 'certificatesigningrequests/nodeclient')]),
  clusterRole('system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', [rule('create', csr, 'certificatesigningrequests/selfnodeclient')]),
  approver('legacy-unknown-approver', 'legacy-unknown'),
  approver('kubelet-serving-approver', 'kubelet-serving'),
  approver('kube-apiserver-client-approver', 'kube-apiserver-client'),
  approver('kube-apiserver-client-kubelet-approver', 'kube-apiserver-client-kubelet'),
  clusterRole('system:node-proxier', [
    rule('list watch', '', 'services endpoints'),
    rule(read, '', 'nodes'),
    events,
    rule('list watch', 'discovery.k8s.io', 'endpointslices'),
    rule('list watch', 'networking.k8s.io', 'servicecidrs'),
  ]),
  clusterRole('system:kube-scheduler', [
    events,
    rule('create', 'coordination.k8s.io', 'leases'),
    rule('get update', 'coordination.k8s.io', 'leases', 'kube-scheduler'),
    rule(read, '', 'nodes'),
    rule('get list watch delete', '', 'pods'),
    rule('create', '', 'pods/binding bindings'),
    rule('patch update', '', 'pods/status'),
    rule(read, '', 'services replicationcontrollers'),
    rule(read, 'apps extensions', 'replicasets'),
    rule(read, 'apps', 'statefulsets'),
    rule(read, 'policy', 'poddisruptionbudgets'),
    rule(read, '', 'persistentvolumeclaims persistentvolumes'),
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    rule(read, 'storage.k8s.io', 'csinodes'),
    rule(read, '', 'namespaces'),
    rule(read, 'storage.k8s.io', 'csidrivers'),
    rule(read, 'storage.k8s.io', 'csistoragecapacities'),
    rule(read, 'storage.k8s.io', 'volumeattachments'),
    rule(read, 'resource.k8s.io', 'deviceclasses'),
    rule('get list watch update patch', 'resource.k8s.io', 'resourceclaims'),
    rule('get list watch update patch', 'resource.k8s.io', 'resourceclaims/status'),
    rule('get list watch update patch', '', 'pods/finalizers'),
    rule(read, 'resource.k8s.io', 'resourceslices'),
  ]),
]
