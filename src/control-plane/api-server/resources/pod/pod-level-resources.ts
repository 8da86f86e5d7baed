/** `spec.resources`: a budget for the whole pod. Models defaultPodRequests and defaultPodLimits in pkg/apis/core/v1/defaults.go. */
import { aggregate } from '../../../../api/pod-resource-lists.ts'
import type { PodSpec } from '../../../../api/types.ts'

const supported = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')

export function defaultPodLevelResources(spec: PodSpec): void {
  const { resources } = spec
  if (!resources) return
  if (resources.limits && Object.keys(resources.limits).length > 0) {
    const requests: Record<string, string> = { ...resources.requests }
    for (const [name, quantity] of Object.entries(aggregate(spec))) if (supported(name) && !name.startsWith('hugepages-')) requests[name] ??= quantity
    for (const [name, quantity] of Object.entries(resources.limits)) if (supported(name)) requests[name] ??= quantity
    if (Object.keys(requests).length > 0) resources.requests = requests
  }
  if (resources.requests && Object.keys(resources.requests).length > 0) defaultLimits(spec)
}

/** A limit for the pod follows only where every container has one. */
function defaultLimits(spec: PodSpec): void {
  const limits: Record<string, string> = { ...spec.resources?.limits }
  const sum = aggregate(spec, 'limits')
  for (const name of ['cpu', 'memory']) {
    const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].every((container) => container.resources?.limits?.[name] !== undefined)
    if (limits[name] === undefined && all && sum[name] !== undefined) limits[name] = sum[name]
  }
  if (spec.resources && Object.keys(limits).length > 0) spec.resources.limits = limits
}
