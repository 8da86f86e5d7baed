/** The control plane's static pods, as the files that kubeadm leaves in /etc/kubernetes/manifests. */
import type { Container, Pod } from '../api/types.ts'
import { auditFlags, auditVolumes } from './audit.ts'
import type { ClusterFacts } from './init.ts'
import { nodeAddress } from './subnets.ts'

/** Manifests for the kubelet of a control-plane node, by its place in the list. Programs run as the images of their names. */
export function controlPlanePods(facts: ClusterFacts, index: number): Pod[] {
  const here = { ...facts, node: facts.nodeNames[index] as string, ip: nodeAddress(index) }
  return [etcd(here), apiServer(here), controllerManager(facts), scheduler(facts)]
}

/** The cluster, and which node of the control plane it is about. */
interface Member extends ClusterFacts {
  readonly node: string
  readonly ip: string
}

const probe = (port: number, path: string, scheme = 'HTTPS', host = '127.0.0.1') => ({
  httpGet: { host, path, port, scheme },
  failureThreshold: 8,
  initialDelaySeconds: 10,
  periodSeconds: 10,
  timeoutSeconds: 15,
})

function staticPod(component: string, container: Omit<Container, 'name'>, volumes?: Pod['spec']['volumes']): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: component, namespace: 'kube-system', labels: { component, tier: 'control-plane' } } as unknown as Pod['metadata'],
    spec: {
      hostNetwork: true,
      priority: 2000001000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: component, ...container }],
      ...(volumes ? { volumes } : {}),
    },
  }
}

const etcd = ({ ip, node, nodeNames, controlPlanes }: Member): Pod =>
  staticPod('etcd', {
    image: 'registry.k8s.io/etcd:3.6.6-0',
    command: [
      'etcd',
      `--advertise-client-urls=https://${ip}:2379`,
      '--data-dir=/var/lib/etcd',
      ...(controlPlanes > 1 ? [initialCluster(nodeNames.slice(0, controlPlanes))] : []),
      '--listen-client-urls=https://127.0.0.1:2379',
      `--name=${node}`,
      '--snapshot-count=10000',
    ],
    resources: { requests: { cpu: '100m', memory: '100Mi' } },
  })

const initialCluster = (names: readonly string[]): string => `--initial-cluster=${names.map((name, i) => `${name}=https://${nodeAddress(i)}:2380`).join(',')}`

const apiServer = ({ ip, apiServer: { port }, kubernetesVersion, serviceSubnet, audit }: Member): Pod =>
  staticPod(
    'kube-apiserver',
    {
      image: `registry.k8s.io/kube-apiserver:${kubernetesVersion}`,
      command: [
        'kube-apiserver',
        `--advertise-address=${ip}`,
        ...(audit ? auditFlags : []),
        '--authorization-mode=Node,RBAC',
        '--client-ca-file=/etc/kubernetes/pki/ca.crt',
        '--enable-admission-plugins=NodeRestriction',
        '--etcd-servers=https://127.0.0.1:2379',
        `--secure-port=${port}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-cluster-ip-range=${serviceSubnet}`,
      ],
      resources: { requests: { cpu: '250m' } },
      livenessProbe: probe(port, '/livez', 'HTTPS', ip),
      readinessProbe: { ...probe(port, '/readyz', 'HTTPS', ip), failureThreshold: 3, initialDelaySeconds: 0, periodSeconds: 1 },
      ...(audit ? { volumeMounts: auditVolumes.volumeMounts } : {}),
    },
    audit ? auditVolumes.volumes : undefined,
  )

const controllerManager = ({ kubernetesVersion, podSubnet, clusterName }: ClusterFacts): Pod =>
  staticPod('kube-controller-manager', {
    image: `registry.k8s.io/kube-controller-manager:${kubernetesVersion}`,
    command: [
      'kube-controller-manager',
      '--allocate-node-cidrs=true',
      '--bind-address=127.0.0.1',
      `--cluster-cidr=${podSubnet}`,
      `--cluster-name=${clusterName}`,
      '--controllers=*,bootstrapsigner,tokencleaner',
      '--kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--leader-elect=true',
      '--use-service-account-credentials=true',
    ],
    resources: { requests: { cpu: '200m' } },
  })

const scheduler = ({ kubernetesVersion }: ClusterFacts): Pod =>
  staticPod('kube-scheduler', {
    image: `registry.k8s.io/kube-scheduler:${kubernetesVersion}`,
    command: ['kube-scheduler', '--bind-address=127.0.0.1', '--kubeconfig=/etc/kubernetes/scheduler.conf', '--leader-elect=true'],
    resources: { requests: { cpu: '100m' } },
  })
