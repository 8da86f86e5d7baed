/** What a pod asks for and may use at most, with every resource that it names. Models k8s.io/component-helpers resource/helpers.go. */
import { addInto, compareQuantities, maxInto, type ResourceList } from './resource-list.ts'
import type { Container, Pod, PodSpec } from './types.ts'

type Part = 'requests' | 'limits'

const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

/**
 * Containers run together and add up; init containers run one after the other, each beside the sidecars started before
 * it, and count only as far as they need more than all that runs later.
 */
export function aggregate(spec: PodSpec, part: Part = 'requests'): ResourceList {
  const total: Record<string, string> = {}
  for (const container of spec.containers ?? []) addInto(total, container.resources?.[part])
  const sidecars: Record<string, string> = {}
  const peak: Record<string, string> = {}
  for (const container of spec.initContainers ?? []) {
    const needed = { ...container.resources?.[part] }
    if (isSidecar(container)) {
      addInto(total, needed)
      addInto(sidecars, needed)
      maxInto(peak, sidecars)
    } else {
      addInto(needed, sidecars)
      maxInto(peak, needed)
    }
  }
  maxInto(total, peak)
  return total
}

const atPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

/** As `aggregate`, overridden by what is said for the pod as a whole. */
export function withPodLevel(spec: PodSpec, part: Part): ResourceList {
  const own = Object.entries(spec.resources?.[part] ?? {}).filter(([name]) => atPodLevel(name))
  return { ...aggregate(spec, part), ...Object.fromEntries(own) }
}

/** What the pod is charged for: with its overhead, which raises a limit only where there is one. */
export function chargedResources({ spec }: Pod): { requests: ResourceList; limits: ResourceList } {
  const requests = { ...withPodLevel(spec, 'requests') }
  const limits = { ...withPodLevel(spec, 'limits') }
  addInto(requests, spec.overhead)
  const limited = Object.entries(spec.overhead ?? {}).filter(([name]) => name in limits && compareQuantities(limits[name] as string, '0') !== 0)
  addInto(limits, Object.fromEntries(limited))
  return { requests, limits }
}
