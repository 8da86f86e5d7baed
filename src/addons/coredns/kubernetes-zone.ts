/**
 * What the cluster's domain holds, read from the watches of Services and EndpointSlices when somebody asks. Models CoreDNS'
 * kubernetes plugin and the Kubernetes DNS specification.
 */
import { endpointSlices, namespaces, pods, services } from '../../api/kinds.ts'
import type { Endpoint, Service } from '../../api/types.ts'
import type { Informers } from '../../client/informer.ts'
import type { DnsRecord } from '../../node/network/dns.ts'
import type { NameReason } from '../../node/network/reason.ts'
import { SliceIndex } from './slice-index.ts'

export interface ZoneOptions {
  readonly zone: string
  readonly ttl: number
  readonly pods: 'disabled' | 'insecure' | 'verified'
  /** Undefined: all. */
  readonly namespaces: ReadonlySet<string> | undefined
  /** Endpoints without a host name are called by their pods. */
  readonly podNames: boolean
}

/** One address behind a name: where an A record and an SRV record of it lead. */
interface Entry {
  readonly host: string
  readonly port: number
  /** The name that an SRV record gives. */
  readonly target: string
}

/** What a name of the domain means; undefined if there is none such. */
export type Meaning = { readonly entries: readonly Entry[] } | { readonly alias: string } | undefined

export class KubernetesZone {
  readonly #slices: SliceIndex

  constructor(
    private readonly informers: Informers,
    private readonly options: ZoneOptions,
  ) {
    informers.of(services)
    informers.of(namespaces)
    if (options.pods === 'verified') informers.of(pods)
    this.#slices = new SliceIndex(informers.of(endpointSlices))
  }

  /** `name` is in lower case and within the zone. */
  find(name: string): Meaning {
    const parts = name === this.options.zone ? [] : name.slice(0, -this.options.zone.length - 1).split('.')
    const kind = parts.pop()
    if (kind === undefined) return { entries: [] }
    if (kind !== 'svc' && kind !== 'pod') return undefined
    const namespace = parts.pop()
    if (namespace === undefined) return { entries: [] }
    if (!this.#isExposed(namespace)) return undefined
    const label = parts.pop()
    if (label === undefined) return { entries: [] }
    return kind === 'pod' ? (parts.length === 0 ? this.#pod(label, namespace) : undefined) : this.#service(label, namespace, parts)
  }

  /** The name of an address: a Service's, or one of an endpoint. */
  reverse(ip: string): readonly string[] {
    const service = this.informers
      .lister(services)
      .list()
      .find(({ spec }) => spec?.clusterIPs?.includes(ip))
    if (service) return [this.#nameOf(service)]
    return this.#slices.withAddress(ip).flatMap(({ slice, endpoint }) => {
      const owner = this.informers.lister(services).get(this.#slices.serviceOf(slice), slice.metadata.namespace)
      return owner ? [`${this.#labelOf(endpoint)}.${this.#nameOf(owner)}`] : []
    })
  }

  explain(name: string): NameReason {
    const [service = '', namespace = ''] = name.split('.')
    const lister = this.informers.lister(services)
    const object = lister.get(service, namespace)
    if (object && isHeadless(object)) return { cause: 'headless-without-pods', service: `${namespace}/${service}` }
    const elsewhere = lister.list().find((each) => each.metadata.name === service)?.metadata.namespace
    if (elsewhere !== undefined && !object) return { cause: 'other-namespace', service, namespace, elsewhere }
    const isThere = this.informers.lister(namespaces).get(namespace) !== undefined
    return { cause: 'unknown', by: 'CoreDNS', ...(isThere && !object ? { service, namespace } : {}) }
  }

  #isExposed(namespace: string): boolean {
    const { namespaces: chosen } = this.options
    return chosen ? chosen.has(namespace) : this.informers.lister(namespaces).get(namespace) !== undefined
  }

  #service(name: string, namespace: string, parts: readonly string[]): Meaning {
    const service = this.informers.lister(services).get(name, namespace)
    if (!service || parts.length > 2) return undefined
    const endpoint = parts.length === 1 ? parts[0] : undefined
    if (service.spec?.type === 'ExternalName')
      return parts.length === 1 ? undefined : { alias: (service.spec.externalName ?? '').toLowerCase().replace(/\.$/, '') }
    const [port, protocol] = parts.length === 2 ? parts.map((part) => part.replace(/^_/, '')) : []
    const fits = (portName: string, portProtocol: string): boolean => port === undefined || (port === portName && protocol === portProtocol.toLowerCase())
    const entries = isHeadless(service) || endpoint !== undefined ? this.#endpoints(service, endpoint, fits) : this.#addresses(service, fits)
    return entries.length > 0 ? { entries } : undefined
  }

