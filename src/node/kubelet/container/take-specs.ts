/** What may change in the containers of a pod while it lives: images, resources, and new ephemeral containers. */
import { deepEqual } from '../../../api/object.ts'
import type { Container, Pod } from '../../../api/types.ts'
import type { ContainerRuntime } from '../../container-runtime/cri.ts'
import { bytes, millicores, podResources, requestOf } from '../resources.ts'
import { PodContainer } from './pod-container.ts'

/** A running container whose image changed is doomed. Resources stay what they are unless the node has room for the new ones (`allowed`). */
export function takeSpecs(pod: Pod, containers: PodContainer[], runtime: ContainerRuntime, allowed: boolean): void {
  const ephemeral = (pod.spec.ephemeralContainers ?? []) as Container[]
  for (const spec of [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...ephemeral]) {
    const container = containers.find((each) => each.name === spec.name)
    if (!container) containers.push(new PodContainer(spec, 'ephemeral', runtime))
    else {
      if (container.spec.image !== spec.image && container.running) container.doomed = `Container ${container.name} definition changed`
      const taken = allowed ? spec : { ...spec, resources: container.spec.resources }
      if (container.running) resize(container, taken, runtime)
      container.spec = taken
    }
  }
}

/** New limits count at once, or from a restart on where the container's policy asks for one. Models doPodResizeAction of pkg/kubelet/kuberuntime. */
function resize(container: PodContainer, { resources, resizePolicy = [] }: Container, runtime: ContainerRuntime): void {
  const before = container.spec.resources
  const changed = (['cpu', 'memory'] as const).filter(
    (name) => before?.limits?.[name] !== resources?.limits?.[name] || before?.requests?.[name] !== resources?.requests?.[name],
  )
  if (changed.length === 0) return
  if (changed.some((name) => resizePolicy.some((policy) => policy.resourceName === name && policy.restartPolicy === 'RestartContainer')))
    container.doomed = `Container ${container.name} resize requires restart`
  else
    runtime.resize(container.current?.id ?? '', bytes(resources?.limits?.memory), millicores(resources?.limits?.cpu), millicores(requestOf(resources, 'cpu')))
}

/** Why the node can never give the pod what it asks for now, or undefined. Models canResizePod of pkg/kubelet/allocation. */
export function infeasible(pod: Pod, allocatable: Readonly<Record<string, string>>): string | undefined {
  const wanted = podResources(pod, 'requests')
  for (const [name, size] of [
    ['cpu', millicores],
    ['memory', bytes],
  ] as const)
    if (size(wanted[name]) > size(allocatable[name]))
      return `Node didn't have enough capacity: ${name}, requested: ${size(wanted[name])}, capacity: ${size(allocatable[name])}`
  return undefined
}

/** Whether only the status changed, most often by ourselves: that asks for nothing but a look at the conditions of others. */
export const sameWish = (a: Pod, b: Pod): boolean =>
  deepEqual(a.spec, b.spec) && deepEqual(a.metadata.labels, b.metadata.labels) && deepEqual(a.metadata.annotations, b.metadata.annotations)
