/**
 * `kubeadm init`: what must be written into a fresh API server before it is a cluster that people know: the four
 * namespaces, the `kubernetes` Service, the cluster's own configuration in ConfigMaps, and the add-ons (CoreDNS,
 * kube-proxy) as ordinary objects. In a real cluster the API server creates the first two by itself and kubeadm the rest.
 * Not simulated: bootstrap tokens, joining, upgrades.
 */

import { configMaps, endpointSlices, endpoints, namespaces, services } from '../api/kinds.ts'
import type { Client } from '../client/client.ts'
import { coreDns } from './coredns.ts'
import { kindnet } from './kindnet.ts'
import { kubeProxy } from './kube-proxy.ts'
import { nodeAddress } from './subnets.ts'

export interface ClusterFacts {
  readonly clusterName: string
  /** Where the API server listens: the control-plane node's address. */
  readonly apiServer: { readonly ip: string; readonly port: number }
  readonly kubernetesVersion: string
  readonly podSubnet: string
  readonly serviceSubnet: string
  readonly dnsDomain: string
  readonly dnsServiceIp: string
  readonly caCertificate: string
  /** Those of the control plane first. */
  readonly nodeNames: readonly string[]
  /** How many nodes are of the control plane. */
  readonly controlPlanes: number
  /** The API server writes an audit log. */
  readonly audit?: boolean
}

export function initNamespaces(client: Client): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) client.create(namespaces, { metadata: { name }, spec: {} })
}

/** The Service `kubernetes` and its endpoints, which the API server keeps for itself without a selector. */
const serverIps = (count: number): string[] => Array.from({ length: count }, (_, i) => nodeAddress(i))

export function initKubernetesService(client: Client, { apiServer, controlPlanes }: ClusterFacts): void {
  const labels = { component: 'apiserver', provider: 'kubernetes' }
  const clusterIP = '10.96.0.1'
  client.create(services, {
    metadata: { name: 'kubernetes', namespace: 'default', labels },
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: apiServer.port }],
    },
  })
  client.create(endpoints, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: serverIps(controlPlanes).map((ip) => ({ ip })), ports: [{ name: 'https', port: apiServer.port, protocol: 'TCP' }] }],
    spec: undefined,
  } as never)
  client.create(endpointSlices, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: serverIps(controlPlanes).map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
    ports: [{ name: 'https', port: apiServer.port, protocol: 'TCP' }],
  } as never)
}

export function initAddons(client: Client, facts: ClusterFacts): void {
  client.create(configMaps, {
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: { ClusterConfiguration: clusterConfiguration(facts) },
  } as never)
  client.create(configMaps, { metadata: { name: 'cluster-info', namespace: 'kube-public' }, data: { kubeconfig: discoveryKubeconfig(facts) } } as never)
  coreDns(client, facts)
  kubeProxy(client, facts)
  kindnet(client, facts)
}

const clusterConfiguration = (facts: ClusterFacts): string => `apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
certificatesDir: /etc/kubernetes/pki
clusterName: ${facts.clusterName}
controlPlaneEndpoint: ${facts.apiServer.ip}:${facts.apiServer.port}
dns: {}
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${facts.kubernetesVersion}
networking:
  dnsDomain: ${facts.dnsDomain}
  podSubnet: ${facts.podSubnet}
  serviceSubnet: ${facts.serviceSubnet}
`

const discoveryKubeconfig = ({ apiServer, caCertificate }: ClusterFacts): string => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(caCertificate)}
    server: https://${apiServer.ip}:${apiServer.port}
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
`
