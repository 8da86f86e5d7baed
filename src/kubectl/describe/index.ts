/**
 * What `kubectl describe` says of an object: all that is worth knowing about it, put together from the object itself,
 * what belongs to it, and its events. Nothing of this comes ready from the server, which is why it takes several
 * requests. A kind that stands not in the list is described field by field, as real kubectl does with kinds it does not
 * know (Lease and Event are among them). Left out: storage, ingress and other networking kinds: for those real kubectl has
 * describers of their own, and we say so.
 */
import type { ApiResource } from '../discovery.ts'
import { NotSimulated } from '../errors.ts'
import { certificateSigningRequest } from './certificate-signing-request.ts'
import { configMap } from './config-map.ts'
import { cronJob } from './cron-job.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import type { Describer } from './describer.ts'
import { endpointSlice } from './endpoint-slice.ts'
import { endpoints } from './endpoints.ts'
import { genericDescriber } from './generic.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { job } from './job.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './pod-disruption-budget.ts'
import { priorityClass } from './priority-class.ts'
import { replicaSet } from './replica-set.ts'
import { replicationController } from './replication-controller.ts'
import { resourceQuota } from './resource-quota.ts'
import { clusterRoleBinding, roleBinding } from './role-bindings.ts'
import { clusterRole, role } from './roles.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './service-account.ts'
import { statefulSet } from './stateful-set.ts'

const describers: readonly Describer[] = [
  pod,
  replicationController,
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
  horizontalPodAutoscaler,
  job,
  cronJob,
  statefulSet,
  deployment,
  daemonSet,
  replicaSet,
  certificateSigningRequest,
  podDisruptionBudget,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  priorityClass,
]

/** Kinds that real kubectl describes in a way of their own, and we not yet: `kind.group`. */
const others = new Set([
  'PersistentVolume.',
  'PersistentVolumeClaim.',
  'Ingress.networking.k8s.io',
  'IngressClass.networking.k8s.io',
  'ServiceCIDR.networking.k8s.io',
  'IPAddress.networking.k8s.io',
  'NetworkPolicy.networking.k8s.io',
  'StorageClass.storage.k8s.io',
  'CSINode.storage.k8s.io',
  'VolumeAttributesClass.storage.k8s.io',
])

/** Throws NotSimulated for a kind whose description we do not have. */
export function describerFor(resource: ApiResource): Describer {
  const own = describers.find(({ group, kind }) => group === resource.group && kind === resource.kind)
  if (own) return own
  if (others.has(`${resource.kind}.${resource.group}`)) throw new NotSimulated(`describe of a ${resource.kind}`, 'show it in a form of its own')
  return genericDescriber(resource)
}
