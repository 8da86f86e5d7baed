/**
 * What `kubectl describe` says of an object: all that is worth knowing about it, put together from the object itself,
 * what belongs to it, and its events. Nothing of this comes ready from the server, which is why it takes several
 * requests. A kind that stands not in the list is described field by field, as real kubectl does with kinds it does not
 * know (Lease and Event are among them). Left out: kinds that ktutor's clusters do not have (workloads such as jobs,
 * storage, ingress): for those real kubectl has describers of their own, and we say so.
 */
import type { ApiResource } from '../discovery.ts'
import { NotSimulated } from '../errors.ts'
import { certificateSigningRequest } from './certificate-signing-request.ts'
import { configMap } from './config-map.ts'
import { deployment } from './deployment.ts'
import type { Describer } from './describer.ts'
import { endpointSlice } from './endpoint-slice.ts'
import { endpoints } from './endpoints.ts'
import { genericDescriber } from './generic.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { replicaSet } from './replica-set.ts'
import { resourceQuota } from './resource-quota.ts'
import { clusterRoleBinding, roleBinding } from './role-bindings.ts'
import { clusterRole, role } from './roles.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './service-account.ts'

const describers: readonly Describer[] = [
  pod,
  secret,
  service,
  serviceAccount,
  node,
  limitRange,
  resourceQuota,
  namespace,
  endpoints,
  configMap,
  endpointSlice,
  deployment,
  replicaSet,
  certificateSigningRequest,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
]

/** Kinds that real kubectl describes in a way of their own, and we not yet: `kind.group`. */
const others = new Set([
  'ReplicationController.',
  'PersistentVolume.',
  'PersistentVolumeClaim.',
  'HorizontalPodAutoscaler.autoscaling',
  'Ingress.networking.k8s.io',
  'IngressClass.networking.k8s.io',
  'ServiceCIDR.networking.k8s.io',
  'IPAddress.networking.k8s.io',
  'NetworkPolicy.networking.k8s.io',
  'Job.batch',
  'CronJob.batch',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'StorageClass.storage.k8s.io',
  'CSINode.storage.k8s.io',
  'VolumeAttributesClass.storage.k8s.io',
  'PodDisruptionBudget.policy',
  'PriorityClass.scheduling.k8s.io',
])

/** Throws NotSimulated for a kind whose description we do not have. */
export function describerFor(resource: ApiResource): Describer {
  const own = describers.find(({ group, kind }) => group === resource.group && kind === resource.kind)
  if (own) return own
  if (others.has(`${resource.kind}.${resource.group}`)) throw new NotSimulated(`describe of a ${resource.kind}`, 'show it in a form of its own')
  return genericDescriber(resource)
}
