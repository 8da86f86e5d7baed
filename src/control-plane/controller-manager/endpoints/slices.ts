/** What the slices of a Service should say. Models kubernetes/endpointslice utils.go. */
import { controllerReference } from '../../../api/object.ts'
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../../api/types.ts'
import { isReady, isTerminating } from '../pod-state.ts'
import { addressesOf, hasClusterIp, hostnameOf, isIPv6, targetPortOf } from './service-pods.ts'

export const managedBy = 'endpointslice-controller.k8s.io'
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
export const serviceNameLabel = 'kubernetes.io/service-name'
const headlessLabel = 'service.kubernetes.io/headless'
const reserved = new Set([managedByLabel, serviceNameLabel, headlessLabel])

/** Endpoints that have the same ports; pods may differ in what a named port means. */
export interface SliceGroup {
  readonly empty: EndpointSlice
  readonly endpoints: Endpoint[]
}

export const addressTypesOf = ({ spec }: Service): string[] => {
  const families = spec.ipFamilies ?? (isIPv6(spec.clusterIP ?? '') ? ['IPv6'] : ['IPv4'])
  return [...new Set(families)]
}

export function desiredGroups(service: Service, pods: readonly Pod[], nodeOf: (name: string) => Node | undefined, type: string): SliceGroup[] {
  const groups = new Map<string, SliceGroup>()
  for (const pod of pods) {
    const node = nodeOf(pod.spec.nodeName ?? '')
    const addresses = addressesOf(pod).filter((address) => isIPv6(address) === (type === 'IPv6'))
    if (addresses.length === 0 || (!node && !service.spec.publishNotReadyAddresses)) continue
    const ports = portsOf(service, pod)
    const key = JSON.stringify(ports)
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { empty: { ...placeholder(service, type), ports }, endpoints: [] }))
    group.endpoints.push(endpointOf(service, pod, node, addresses))
  }
  return [...groups.values()]
}

function endpointOf(service: Service, pod: Pod, node: Node | undefined, addresses: string[]): Endpoint {
  const { name, namespace, uid } = pod.metadata
  const [serving, terminating] = [isReady(pod), isTerminating(pod)]
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  const hostname = hostnameOf(pod, service)
  return {
    addresses,
    conditions: { ready: service.spec.publishNotReadyAddresses || (serving && !terminating), serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...hintsFor(service, pod.spec.nodeName, zone, service.spec.publishNotReadyAddresses || (serving && !terminating)),
  }
}

/** For whom a ready endpoint is near, if its Service asks. Models kubernetes/endpointslice trafficdist. */
function hintsFor({ spec }: Service, node: string | undefined, zone: string | undefined, ready: boolean): Pick<Endpoint, 'hints'> {
  if (!ready || spec.trafficDistribution === undefined) return {}
  const forNodes = node !== undefined && spec.trafficDistribution === 'PreferSameNode' ? { forNodes: [{ name: node }] } : {}
  const hints = { ...(zone === undefined ? {} : { forZones: [{ name: zone }] }), ...forNodes }
  return Object.keys(hints).length > 0 ? { hints } : {}
}

function portsOf(service: Service, pod: Pod): NonNullable<EndpointSlice['ports']> {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPortOf(pod, port)
    if (number === undefined) return []
    return [{ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) }]
  })
}

/** A slice of the service without endpoints and ports. */
export function placeholder(service: Service, type: string): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: labelsOf(service),
      ownerReferences: [controllerReference({ ...service, apiVersion: 'v1', kind: 'Service' })],
    } as EndpointSlice['metadata'],
    addressType: type,
    endpoints: [],
    ports: [],
  }
}

function labelsOf(service: Service): Record<string, string> {
  const own = Object.entries(service.metadata.labels ?? {}).filter(([key]) => !reserved.has(key))
  return {
    ...Object.fromEntries(own),
    ...(hasClusterIp(service) ? {} : { [headlessLabel]: '' }),
    [serviceNameLabel]: service.metadata.name,
    [managedByLabel]: managedBy,
  }
}
