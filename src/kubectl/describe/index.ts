/**
 * What `kubectl describe` says of an object: all that is worth knowing about it, put together from the object itself,
 * what belongs to it, and its events. Nothing of this comes ready from the server, which is why it takes several
 * requests. A kind that stands not in the list is described field by field, as real kubectl does with kinds it does not
 * know (Lease and Event are among them).
 */
import type { ApiResource } from '../discovery.ts'
import { certificateSigningRequest } from './certificate-signing-request.ts'
import { configMap } from './config-map.ts'
import { cronJob } from './cron-job.ts'
import { csiNode } from './csi-node.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import type { Describer } from './describer.ts'
import { endpointSlice } from './endpoint-slice.ts'
import { endpoints } from './endpoints.ts'
import { genericDescriber } from './generic.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { ingress } from './ingress.ts'
import { ingressClass } from './ingress-class.ts'
import { ipAddress } from './ip-address.ts'
import { job } from './job.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './network-policy.ts'
import { node } from './node.ts'
import { persistentVolume } from './persistent-volume.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
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
import { serviceCIDR } from './service-cidr.ts'
import { statefulSet } from './stateful-set.ts'
import { storageClass } from './storage-class.ts'
import { volumeAttributesClass } from './volume-attributes-class.ts'

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
  csiNode,
  ingress,
  ingressClass,
  ipAddress,
  networkPolicy,
  persistentVolume,
  persistentVolumeClaim,
  serviceCIDR,
  storageClass,
  volumeAttributesClass,
]

export const describerFor = (resource: ApiResource): Describer =>
  describers.find(({ group, kind }) => group === resource.group && kind === resource.kind) ?? genericDescriber(resource)
