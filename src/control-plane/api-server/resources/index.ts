/**
 * The kinds that this API server serves. In a real one each lives in pkg/registry/GROUP/RESOURCE as a strategy, with
 * its defaults and checks in pkg/apis; here each has one file, and a folder where it is big.
 * Not simulated: the kinds that are not in this list.
 */
import type { ResourceDefinition } from '../resource.ts'
import { certificateSigningRequest } from './certificate-signing-request.ts'
import { configMap } from './config-map.ts'
import { deployment } from './deployment.ts'
import { endpointSlice } from './endpoint-slice.ts'
import { endpoints } from './endpoints.ts'
import { newEvent } from './event/new-event.ts'
import { event } from './event.ts'
import { lease } from './lease.ts'
import { limitRange } from './limit-range.ts'
import { namespace } from './namespace.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac.ts'
import { replicaSet } from './replica-set.ts'
import { resourceQuota } from './resource-quota.ts'
import { localSubjectAccessReview, selfSubjectAccessReview, selfSubjectReview, selfSubjectRulesReview, subjectAccessReview, tokenReview } from './reviews.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './service-account.ts'

/** In the order of discovery. */
export const resources: readonly ResourceDefinition<any>[] = [
  configMap,
  endpoints,
  event,
  limitRange,
  namespace,
  node,
  pod,
  resourceQuota,
  secret,
  serviceAccount,
  service,
  deployment,
  replicaSet,
  newEvent,
  selfSubjectReview,
  tokenReview,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectRulesReview,
  subjectAccessReview,
  certificateSigningRequest,
  lease,
  endpointSlice,
  clusterRoleBinding,
  clusterRole,
  roleBinding,
  role,
]
