import type { AnyObject } from '../../../api/object.ts'
import type { ApiResponse } from '../../../api/request.ts'
import { negotiate } from '../encoding/negotiate.ts'
import { ok } from '../encoding/respond.ts'
import { objectInForm } from '../handlers/read.ts'
import type { Subresource } from './subresource.ts'

export const status: Subresource = {
  name: 'status',
  verbs: ['get', 'patch', 'update'],
  serves: ({ of }) => ({ kind: of.kind }),
  of: (definition) => definition.status ?? false,
  handle({ request, info, definition, registry, write, change }) {
    const { now } = registry.context(write.user)
    const form = negotiate(request.headers?.accept, ['Table', 'PartialObjectMetadata'])
    const answer = (object: AnyObject): ApiResponse => ok(objectInForm({ definition, request, clock: { now: () => now } }, object, form))
    const target = { definition, namespace: info.namespace, name: info.name, subresource: 'status' }
    if (info.verb === 'get') return answer(registry.get(definition, info.namespace, info.name))
    return answer(registry.update(target, (current) => change(current), write))
  },
}
