/**
 * What the API server does for itself once it runs: the default roles and bindings (its hook rbac/bootstrap-roles), and the
 * priority classes of the system (scheduling/bootstrap-system-priority-classes).
 */
import { clusterRoleBindings, clusterRoles, type Kind, pathOf, priorityClasses, roleBindings, roles } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import type { ApiHandler } from '../../api/request.ts'
import type { Status } from '../../api/status.ts'
import { bootstrapClusterRoleBindings, bootstrapClusterRoles, bootstrapRoleBindings, bootstrapRoles } from './authorization/bootstrap-policy/index.ts'
import { systemPriorityClasses } from './resources/scheduling/system-priority-classes.ts'

const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }

/** Creates what is missing; the namespaces of the system must be there. */
export function bootstrap(handle: ApiHandler): void {
  const create = <T extends KubeObject>(kind: Kind<T>, objects: readonly T[]): void => {
    for (const object of objects) createMissing(handle, kind, object)
  }
  create(priorityClasses, systemPriorityClasses)
  create(clusterRoles, bootstrapClusterRoles)
  create(clusterRoleBindings, bootstrapClusterRoleBindings)
  create(roles, bootstrapRoles)
  create(roleBindings, bootstrapRoleBindings)
}

function createMissing<T extends KubeObject>(handle: ApiHandler, kind: Kind<T>, object: T): void {
  const path = pathOf(kind, object.metadata.namespace ?? '')
  const { status, body } = handle({ method: 'POST', path, body: object, component: self, headers: { 'user-agent': 'kube-apiserver' } })
  if (status >= 400 && status !== 409) throw new Error(`bootstrap of ${kind.plural} "${object.metadata.name}": ${(body as Status).message}`)
}
