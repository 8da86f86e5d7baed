/**
 * The kinds that components and the API server speak about, each as a typed value: `client.list(pods)` gives Pods.
 * How a kind behaves (defaults, validation, columns) is the API server's business, in api-server/resources/.
 */
import type { KubeObject } from './object.ts'
import type * as t from './types.ts'

export interface Kind<T = KubeObject> {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  /** Only in types: what an object of this kind looks like. */
  readonly object?: T
}

const core = <T>(kind: string, plural: string, namespaced = true): Kind<T> => ({ group: '', version: 'v1', kind, plural, namespaced })
const grouped = <T>(group: string, kind: string, plural: string, namespaced = true): Kind<T> => ({ group, version: 'v1', kind, plural, namespaced })

export const namespaces = core<t.Namespace>('Namespace', 'namespaces', false)
export const nodes = core<t.Node>('Node', 'nodes', false)
export const pods = core<t.Pod>('Pod', 'pods')
export const services = core<t.Service>('Service', 'services')
export const endpoints = core<t.Endpoints>('Endpoints', 'endpoints')
export const configMaps = core<t.ConfigMap>('ConfigMap', 'configmaps')
export const secrets = core<t.Secret>('Secret', 'secrets')
export const serviceAccounts = core<t.ServiceAccount>('ServiceAccount', 'serviceaccounts')
export const events = core<t.Event>('Event', 'events')
export const limitRanges = core<t.LimitRange>('LimitRange', 'limitranges')
export const resourceQuotas = core<t.ResourceQuota>('ResourceQuota', 'resourcequotas')
export const replicaSets = grouped<t.ReplicaSet>('apps', 'ReplicaSet', 'replicasets')
export const deployments = grouped<t.Deployment>('apps', 'Deployment', 'deployments')
export const endpointSlices = grouped<t.EndpointSlice>('discovery.k8s.io', 'EndpointSlice', 'endpointslices')
/** The same objects as `events`, by their newer names. */
export const newEvents = grouped<t.EventsV1Event>('events.k8s.io', 'Event', 'events')
export const leases = grouped<t.Lease>('coordination.k8s.io', 'Lease', 'leases')
export const roles = grouped<t.Role>('rbac.authorization.k8s.io', 'Role', 'roles')
export const roleBindings = grouped<t.RoleBinding>('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings')
export const clusterRoles = grouped<t.ClusterRole>('rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles', false)
export const clusterRoleBindings = grouped<t.ClusterRoleBinding>('rbac.authorization.k8s.io', 'ClusterRoleBinding', 'clusterrolebindings', false)
export const certificateSigningRequests = grouped<t.CertificateSigningRequest>(
  'certificates.k8s.io',
  'CertificateSigningRequest',
  'certificatesigningrequests',
  false,
)
export const tokenReviews = grouped<t.TokenReview>('authentication.k8s.io', 'TokenReview', 'tokenreviews', false)
export const selfSubjectReviews = grouped<t.SelfSubjectReview>('authentication.k8s.io', 'SelfSubjectReview', 'selfsubjectreviews', false)
export const subjectAccessReviews = grouped<t.SubjectAccessReview>('authorization.k8s.io', 'SubjectAccessReview', 'subjectaccessreviews', false)
export const selfSubjectAccessReviews = grouped<t.SelfSubjectAccessReview>('authorization.k8s.io', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', false)
export const selfSubjectRulesReviews = grouped<t.SelfSubjectRulesReview>('authorization.k8s.io', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', false)
export const localSubjectAccessReviews = grouped<t.LocalSubjectAccessReview>('authorization.k8s.io', 'LocalSubjectAccessReview', 'localsubjectaccessreviews')

/** `v1`, `apps/v1` */
export const apiVersionOf = (kind: { group: string; version: string }): string => (kind.group === '' ? kind.version : `${kind.group}/${kind.version}`)

/** `pods`, `deployments.apps`: how errors name a resource. */
export const groupResource = (kind: { group: string; plural: string }): string => (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`)

/** The path of a collection, or with `name` of an object: `/apis/apps/v1/namespaces/default/deployments/web`. */
export function pathOf(kind: Kind<unknown>, namespace: string, name?: string, subresource?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
  const scope = kind.namespaced && namespace !== '' ? `/namespaces/${namespace}` : ''
  return `${root}${scope}/${kind.plural}${name === undefined ? '' : `/${name}`}${subresource === undefined ? '' : `/${subresource}`}`
}
