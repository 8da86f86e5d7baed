import type { Container } from '../../../api/types.ts'
import { podPart } from './pod-part.ts'

/** Other CPU and memory for the containers of a running pod. Models podResizeStrategy of pkg/registry/core/pod. */
export const resize = podPart('resize', (pod, changed) => {
  for (const list of ['containers', 'initContainers']) if (pod.spec[list]) pod.spec[list] = resized(changed.spec?.[list] ?? [], pod.spec[list])
})

/** The old containers with the resources of the new ones; containers that are others, or in another order, are left for validation to refuse. */
function resized(wanted: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (wanted.length !== old.length || wanted.some(({ name }, i) => name !== old[i]?.name)) return wanted
  return old.map(({ resources: _resources, resizePolicy: _policy, ...container }, i) => {
    const { resources, resizePolicy } = wanted[i] as Container
    return { ...container, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) }
  })
}
