/** What may change in the containers of a pod while it lives: images, resources, and new ephemeral containers. */
import { deepEqual } from '../../../api/object.ts'
import type { Container, Pod } from '../../../api/types.ts'
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import { PodContainer } from './pod-container.ts'

/** A running container whose image changed is doomed. */
export function takeSpecs(pod: Pod, containers: PodContainer[], runtime: ContainerRuntime): void {
  const ephemeral = (pod.spec.ephemeralContainers ?? []) as Container[]
  for (const spec of [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...ephemeral]) {
    const container = containers.find((each) => each.name === spec.name)
    if (!container) containers.push(new PodContainer(spec, 'ephemeral', runtime))
    else {
      if (container.spec.image !== spec.image && container.running) container.doomed = `Container ${container.name} definition changed`
      container.spec = spec
    }
  }
}

/** Whether only the status changed, most often by ourselves: that asks for nothing but a look at the conditions of others. */
export const sameWish = (a: Pod, b: Pod): boolean =>
  deepEqual(a.spec, b.spec) && deepEqual([a.metadata.labels, a.metadata.annotations], [b.metadata.labels, b.metadata.annotations])
