/** What the pods asked for, which utilisation is a percentage of. Models calculateRequests of pkg/controller/podautoscaler. */
import { podRequests } from '../../../api/pod-requests.ts'
import type { Pod } from '../../../api/types.ts'
import { MetricsError, milliValue } from './metrics/metrics-api.ts'

/** Thousandths by pod: of one container, of the pod itself if it says so, or of all its containers. Throws MetricsError. */
export const requestsOf = (pods: readonly Pod[], resource: string, container: string | undefined): ReadonlyMap<string, number> =>
  new Map(pods.map((pod) => [pod.metadata.name, container === undefined ? ofPod(pod, resource) : ofContainer(pod, resource, container)]))

/** Resources that a pod as a whole may ask for. */
const ofPods = (resource: string): boolean => resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-')

function ofPod(pod: Pod, resource: string): number {
  if (!Object.keys(pod.spec.resources?.requests ?? {}).some(ofPods))
    return containersOf(pod).reduce((sum, container) => sum + requestOf(pod, container, resource), 0)
  const total = podRequests(pod)[resource]
  if (total === undefined) throw new MetricsError(`missing pod-level request for ${resource} in Pod ${pod.metadata.name}`)
  return resource === 'cpu' ? total : total * 1000
}

function ofContainer(pod: Pod, resource: string, name: string): number {
  const found = containersOf(pod).find((container) => container.name === name)
  if (!found) throw new MetricsError(`container ${name} not found in Pod ${pod.metadata.name}`)
  return requestOf(pod, found, resource)
}

/** With sidecars, without containers that end before the others start. */
const containersOf = ({ spec }: Pod) => [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')]

function requestOf(pod: Pod, { name, resources }: ReturnType<typeof containersOf>[number], resource: string): number {
  const request = resources?.requests?.[resource]
  if (request === undefined) throw new MetricsError(`missing request for ${resource} in container ${name} of Pod ${pod.metadata.name}`)
  return milliValue(request)
}
