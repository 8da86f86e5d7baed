/** The subsets of an Endpoints object. Models kubernetes pkg/controller/endpoint and pkg/api/v1/endpoints. */
import type { EndpointAddress, EndpointSubset, Pod, Service } from '../../../api/types.ts'
import { isReady } from '../pod-state.ts'
import { addressesOf, hostnameOf, isIPv6, targetPortOf } from './service-pods.ts'

const capacity = 1000

/** Addresses by the ports that they serve, ready and not ready apart, in order of address. */
export function subsetsOf(service: Service, members: readonly Pod[]): EndpointSubset[] {
  const subsets = new Map<string, EndpointSubset>()
  for (const pod of [...members].sort((a, b) => (a.metadata.uid < b.metadata.uid ? -1 : 1))) {
    const ports = portsOf(service, pod)
    const address = addressOf(service, pod)
    if (!address || (ports.length === 0 && (service.spec.ports ?? []).length > 0)) continue
    const key = JSON.stringify(ports)
    let subset = subsets.get(key)
    if (!subset) subsets.set(key, (subset = ports.length > 0 ? { ports } : {}))
    const ready = service.spec.publishNotReadyAddresses || isReady(pod)
    if (ready) subset.addresses = [...(subset.addresses ?? []), address]
    else subset.notReadyAddresses = [...(subset.notReadyAddresses ?? []), address]
  }
  return [...subsets.values()].map(sorted)
}

function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const { name, namespace, uid } = pod.metadata
  const wantsIPv6 = (service.spec.ipFamilies?.[0] ?? 'IPv4') === 'IPv6'
  const ip = addressesOf(pod).find((address) => isIPv6(address) === wantsIPv6)
  if (ip === undefined) return undefined
  const hostname = hostnameOf(pod, service)
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
}

const portsOf = (service: Service, pod: Pod): NonNullable<EndpointSubset['ports']> =>
  (service.spec.ports ?? [])
    .flatMap((port) => {
      const number = targetPortOf(pod, port)
      return number === undefined
        ? []
        : [
            {
              ...(port.name ? { name: port.name } : {}),
              port: number,
              protocol: port.protocol ?? 'TCP',
              ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
            },
          ]
    })
    .sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)))

function sorted(subset: EndpointSubset): EndpointSubset {
  for (const list of [subset.addresses, subset.notReadyAddresses])
    list?.sort((a, b) => byText(a.ip, b.ip) || byText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''))
  return subset
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** At most 1000 addresses, ready ones first. */
export function limit(subsets: EndpointSubset[]): { subsets: EndpointSubset[]; truncated: boolean } {
  let room = capacity
  let truncated = false
  const take = (addresses: EndpointAddress[] | undefined): EndpointAddress[] | undefined => {
    const kept = addresses?.slice(0, room)
    truncated ||= (kept?.length ?? 0) < (addresses?.length ?? 0)
    room -= kept?.length ?? 0
    return kept && kept.length > 0 ? kept : undefined
  }
  for (const subset of subsets) if (subset.addresses) subset.addresses = take(subset.addresses)
  for (const subset of subsets) if (subset.notReadyAddresses) subset.notReadyAddresses = take(subset.notReadyAddresses)
  return { subsets, truncated }
}
