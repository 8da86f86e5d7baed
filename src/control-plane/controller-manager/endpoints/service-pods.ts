/** Which pods serve a Service, and on which ports. Models kubernetes/endpointslice utils. */
import { pods, services } from '../../../api/kinds.ts'
import { matchLabels } from '../../../api/labels.ts'
import { deepEqual, keyOf, type ObjectKey } from '../../../api/object.ts'
import type { Pod, Service, ServicePort } from '../../../api/types.ts'
import { type ControllerContext, nobody } from '../../../client/controller.ts'
import type { Index, Lister } from '../../../client/informer.ts'
import { isReady, isTerminal } from '../pod-state.ts'

/** A Service without selector matches no pod: somebody else keeps its endpoints. */
const selects = (service: Service, pod: Pod): boolean => service.spec.selector !== undefined && matchLabels(service.spec.selector, pod.metadata.labels)

/** Services that a changed pod belongs to or belonged to, if the change is one that endpoints show. Models GetPodServiceMemberships and podEndpointsChanged. */
export function servicesOf(pod: Pod, { lister }: ControllerContext, previous: Pod | undefined, gone: boolean): readonly ObjectKey[] {
  if (previous && !gone && sameEndpoint(pod, previous)) return nobody
  return lister(services)
    .list(pod.metadata.namespace)
    .filter((service) => selects(service, pod) || (previous !== undefined && selects(service, previous)))
    .map(keyOf)
}

/** Whether nothing has changed that the endpoints of any service would say of it. */
function sameEndpoint(pod: Pod, previous: Pod): boolean {
  return (
    isReady(pod) === isReady(previous) &&
    isTerminal(pod) === isTerminal(previous) &&
    pod.metadata.deletionTimestamp === previous.metadata.deletionTimestamp &&
    deepEqual(pod.status?.podIPs, previous.status?.podIPs) &&
    deepEqual(pod.metadata.labels, previous.metadata.labels) &&
    pod.spec.nodeName === previous.spec.nodeName &&
    pod.spec.hostname === previous.spec.hostname &&
    pod.spec.subdomain === previous.spec.subdomain
  )
}

/** The selected pods that have an address and have not ended. */
export const podsOf = (service: Service, { lister }: ControllerContext): Pod[] =>
  candidates(service, lister(pods)).filter((pod) => selects(service, pod) && !isTerminal(pod) && addressesOf(pod).length > 0)

/** Those with one of the selector's labels: in a namespace of thousands of pods a service has a few. */
function candidates({ metadata: { namespace = '' }, spec: { selector = {} } }: Service, lister: Lister<Pod>): readonly Pod[] {
  const [label] = Object.entries(selector)
  return label ? lister.by(byLabel(label[0]), `${namespace}/${label[1]}`) : lister.list(namespace)
}

const labelIndices = new Map<string, Index<Pod>>()

/** Files pods under their namespace and a label's value. A cache knows an index by its function: there is one for each label. */
function byLabel(key: string): Index<Pod> {
  let index = labelIndices.get(key)
  if (!index) {
    index = ({ metadata: { namespace = '', labels } }) => (labels?.[key] === undefined ? undefined : `${namespace}/${labels[key]}`)
    labelIndices.set(key, index)
  }
  return index
}

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
