import { ok } from '../encoding/respond.ts'
import { fromStored } from '../version.ts'
import type { Subresource } from './subresource.ts'

export const status: Subresource = {
  name: 'status',
  verbs: ['get', 'patch', 'update'],
  serves: ({ of }) => ({ kind: of.kind }),
  of: (definition) => definition.status ?? false,
  handle({ info, definition, registry, write, change }) {
    const target = { definition, namespace: info.namespace, name: info.name, subresource: 'status' }
    if (info.verb === 'get') return ok(fromStored(definition, registry.get(definition, info.namespace, info.name)))
    return ok(
      fromStored(
        definition,
        registry.update(target, (current) => change(current), write),
      ),
    )
  },
}
