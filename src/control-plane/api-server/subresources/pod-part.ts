/** Subresources that change one part of a running pod, where all else that a request says is passed over. */
import { type AnyObject, deepCopy } from '../../../api/object.ts'
import { ok } from '../encoding/respond.ts'
import { isPod, type Subresource } from './subresource.ts'

/** `take` brings the part from what the request makes of the pod into a copy of the pod as it is. */
export const podPart = (name: string, take: (pod: AnyObject, changed: AnyObject) => void): Subresource => ({
  name,
  verbs: ['get', 'patch', 'update'],
  serves: () => ({ kind: 'Pod' }),
  of: isPod,
  handle({ info, definition, registry, write, change }) {
    if (info.verb === 'get') return ok(registry.get(definition, info.namespace, info.name))
    const target = { definition, namespace: info.namespace, name: info.name, subresource: name }
    const update = (current: AnyObject): AnyObject => {
      const changed = change(current)
      const pod = deepCopy(current)
      pod.metadata.resourceVersion = changed.metadata.resourceVersion
      take(pod, changed)
      return pod
    }
    return ok(registry.update(target, update, write))
  },
})
