import { deepCopy } from '../../../api/object.ts'
import type { Container } from '../../../api/types.ts'
import { ok } from '../encoding/respond.ts'
import { isPod, type Subresource } from './subresource.ts'

/** Other CPU and memory for the containers of a running pod. All else that a request says is passed over. Models podResizeStrategy of pkg/registry/core/pod. */
export const resize: Subresource = {
  name: 'resize',
  verbs: ['get', 'patch', 'update'],
  serves: () => ({ kind: 'Pod' }),
  of: isPod,
  handle({ info, definition, registry, write, change }) {
    if (info.verb === 'get') return ok(registry.get(definition, info.namespace, info.name))
    const target = { definition, namespace: info.namespace, name: info.name, subresource: 'resize' }
    return ok(
      registry.update(
        target,
        (current) => {
          const changed = change(current)
          const pod = deepCopy(current)
          pod.metadata.resourceVersion = changed.metadata.resourceVersion
          for (const list of ['containers', 'initContainers']) if (pod.spec[list]) pod.spec[list] = resized(changed.spec?.[list] ?? [], pod.spec[list])
          return pod
        },
        write,
      ),
    )
  },
}

/** The old containers with the resources of the new ones; containers that are others, or in another order, are left for validation to refuse. */
function resized(wanted: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (wanted.length !== old.length || wanted.some(({ name }, i) => name !== old[i]?.name)) return wanted
  return old.map(({ resources: _resources, resizePolicy: _policy, ...container }, i) => {
    const { resources, resizePolicy } = wanted[i] as Container
    return { ...container, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) }
  })
}
