/** Which pods serve a Service, and on which ports. Models kubernetes/endpointslice utils. */
import { pods, services } from '../../../api/kinds.ts'
import { keyOf, type ObjectKey } from '../../../api/object.ts'
import type { Pod, Service, ServicePort } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isTerminal } from '../pod-state.ts'

/** A Service without selector matches no pod: somebody else keeps its endpoints. */
const selects = (service: Service, pod: Pod): boolean =>
  service.spec.selector !== undefined && Object.entries(service.spec.selector).every(([key, value]) => pod.metadata.labels?.[key] === value)

/** Services that a changed pod belongs to or belonged to. */
export function servicesOf(pod: Pod, { lister }: ControllerContext, previous: Pod | undefined): ObjectKey[] {
  return lister(services)
    .list(pod.metadata.namespace)
    .filter((service) => selects(service, pod) || (previous !== undefined && selects(service, previous)))
    .map(keyOf)
}

/** The selected pods that have an address and have not ended. */
export const podsOf = (service: Service, { lister }: ControllerContext): Pod[] =>
  lister(pods)
    .list(service.metadata.namespace)
    .filter((pod) => selects(service, pod) && !isTerminal(pod) && addressesOf(pod).length > 0)

export const addressesOf = ({ status }: Pod): string[] => status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP ? [status.podIP] : [])

export const isIPv6 = (address: string): boolean => address.includes(':')

/** The number behind a target port: itself, or the container port of that name. */
export function targetPortOf(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  const named = [...pod.spec.containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))
  return named?.containerPort
}

export const hasClusterIp = ({ spec }: Service): boolean => spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None'

/** Only a pod that asks for a name in the domain of this very service gets one. */
export const hostnameOf = (pod: Pod, service: Service): string | undefined =>
  pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined
