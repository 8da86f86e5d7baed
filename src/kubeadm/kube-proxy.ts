/** kube-proxy as kubeadm installs it: a DaemonSet that is on every node, its account and its configuration. */

import { configMaps, daemonSets, serviceAccounts } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'
import type { ClusterFacts } from './init.ts'

const namespace = 'kube-system'
const labels = { 'k8s-app': 'kube-proxy' }

export function kubeProxy(client: Client, facts: ClusterFacts): void {
  client.create(serviceAccounts, { metadata: { name: 'kube-proxy', namespace } } as never)
  client.create(configMaps, { metadata: { name: 'kube-proxy', namespace, labels: { app: 'kube-proxy' } }, data: configuration(facts) } as never)
  client.create(daemonSets, {
    metadata: { name: 'kube-proxy', namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate' },
      template: { metadata: { labels } as never, spec: podSpec(facts.kubernetesVersion) },
    },
  } as never)
}

const podSpec = (version: string) => ({
  hostNetwork: true,
  priorityClassName: 'system-node-critical',
  serviceAccountName: 'kube-proxy',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ operator: 'Exists' }],
  containers: [
    {
      name: 'kube-proxy',
      image: `registry.k8s.io/kube-proxy:${version}`,
      imagePullPolicy: 'IfNotPresent',
      command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf', '--hostname-override=$(NODE_NAME)'],
      env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
      securityContext: { privileged: true },
      volumeMounts: [
        { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
        { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
        { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
      ],
    },
  ],
  volumes: [
    { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
    { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
    { name: 'lib-modules', hostPath: { path: '/lib/modules', type: '' } },
  ],
})

const configuration = ({ podSubnet, apiServer: { ip, port } }: ClusterFacts): Readonly<Record<string, string>> => ({
  'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: ${podSubnet}
kind: KubeProxyConfiguration
mode: iptables
`,
  'kubeconfig.conf': `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://${ip}:${port}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`,
})