  #addresses(service: Service, fits: (port: string, protocol: string) => boolean): Entry[] {
    const { clusterIPs = [], clusterIP = '', ports = [] } = service.spec ?? {}
    const hosts = clusterIPs.length > 0 ? clusterIPs : [clusterIP]
    return ports
      .filter(({ name = '', protocol = 'TCP' }) => fits(name, protocol))
      .flatMap(({ port }) => hosts.filter((host) => host !== '').map((host) => ({ host, port, target: this.#nameOf(service) })))
  }

  #endpoints(service: Service, wanted: string | undefined, fits: (port: string, protocol: string) => boolean): Entry[] {
    return this.#slices.ofService(service.metadata.namespace ?? '', service.metadata.name).flatMap((slice) => {
      const ports = (slice.ports?.length ? slice.ports : [{ name: '', protocol: 'TCP', port: 0 }]).filter(({ name = '', protocol = 'TCP' }) =>
        fits(name, protocol),
      )
      return (slice.endpoints ?? [])
        .filter((endpoint) => endpoint.conditions?.ready !== false && (wanted === undefined || this.#labelOf(endpoint) === wanted))
        .flatMap((endpoint) =>
          endpoint.addresses.flatMap((host) => ports.map(({ port = 0 }) => ({ host, port, target: `${this.#labelOf(endpoint)}.${this.#nameOf(service)}` }))),
        )
    })
  }

  /** `10-244-1-5`: any address in an existing namespace (`insecure`), or a pod's (`verified`). */
  #pod(label: string, namespace: string): Meaning {
    if (!/^\d+-\d+-\d+-\d+$/.test(label) || this.options.pods === 'disabled') return undefined
    const host = label.replaceAll('-', '.')
    const isKnown =
      this.options.pods === 'insecure' ||
      this.informers
        .lister(pods)
        .list(namespace)
        .some(({ status }) => status?.podIP === host)
    return isKnown ? { entries: [{ host, port: 0, target: '' }] } : undefined
  }

  #labelOf(endpoint: Endpoint): string {
    if (endpoint.hostname) return endpoint.hostname.toLowerCase()
    if (this.options.podNames && endpoint.targetRef?.name) return endpoint.targetRef.name
    return (endpoint.addresses[0] ?? '').replaceAll('.', '-').replaceAll(':', '-')
  }

  #nameOf({ metadata }: Service): string {
    return `${metadata.name}.${metadata.namespace}.svc.${this.options.zone}`
  }
}

const isHeadless = ({ spec }: Service): boolean => spec?.clusterIP === 'None'

/** Addresses, each once. */
export function addressRecords(name: string, entries: readonly Entry[], type: 'A' | 'AAAA', ttl: number): DnsRecord[] {
  const hosts = new Set(entries.map(({ host }) => host).filter((host) => host.includes(':') === (type === 'AAAA')))
  return [...hosts].map((data) => ({ name, type, ttl, data }))
}

/** Ports and where they are; all have the same priority and share the weight. */
export function serviceRecords(name: string, entries: readonly Entry[], ttl: number): DnsRecord[] {
  const weight = Math.max(1, Math.floor(100 / Math.max(1, entries.length)))
  const all = new Set(entries.filter(({ target }) => target !== '').map(({ port, target }) => `0 ${weight} ${port} ${target}`))
  return [...all].map((data) => ({ name, type: 'SRV', ttl, data }))
}
