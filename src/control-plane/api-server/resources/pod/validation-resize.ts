/** What a resize may change: CPU and memory, and no pod's quality of service. Models ValidatePodResize of pkg/apis/core/validation. */
import { deepCopy, deepEqual } from '../../../../api/object.ts'
import { type FieldError, forbiddenField, invalidValue } from '../../../../api/status.ts'
import type { Container, Pod, ResourceRequirements } from '../../../../api/types.ts'
import { qosClass } from './qos.ts'
import { validatePod } from './validation.ts'

export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  if ('kubernetes.io/config.mirror' in (old.metadata.annotations ?? {})) return [forbiddenField('[]', 'static pods cannot be resized')]
  if (old.spec.os?.name === 'windows') return [forbiddenField('[]', 'windows pods cannot be resized')]
  if (namesOf(pod) !== namesOf(old)) return [forbiddenField('spec.containers', 'containers may not be renamed or reordered on resize')]
  const errors = validatePod(pod)
  if ((old.status?.qosClass ?? qosClass(old)) !== qosClass(pod))
    errors.push(invalidValue('spec', pod.status?.qosClass ?? qosClass(old), 'Pod QOS Class may not change as a result of resizing'))
  for (const [i, container] of (pod.spec.initContainers ?? []).entries()) errors.push(...initContainer(container, old.spec.initContainers?.[i] as Container, i))
  for (const [i, container] of pod.spec.containers.entries()) {
    const before = old.spec.containers[i] as Container
    errors.push(...notRemoved(container.resources, before.resources, `spec.containers[${i}].resources`))
    if (!onlyCpuAndMemory(container, before)) errors.push(forbiddenField('spec', 'only cpu and memory resources are mutable'))
  }
  return errors
}

const namesOf = ({ spec }: Pod): string => [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name).join(' ')

function initContainer(container: Container, before: Container, i: number): FieldError[] {
  if (container.restartPolicy !== 'Always')
    return deepEqual(container, before) ? [] : [forbiddenField('spec', 'resources for non-sidecar init containers are immutable')]
  const removed = notRemoved(container.resources, before.resources, `spec.initContainers[${i}].resources`)
  return onlyCpuAndMemory(container, before)
    ? removed
    : [...removed, forbiddenField('spec', 'only cpu and memory resources for sidecar containers are mutable')]
}

function notRemoved(now: ResourceRequirements = {}, before: ResourceRequirements = {}, path: string): FieldError[] {
  const removed = (list: 'requests' | 'limits'): boolean => Object.keys(before[list] ?? {}).some((name) => now[list]?.[name] === undefined)
  return (['requests', 'limits'] as const).filter(removed).map((list) => forbiddenField(`${path}.${list}`, `resource ${list} cannot be removed`))
}

function onlyCpuAndMemory(container: Container, before: Container): boolean {
  const others = (each: Container): Container => {
    const copy = deepCopy(each)
    for (const list of ['requests', 'limits'] as const) for (const name of ['cpu', 'memory']) delete copy.resources?.[list]?.[name]
    const { requests = {}, limits = {}, claims = [] } = copy.resources ?? {}
    return { ...copy, resources: { requests, limits, claims }, resizePolicy: [] }
  }
  return deepEqual(others(container), others(before))
}
