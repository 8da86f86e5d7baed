/** kube-proxy as kubeadm installs it, but for the DaemonSet: a pod on every node, and its account. */

import { pods, serviceAccounts } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'
import type { ClusterFacts } from './init.ts'

const namespace = 'kube-system'

export function kubeProxy(client: Client, facts: ClusterFacts): void {
  client.create(serviceAccounts, { metadata: { name: 'kube-proxy', namespace } } as never)
  for (const node of facts.nodeNames)
    client.create(pods, {
      metadata: { generateName: 'kube-proxy-', namespace, labels: { 'k8s-app': 'kube-proxy' } },
      spec: podSpec(node, facts.kubernetesVersion),
    })
}

const podSpec = (nodeName: string, version: string) => ({
  nodeName,
  hostNetwork: true,
  priorityClassName: 'system-node-critical',
  serviceAccountName: 'kube-proxy',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ operator: 'Exists' }],
  containers: [
    {
      name: 'kube-proxy',
      image: `registry.k8s.io/kube-proxy:${version}`,
      command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf', '--hostname-override=$(NODE_NAME)'],
      env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
      securityContext: { privileged: true },
    },
  ],
})
