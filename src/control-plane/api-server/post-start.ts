/**
 * What the API server does for itself once it runs: the default roles and bindings (its hook rbac/bootstrap-roles), the
 * priority classes of the system (scheduling/bootstrap-system-priority-classes), the priority levels and flow schemas
 * (priority-and-fairness-config-producer), and the range of the Services' addresses.
 */
import {
  clusterRoleBindings,
  clusterRoles,
  flowSchemas,
  type Kind,
  pathOf,
  priorityClasses,
  priorityLevelConfigurations,
  roleBindings,
  roles,
  serviceCIDRs,
} from '../../api/kinds.ts'
import type { AnyObject, Draft, KubeObject } from '../../api/object.ts'
import type { ApiHandler } from '../../api/request.ts'
import type { Status } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { Clock } from '../../clock.ts'
import type { Etcd } from '../etcd/etcd.ts'
import { bootstrapClusterRoleBindings, bootstrapClusterRoles, bootstrapRoleBindings, bootstrapRoles } from './authorization/bootstrap-policy/index.ts'
import { flowSchemas as bootstrapFlowSchemas, priorityLevels } from './flow-control/bootstrap.ts'
import { keepFlowSchemas } from './flow-control/dangling.ts'
import { systemPriorityClasses } from './resources/scheduling/system-priority-classes.ts'
import { serviceRange } from './resources/service/cluster-ranges.ts'
import { keepServiceAddresses } from './service-addresses.ts'

const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }
const headers = { 'user-agent': 'kube-apiserver' }

/** Creates what is missing; the namespaces of the system must be there. */
export function bootstrap(handle: ApiHandler, etcd: Etcd<AnyObject>, clock: Clock): void {
  keepServiceAddresses(etcd, clock, handle, self)
  keepFlowSchemas(etcd, clock, handle, self)
  const create = <T extends KubeObject>(kind: Kind<T>, objects: readonly Draft<T>[]): void => {
    for (const object of objects) createMissing(handle, kind, object)
  }
  create(priorityClasses, systemPriorityClasses)
  create(clusterRoles, bootstrapClusterRoles)
  create(clusterRoleBindings, bootstrapClusterRoleBindings)
  create(roles, bootstrapRoles)
  create(roleBindings, bootstrapRoleBindings)
  create(priorityLevelConfigurations, priorityLevels)
  create(flowSchemas, bootstrapFlowSchemas)
  create(serviceCIDRs, [{ metadata: { name: 'kubernetes' }, spec: { cidrs: [serviceRange] } }])
  markReady(handle, formatTime(clock.now()))
}

function createMissing<T extends KubeObject>(handle: ApiHandler, kind: Kind<T>, object: Draft<T>): void {
  const { status, body } = handle({ method: 'POST', path: pathOf(kind, object.metadata.namespace ?? ''), body: object, component: self, headers })
  if (status >= 400 && status !== 409) throw new Error(`bootstrap of ${kind.plural} "${object.metadata.name}": ${(body as Status).message}`)
}

/** The default range is ready as soon as it is there. */
function markReady(handle: ApiHandler, now: string): void {
  const path = pathOf(serviceCIDRs, '', 'kubernetes')
  const { body } = handle({ method: 'GET', path, component: self, headers })
  const condition = { type: 'Ready', status: 'True', lastTransitionTime: now, reason: '', message: 'Kubernetes default Service CIDR is ready' }
  handle({ method: 'PUT', path: `${path}/status`, body: { ...(body as object), status: { conditions: [condition] } }, component: self, headers })
}
