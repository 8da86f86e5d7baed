/** What the containers of a pod ask for together. Models AggregateContainerRequests of k8s.io/component-helpers/resource. */
import type { Container, PodSpec } from '../../../../api/types.ts'
import { addInto, maxInto, type ResourceList } from '../quantities.ts'

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
