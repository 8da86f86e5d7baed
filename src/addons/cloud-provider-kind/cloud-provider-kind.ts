/**
 * cloud-provider-kind: load balancers for a cluster that no cloud stands behind. The real one is started beside a kind
 * cluster, runs the service controller that clouds run, and for each Service of type LoadBalancer starts a proxy on the
 * nodes' network, whose address it writes into the Service. Here the same controller runs in a pod of kube-system, and the
 * proxies are machines of the simulated network. Left out: IPv6, its Gateway API, its tunnels.
 */
import { defineAddOn, type Manifest } from '../add-on.ts'
import { cloudProviderProgram } from './program.ts'

const namespace = 'kube-system'
const name = 'cloud-provider-kind'
const labels = { app: name }
const rbac = 'rbac.authorization.k8s.io'

const objects: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `system:${name}` },
    rules: [
      { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch', 'patch', 'update'] },
      { apiGroups: [''], resources: ['services/status'], verbs: ['patch', 'update'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `system:${name}` },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: `system:${name}` },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          hostNetwork: true,
          priorityClassName: 'system-cluster-critical',
          nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
          tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
          containers: [{ name, image: 'registry.k8s.io/cloud-provider-kind/cloud-controller-manager:v0.10.0' }],
        },
      },
    },
  },
] as readonly (Manifest & object)[]

export const cloudProviderKind = defineAddOn({
  name,
  summary: 'addresses for Services of type LoadBalancer, reachable from outside',
  // It is a program that people start, not a manifest that they apply.
  published: /(?!)/,
  objects: () => objects,
  programs: { [name]: cloudProviderProgram },
})
