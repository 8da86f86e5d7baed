/**
 * kindnet, the network plugin: on every node it routes between the pods' addresses and enforces network policies. kubeadm
 * leaves its choice to people; a cluster without any has no network for pods.
 */

import { clusterRoleBindings, clusterRoles, daemonSets, serviceAccounts } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'
import type { ClusterFacts } from './init.ts'

const namespace = 'kube-system'
const labels = { app: 'kindnet', 'k8s-app': 'kindnet', tier: 'node' }

export function kindnet(client: Client, facts: ClusterFacts): void {
  client.create(serviceAccounts, { metadata: { name: 'kindnet', namespace } } as never)
  client.create(clusterRoles, {
    metadata: { name: 'kindnet' },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch', 'patch'] },
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] },
    ],
  } as never)
  client.create(clusterRoleBindings, {
    metadata: { name: 'kindnet' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kindnet' },
    subjects: [{ kind: 'ServiceAccount', name: 'kindnet', namespace }],
  } as never)
  client.create(daemonSets, {
    metadata: { name: 'kindnet', namespace, labels },
    spec: { selector: { matchLabels: { app: 'kindnet' } }, template: { metadata: { labels } as never, spec: podSpec(facts) } },
  } as never)
}

const podSpec = ({ podSubnet }: ClusterFacts) => ({
  hostNetwork: true,
  serviceAccountName: 'kindnet',
  priorityClassName: 'system-node-critical',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ operator: 'Exists' }],
  containers: [
    {
      name: 'kindnet-cni',
      image: 'docker.io/kindest/kindnetd:v20250512-df8de77b',
      env: [
        { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
        { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'POD_SUBNET', value: podSubnet },
      ],
      resources: { requests: { cpu: '100m', memory: '50Mi' }, limits: { cpu: '100m', memory: '50Mi' } },
      securityContext: { privileged: false, capabilities: { add: ['NET_RAW', 'NET_ADMIN'] } },
      volumeMounts: [
        { name: 'cni-cfg', mountPath: '/etc/cni/net.d' },
        { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
        { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
      ],
    },
  ],
  volumes: [
    { name: 'cni-cfg', hostPath: { path: '/etc/cni/net.d', type: 'DirectoryOrCreate' } },
    { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
    { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
  ],
})
