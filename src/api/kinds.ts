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
export const persistentVolumes = core<t.PersistentVolume>('PersistentVolume', 'persistentvolumes', false)
export const persistentVolumeClaims = core<t.PersistentVolumeClaim>('PersistentVolumeClaim', 'persistentvolumeclaims')
export const replicationControllers = core<t.ReplicationController>('ReplicationController', 'replicationcontrollers')
export const podTemplates = core<t.PodTemplate>('PodTemplate', 'podtemplates')
export const componentStatuses = core<t.ComponentStatus>('ComponentStatus', 'componentstatuses', false)
export const bindings = core<t.Binding>('Binding', 'bindings')
export const replicaSets = grouped<t.ReplicaSet>('apps', 'ReplicaSet', 'replicasets')
export const deployments = grouped<t.Deployment>('apps', 'Deployment', 'deployments')
export const statefulSets = grouped<t.StatefulSet>('apps', 'StatefulSet', 'statefulsets')
export const daemonSets = grouped<t.DaemonSet>('apps', 'DaemonSet', 'daemonsets')
export const controllerRevisions = grouped<t.ControllerRevision>('apps', 'ControllerRevision', 'controllerrevisions')
/** Stored in v2; v1 is the same objects seen by an older client. */
export const horizontalPodAutoscalers: Kind<t.V2HorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  namespaced: true,
}
export const horizontalPodAutoscalersV1 = grouped<t.HorizontalPodAutoscaler>('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers')
export const jobs = grouped<t.Job>('batch', 'Job', 'jobs')
export const cronJobs = grouped<t.CronJob>('batch', 'CronJob', 'cronjobs')
export const podDisruptionBudgets = grouped<t.PodDisruptionBudget>('policy', 'PodDisruptionBudget', 'poddisruptionbudgets')
export const priorityClasses = grouped<t.PriorityClass>('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', false)
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
export const ingresses = grouped<t.Ingress>('networking.k8s.io', 'Ingress', 'ingresses')
export const ingressClasses = grouped<t.IngressClass>('networking.k8s.io', 'IngressClass', 'ingressclasses', false)
export const networkPolicies = grouped<t.NetworkPolicy>('networking.k8s.io', 'NetworkPolicy', 'networkpolicies')
export const ipAddresses = grouped<t.IPAddress>('networking.k8s.io', 'IPAddress', 'ipaddresses', false)
export const serviceCIDRs = grouped<t.ServiceCIDR>('networking.k8s.io', 'ServiceCIDR', 'servicecidrs', false)
export const storageClasses = grouped<t.StorageClass>('storage.k8s.io', 'StorageClass', 'storageclasses', false)
export const volumeAttachments = grouped<t.VolumeAttachment>('storage.k8s.io', 'VolumeAttachment', 'volumeattachments', false)
export const volumeAttributesClasses = grouped<t.VolumeAttributesClass>('storage.k8s.io', 'VolumeAttributesClass', 'volumeattributesclasses', false)
export const csiDrivers = grouped<t.CSIDriver>('storage.k8s.io', 'CSIDriver', 'csidrivers', false)
export const csiNodes = grouped<t.CSINode>('storage.k8s.io', 'CSINode', 'csinodes', false)
export const csiStorageCapacities = grouped<t.CSIStorageCapacity>('storage.k8s.io', 'CSIStorageCapacity', 'csistoragecapacities')
export const runtimeClasses = grouped<t.RuntimeClass>('node.k8s.io', 'RuntimeClass', 'runtimeclasses', false)
export const flowSchemas = grouped<t.FlowSchema>('flowcontrol.apiserver.k8s.io', 'FlowSchema', 'flowschemas', false)
export const priorityLevelConfigurations = grouped<t.PriorityLevelConfiguration>(
  'flowcontrol.apiserver.k8s.io',
  'PriorityLevelConfiguration',
  'prioritylevelconfigurations',
  false,
)
export const deviceClasses = grouped<t.DeviceClass>('resource.k8s.io', 'DeviceClass', 'deviceclasses', false)
export const resourceClaims = grouped<t.ResourceV1ResourceClaim>('resource.k8s.io', 'ResourceClaim', 'resourceclaims')
export const resourceClaimTemplates = grouped<t.ResourceClaimTemplate>('resource.k8s.io', 'ResourceClaimTemplate', 'resourceclaimtemplates')
export const resourceSlices = grouped<t.ResourceSlice>('resource.k8s.io', 'ResourceSlice', 'resourceslices', false)
const admission = <T>(kind: string, plural: string): Kind<T> => grouped<T>('admissionregistration.k8s.io', kind, plural, false)
export const mutatingAdmissionPolicies = admission<t.MutatingAdmissionPolicy>('MutatingAdmissionPolicy', 'mutatingadmissionpolicies')
export const mutatingAdmissionPolicyBindings = admission<t.MutatingAdmissionPolicyBinding>('MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings')
export const mutatingWebhookConfigurations = admission<t.MutatingWebhookConfiguration>('MutatingWebhookConfiguration', 'mutatingwebhookconfigurations')
export const validatingAdmissionPolicies = admission<t.ValidatingAdmissionPolicy>('ValidatingAdmissionPolicy', 'validatingadmissionpolicies')
export const validatingAdmissionPolicyBindings = admission<t.ValidatingAdmissionPolicyBinding>(
  'ValidatingAdmissionPolicyBinding',
  'validatingadmissionpolicybindings',
)
export const validatingWebhookConfigurations = admission<t.ValidatingWebhookConfiguration>('ValidatingWebhookConfiguration', 'validatingwebhookconfigurations')
export const apiServices = grouped<t.APIService>('apiregistration.k8s.io', 'APIService', 'apiservices', false)
export const customResourceDefinitions = grouped<t.CustomResourceDefinition>(
  'apiextensions.k8s.io',
  'CustomResourceDefinition',
  'customresourcedefinitions',
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
