/** What the manifest installs. */
import type { Manifest } from '../add-on.ts'

const version = '1.14.1'
const name = 'ingress-nginx'
const instance = { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': name }
const partOf = { ...instance, 'app.kubernetes.io/part-of': name, 'app.kubernetes.io/version': version }
const component = { ...instance, 'app.kubernetes.io/component': 'controller' }
const labels = { ...component, ...partOf }
const rbac = { apiGroup: 'rbac.authorization.k8s.io' }
const subjects = [{ kind: 'ServiceAccount', name, namespace: name }]

const rule = (apiGroup: string, resources: string[], verbs: string[], more: object = {}) => ({ apiGroups: [apiGroup], resources, verbs, ...more })
const look = ['get', 'list', 'watch']
const networking = [
  rule('networking.k8s.io', ['ingresses'], look),
  rule('networking.k8s.io', ['ingresses/status'], ['update']),
  rule('networking.k8s.io', ['ingressclasses'], look),
]
const slices = rule('discovery.k8s.io', ['endpointslices'], ['list', 'watch', 'get'])
const events = rule('', ['events'], ['create', 'patch'])

const clusterRules = [
  rule('', ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'namespaces'], ['list', 'watch']),
  rule('coordination.k8s.io', ['leases'], ['list', 'watch']),
  rule('', ['nodes'], ['get']),
  rule('', ['services'], look),
  events,
  ...networking,
  slices,
]

const ownRules = [
  rule('', ['namespaces'], ['get']),
  rule('', ['configmaps', 'pods', 'secrets', 'endpoints'], look),
  rule('', ['services'], look),
  ...networking,
  rule('coordination.k8s.io', ['leases'], ['get', 'update'], { resourceNames: [`${name}-leader`] }),
  rule('coordination.k8s.io', ['leases'], ['create']),
  events,
  slices,
]

const probe = (failureThreshold: number) => ({
  httpGet: { path: '/healthz', port: 10254, scheme: 'HTTP' },
  initialDelaySeconds: 10,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold,
})

const field = (variable: string, fieldPath: string) => ({ name: variable, valueFrom: { fieldRef: { fieldPath } } })

const container = {
  name: 'controller',
  image: `registry.k8s.io/ingress-nginx/controller:v${version}`,
  imagePullPolicy: 'IfNotPresent',
  args: [
    '/nginx-ingress-controller',
    `--election-id=${name}-leader`,
    '--controller-class=k8s.io/ingress-nginx',
    '--ingress-class=nginx',
    `--configmap=$(POD_NAMESPACE)/${name}-controller`,
  ],
  env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace'), { name: 'LD_PRELOAD', value: '/usr/local/lib/libmimalloc.so' }],
  livenessProbe: probe(5),
  readinessProbe: probe(3),
  ports: [
    { name: 'http', containerPort: 80, hostPort: 80, protocol: 'TCP' },
    { name: 'https', containerPort: 443, hostPort: 443, protocol: 'TCP' },
  ],
  resources: { requests: { cpu: '100m', memory: '90Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    readOnlyRootFilesystem: false,
    runAsGroup: 82,
    runAsNonRoot: true,
    runAsUser: 101,
    seccompProfile: { type: 'RuntimeDefault' },
  },
}

/** Where the ports 80 and 443 of the learner's machine lead, as kind's configuration for ingress maps them. */
const onControlPlane = { 'kubernetes.io/os': 'linux', 'node-role.kubernetes.io/control-plane': '' }

const deployment = {
  selector: { matchLabels: component },
  revisionHistoryLimit: 10,
  minReadySeconds: 0,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
  template: {
    metadata: { labels },
    spec: {
      serviceAccountName: name,
      dnsPolicy: 'ClusterFirst',
      nodeSelector: onControlPlane,
      terminationGracePeriodSeconds: 0,
      tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Equal', effect: 'NoSchedule' }],
      containers: [container],
    },
  },
}

const service = {
  type: 'NodePort',
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
  selector: component,
  ports: [
    { appProtocol: 'http', name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
    { appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
  ],
}

const inNamespace = (apiVersion: string, kind: string, object: string, more: object): Manifest =>
  ({ apiVersion, kind, metadata: { name: object, namespace: name, labels }, ...more }) as Manifest

export const objects = (): readonly Manifest[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: instance } } as Manifest,
  inNamespace('v1', 'ServiceAccount', name, { automountServiceAccountToken: true }),
  inNamespace('rbac.authorization.k8s.io/v1', 'Role', name, { rules: ownRules }),
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels: partOf }, rules: clusterRules } as unknown as Manifest,
  inNamespace('rbac.authorization.k8s.io/v1', 'RoleBinding', name, { roleRef: { ...rbac, kind: 'Role', name }, subjects }),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: partOf },
    roleRef: { ...rbac, kind: 'ClusterRole', name },
    subjects,
  } as unknown as Manifest,
  inNamespace('v1', 'ConfigMap', `${name}-controller`, {}),
  inNamespace('v1', 'Service', `${name}-controller`, { spec: service }),
  inNamespace('apps/v1', 'Deployment', `${name}-controller`, { spec: deployment }),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx', labels },
    spec: { controller: 'k8s.io/ingress-nginx' },
  } as unknown as Manifest,
]
