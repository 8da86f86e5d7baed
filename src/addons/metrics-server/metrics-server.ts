/**
 * metrics-server: what pods and nodes use right now, for `kubectl top` and the autoscalers. In a real cluster somebody
 * installs it: a Deployment whose program asks every kubelet for /metrics/resource each 15 seconds, keeps the last two
 * answers, and serves the difference as the API group metrics.k8s.io, to which an APIService leads. The same here.
 * A kubeadm cluster's kubelets have certificates of their own making, which the published manifest does not trust: there it
 * never gets ready until somebody adds `--kubelet-insecure-tls`. The add-on, installed by name, comes with that.
 */
import { defineAddOn, type Manifest } from '../add-on.ts'
import { metricsServerProgram } from './program.ts'

const namespace = 'kube-system'
const name = 'metrics-server'
const labels = { 'k8s-app': name }
const rbac = 'rbac.authorization.k8s.io/v1'
const subjects = [{ kind: 'ServiceAccount', name, namespace }]
const roleOf = (kind: string, role: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: role })

const rights: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } },
  {
    apiVersion: rbac,
    kind: 'ClusterRole',
    metadata: {
      name: 'system:aggregated-metrics-reader',
      labels: { ...labels, ...Object.fromEntries(['admin', 'edit', 'view'].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true'])) },
    },
    rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
  },
  {
    apiVersion: rbac,
    kind: 'ClusterRole',
    metadata: { name: 'system:metrics-server', labels },
    rules: [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ],
  },
  {
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: { name: 'metrics-server-auth-reader', namespace, labels },
    roleRef: roleOf('Role', 'extension-apiserver-authentication-reader'),
    subjects,
  },
  {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'metrics-server:system:auth-delegator', labels },
    roleRef: roleOf('ClusterRole', 'system:auth-delegator'),
    subjects,
  },
  {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:metrics-server', labels },
    roleRef: roleOf('ClusterRole', 'system:metrics-server'),
    subjects,
  },
] as readonly (Manifest & object)[]

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { ports: [{ appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' }], selector: labels },
}

const probe = (path: string) => ({ failureThreshold: 3, httpGet: { path, port: 'https', scheme: 'HTTPS' }, periodSeconds: 10 })

const podSpec = (args: readonly string[]) => ({
  containers: [
    {
      args: [
        '--cert-dir=/tmp',
        '--secure-port=10250',
        '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
        '--kubelet-use-node-status-port',
        '--metric-resolution=15s',
        ...args,
      ],
      image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.1',
      imagePullPolicy: 'IfNotPresent',
      livenessProbe: probe('/livez'),
      name,
      ports: [{ containerPort: 10250, name: 'https', protocol: 'TCP' }],
      readinessProbe: { ...probe('/readyz'), initialDelaySeconds: 20 },
      resources: { requests: { cpu: '100m', memory: '200Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumeMounts: [{ mountPath: '/tmp', name: 'tmp-dir' }],
    },
  ],
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  priorityClassName: 'system-cluster-critical',
  serviceAccountName: name,
  volumes: [{ emptyDir: {}, name: 'tmp-dir' }],
})

const deployment = (args: readonly string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels },
  spec: {
    selector: { matchLabels: labels },
    strategy: { rollingUpdate: { maxUnavailable: 0 } },
    template: { metadata: { labels }, spec: podSpec(args) },
  },
})

const apiService = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.metrics.k8s.io', labels },
  spec: {
    group: 'metrics.k8s.io',
    groupPriorityMinimum: 100,
    insecureSkipTLSVerify: true,
    service: { name, namespace },
    version: 'v1beta1',
    versionPriority: 100,
  },
}

const objectsWith = (args: readonly string[]): readonly Manifest[] => [...rights, service, deployment(args), apiService]

export const metricsServer = defineAddOn({
  name,
  summary: 'What pods and nodes use, for kubectl top and the autoscalers',
  published: /^https:\/\/github\.com\/kubernetes-sigs\/metrics-server\/releases\/(latest\/download|download\/v[\d.]+)\/components\.yaml$/,
  objects: () => objectsWith([]),
  adapted: () => objectsWith(['--kubelet-insecure-tls']),
  programs: { 'metrics-server': metricsServerProgram },
})
