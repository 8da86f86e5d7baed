import { deepCopy } from '../../../api/object.ts'
import { ok } from '../encoding/respond.ts'
import { isPod, type Subresource } from './subresource.ts'

/** Containers added to a running pod (`kubectl debug`). They can be added, never changed or taken away. */
export const ephemeralContainers: Subresource = {
  name: 'ephemeralcontainers',
  verbs: ['get', 'patch', 'update'],
  serves: () => ({ kind: 'Pod' }),
  of: isPod,
  handle({ info, definition, registry, write, change }) {
    if (info.verb === 'get') return ok(registry.get(definition, info.namespace, info.name))
    const target = { definition, namespace: info.namespace, name: info.name, subresource: 'ephemeralcontainers' }
    return ok(
      registry.update(
        target,
        (current) => {
          const changed = change(current)
          const pod = deepCopy(current)
          pod.metadata.resourceVersion = changed.metadata.resourceVersion
          pod.spec.ephemeralContainers = changed.spec?.ephemeralContainers
          return pod
        },
        write,
      ),
    )
  },
}
