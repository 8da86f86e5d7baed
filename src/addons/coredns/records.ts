/** The records that a Service gives rise to. Models CoreDNS' kubernetes plugin and the Kubernetes DNS specification. */
import type { Endpoint, EndpointSlice, Service } from '../../api/types.ts'
import type { DnsRecord } from '../../node/network/dns.ts'

/** Seconds that clients may remember, as kubeadm's Corefile sets it. */
export const ttl = 30

/** `web.default.svc.cluster.local` */
const serviceName = (service: Service, domain: string): string => `${service.metadata.name}.${service.metadata.namespace}.svc.${domain}`

interface Member {
  readonly ip: string
  /** Its own name under the Service's: the pod's hostname, or its address with dashes. */
  readonly label: string
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[]
}

/** The endpoints that DNS tells of: the ready ones. */
function membersOf(slices: readonly EndpointSlice[]): readonly Member[] {
  return slices.flatMap((slice) =>
    (slice.endpoints ?? []).filter(isReady).flatMap((endpoint) =>
      endpoint.addresses.map((ip) => ({
        ip,
        label: endpoint.hostname ?? ip.replaceAll('.', '-'),
        ports: (slice.ports ?? []).map(({ name, protocol, port }) => ({ name: name ?? '', protocol: (protocol ?? 'TCP').toLowerCase(), port: port ?? 0 })),
      })),
    ),
  )
}

const isReady = (endpoint: Endpoint): boolean => endpoint.conditions?.ready !== false

export const isHeadless = (service: Service): boolean => service.spec?.clusterIP === 'None'

/** All records of a Service. Those of an ExternalName are its CNAME only. */
export function recordsOf(service: Service, slices: readonly EndpointSlice[], domain: string): readonly DnsRecord[] {
  const name = serviceName(service, domain)
  const { spec = {} } = service
  if (spec.type === 'ExternalName') return [{ name, type: 'CNAME', ttl, data: (spec.externalName ?? '').replace(/\.$/, '') }]
  if (isHeadless(service)) return headlessRecords(name, membersOf(slices))
  if (!spec.clusterIP) return []
  const ports = (spec.ports ?? []).filter((port) => port.name)
  return [
    { name, type: 'A', ttl, data: spec.clusterIP },
    ...ports.map((port) => ({
      name: `_${port.name}._${(port.protocol ?? 'TCP').toLowerCase()}.${name}`,
      type: 'SRV' as const,
      ttl,
      data: `0 100 ${port.port} ${name}`,
    })),
    { name: reverseName(spec.clusterIP), type: 'PTR', ttl, data: name },
  ]
}

function headlessRecords(name: string, members: readonly Member[]): readonly DnsRecord[] {
  return members.flatMap(({ ip, label, ports }) => {
    const own = `${label}.${name}`
    return [
      { name, type: 'A' as const, ttl, data: ip },
      { name: own, type: 'A' as const, ttl, data: ip },
      ...ports
        .filter((port) => port.name !== '')
        .map((port) => ({ name: `_${port.name}._${port.protocol}.${name}`, type: 'SRV' as const, ttl, data: `0 100 ${port.port} ${own}` })),
      { name: reverseName(ip), type: 'PTR' as const, ttl, data: own },
    ]
  })
}

/** `1.0.96.10.in-addr.arpa` */
const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`
