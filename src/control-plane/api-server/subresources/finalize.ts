import { namespaces } from '../../../api/kinds.ts'
import { deepCopy } from '../../../api/object.ts'
import { ok } from '../encoding/respond.ts'
import type { Subresource } from './subresource.ts'

/** Where the namespace controller takes its finalizer out of spec.finalizers; nobody else can. */
export const finalize: Subresource = {
  name: 'finalize',
  verbs: ['update'],
  serves: ({ of }) => ({ kind: of.kind }),
  of: (definition) => definition.of.plural === namespaces.plural && definition.of.group === '',
  handle({ info, definition, registry, write, change }) {
    const target = { definition, namespace: '', name: info.name, subresource: 'finalize' }
    return ok(
      registry.update(target, (current) => ({ ...deepCopy(current), metadata: { ...deepCopy(current.metadata) }, spec: change(current).spec ?? {} }), write),
    )
  },
}
