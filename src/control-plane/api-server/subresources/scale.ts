import { type AnyObject, deepCopy } from '../../../api/object.ts'
import type { ApiResponse } from '../../../api/request.ts'
import { badRequest, conflict, invalid, invalidValue, StatusError } from '../../../api/status.ts'
import type { Scale } from '../../../api/types.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { ok } from '../encoding/respond.ts'
import { objectInForm } from '../handlers/read.ts'
import type { ResourceDefinition } from '../resource.ts'
import { age } from '../resources/age.ts'
import type { Subresource } from './subresource.ts'

/** Stands for a number that a custom resource does not give, as Go's smallest int32 does in the real server. */
const notSet = -2147483648

/** The replica count of anything that has one, in one shape. */
export const scale: Subresource = {
  name: 'scale',
  verbs: ['get', 'patch', 'update'],
  serves: () => ({ group: 'autoscaling', version: 'v1', kind: 'Scale' }),
  of: (definition) => definition.scale !== undefined,
  handle({ request, info, definition, registry, write, change }) {
    const { now } = registry.context(write.user)
    const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadata'])
    const answer = (scale: Scale): ApiResponse =>
      ok(objectInForm({ definition: scaleTable, request, clock: { now: () => now } }, scale as unknown as AnyObject, form))
    const found = registry.get(definition, info.namespace, info.name)
    if (info.verb === 'get') return answer(scaleOf(definition, found))
    const current = scaleOf(definition, found, notSet)
    const wanted = change(current as unknown as AnyObject, 'Scale') as unknown as Scale
    const replicas = wanted.spec?.replicas ?? 0
    if (replicas === notSet) throw badRequest(`the spec replicas field ${JSON.stringify(definition.scale?.path)} cannot be empty`)
    if (replicas < 0 && !definition.custom)
      throw invalid({ group: 'autoscaling', kind: 'Scale' }, info.name, [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')])
    const target = { definition, namespace: info.namespace, name: info.name, subresource: '', tracked: 'scale' }
    const updated = registry.update(
      target,
      (object) => {
        if (wanted.metadata?.resourceVersion && wanted.metadata.resourceVersion !== object.metadata.resourceVersion)
          throw conflict(definition.of, info.name, 'the object has been modified; please apply your changes to the latest version and try again')
        const copy = deepCopy(object)
        definition.scale?.set(copy, replicas)
        return copy
      },
      write,
    )
    return answer(scaleOf(definition, updated))
  },
}

/** How a scale is printed; it is no kind that is served for itself. */
const scaleTable: ResourceDefinition<any> = {
  of: { group: 'autoscaling', version: 'v1', kind: 'Scale', plural: 'scales', namespaced: true },
  columns: [
    { name: 'Desired', type: 'integer', cell: ({ spec }) => spec?.replicas ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status?.replicas ?? 0 },
    age,
  ],
}

/** @throws 500 for a custom resource that does not give its number, unless told what stands for that. */
function scaleOf(definition: ResourceDefinition<any>, object: AnyObject, missing?: number): Scale {
  const { replicas = missing, statusReplicas, selector } = definition.scale?.get(object) ?? { replicas: 0, statusReplicas: 0 }
  if (replicas === undefined)
    throw new StatusError(500, 'InternalError', `Internal error occurred: the spec replicas field ${JSON.stringify(definition.scale?.path)} does not exist`)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: statusReplicas, ...(selector ? { selector } : {}) },
  }
}
