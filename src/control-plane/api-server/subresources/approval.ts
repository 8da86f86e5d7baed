import { certificateSigningRequests } from '../../../api/kinds.ts'
import { deepCopy } from '../../../api/object.ts'
import { ok } from '../encoding/respond.ts'
import type { Subresource } from './subresource.ts'

/** Where a request for a certificate is approved or denied: its conditions, and nothing else. */
export const approval: Subresource = {
  name: 'approval',
  verbs: ['get', 'patch', 'update'],
  serves: ({ of }) => ({ kind: of.kind }),
  of: ({ of }) => of.plural === certificateSigningRequests.plural && of.group === certificateSigningRequests.group,
  handle({ info, definition, registry, write, change }) {
    if (info.verb === 'get') return ok(registry.get(definition, '', info.name))
    const target = { definition, namespace: '', name: info.name, subresource: 'approval' }
    return ok(
      registry.update(
        target,
        (current) => {
          const { metadata, status } = change(current)
          const { conditions: _, ...before } = deepCopy(current.status ?? {})
          const object = deepCopy(current)
          object.metadata = { ...object.metadata, resourceVersion: metadata.resourceVersion, labels: metadata.labels, annotations: metadata.annotations }
          return { ...object, status: { ...before, ...(status?.conditions?.length ? { conditions: status.conditions } : {}) } }
        },
        write,
      ),
    )
  },
}
