/** Roles for people: cluster-admin, admin, edit, view and the parts they are put together from. Facts of bootstrappolicy/policy.go. */
import type { ClusterRole } from '../../../../api/types.ts'
import { clusterRole, read, readWrite, rule, urls, write } from './rule.ts'

const aggregateTo = (name: string): Record<string, string> => ({ [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' })

const toAdmin = clusterRole(
  'system:aggregate-to-admin',
  [rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'), rule(readWrite, 'rbac.authorization.k8s.io', 'roles rolebindings')],
  aggregateTo('admin'),
)

const toEdit = clusterRole(
  'system:aggregate-to-edit',
  [
    rule(read, '', 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'),
    rule('impersonate', '', 'serviceaccounts'),
    rule(write, '', 'pods pods/attach pods/proxy pods/exec pods/portforward'),
    rule('create', '', 'pods/eviction'),
    rule(
      write,
      '',
      'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy persistentvolumeclaims configmaps secrets events',
    ),
    rule('create', '', 'serviceaccounts/token'),
    rule(write, 'apps', 'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback replicasets replicasets/scale'),
    rule(write, 'autoscaling', 'horizontalpodautoscalers'),
    rule(write, 'batch', 'jobs cronjobs'),
    rule(
      write,
      'extensions',
      'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale replicationcontrollers/scale networkpolicies',
    ),
    rule(write, 'policy', 'poddisruptionbudgets'),
    rule(write, 'networking.k8s.io', 'networkpolicies ingresses'),
    rule(readWrite, 'coordination.k8s.io', 'leases'),
    rule(write, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
  ],
  aggregateTo('edit'),
)

const toView = clusterRole(
  'system:aggregate-to-view',
  [
    rule(
      read,
      '',
      'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps',
    ),
    rule(read, '', 'limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status replicationcontrollers/status pods/log'),
    rule(read, '', 'namespaces'),
    rule(read, 'discovery.k8s.io', 'endpointslices'),
    rule(
      read,
      'apps',
      'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
    ),
    rule(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
    rule(read, 'batch', 'jobs cronjobs jobs/status cronjobs/status'),
    rule(
      read,
      'extensions',
      'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies',
    ),
    rule(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
    rule(read, 'networking.k8s.io', 'networkpolicies ingresses ingresses/status'),
    rule(read, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
  ],
  aggregateTo('view'),
)

/**
 * A role put together from others by label. The API server makes it empty and the clusterrole-aggregation-controller
 * fills it; here it comes filled as that controller would, so that it also works without.
 */
function aggregated(name: string, parts: readonly ClusterRole[], labels: Record<string, string> = {}): ClusterRole {
  return {
    ...clusterRole(
      name,
      parts.flatMap((part) => part.rules ?? []),
      labels,
    ),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateTo(name) }] },
  }
}

const view = aggregated('view', [toView], aggregateTo('edit'))
const edit = aggregated('edit', [toEdit, toView], aggregateTo('admin'))
const admin = aggregated('admin', [toAdmin, toEdit, toView])

const health = '/livez /readyz /healthz'

export const userRoles: readonly ClusterRole[] = [
  clusterRole('cluster-admin', [rule('*', '*', '*'), urls('*', '*')]),
  clusterRole('system:discovery', [urls('get', `${health} /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*`)]),
  clusterRole('system:monitoring', [urls('get', '/metrics /metrics/slis /livez /readyz /healthz /livez/* /readyz/* /healthz/*')]),
  clusterRole('system:basic-user', [
    rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  clusterRole('system:public-info-viewer', [urls('get', `${health} /version /version/`)]),
  clusterRole('system:service-account-issuer-discovery', [urls('get', '/.well-known/openid-configuration /openid/v1/jwks')]),
  admin,
  edit,
  view,
  toAdmin,
  toEdit,
  toView,
]
