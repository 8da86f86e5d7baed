/**
 * CoreDNS: the cluster's name server. In a real cluster it runs as a Deployment behind the Service kube-dns, watches
 * Services and EndpointSlices, and answers for the cluster's domain; every other name it asks of the node's resolver.
 * Here each pod of it has its knowledge from a watch of its own: without a running pod nobody gets an answer.
 * Simulated: A, empty AAAA, SRV, PTR, headless Services, names of pods, ExternalName, NXDOMAIN, forwarding to the world
 * outside as far as the simulated network knows it. Left out: the Corefile's other plugins, caches, zone transfers.
 */
import { endpointSlices, namespaces, services } from '../../api/kinds.ts'
import type { EndpointSlice, Service } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'
import { Informers } from '../../client/informer.ts'
import { type RunningController, runController } from '../../client/run-controller.ts'
import type { Clock } from '../../clock.ts'
import type { DnsAnswer, DnsRecord, DnsServer, RecordType } from '../../node/network/dns.ts'
import type { NameReason } from '../../node/network/reason.ts'
import type { Random } from '../../random.ts'
import { isHeadless, recordsOf, ttl } from './records.ts'

export interface CoreDnsOptions {
  /** As `system:serviceaccount:kube-system:coredns`. */
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  /** `cluster.local` unless told. */
  readonly domain?: string
  /** The address of a name outside of the cluster, if there is one: `(name) => network.externalAddress(name)`. */
  readonly forward?: (name: string) => string | undefined
}

const nxdomain: DnsAnswer = { code: 'NXDOMAIN', records: [] }
const nodata: DnsAnswer = { code: 'NOERROR', records: [] }

export class CoreDns implements DnsServer {
  readonly #domain: string
  /** Records by name, and the names that each Service has brought. */
  readonly #records = new Map<string, DnsRecord[]>()
  readonly #names = new Map<string, readonly DnsRecord[]>()
  #running: { readonly controller: RunningController; readonly informers: Informers } | undefined

  constructor(private readonly options: CoreDnsOptions) {
    this.#domain = options.domain ?? 'cluster.local'
  }

  start(): void {
    if (this.#running) return
    const { client, clock, random } = this.options
    const informers = new Informers(client, clock)
    const controller = runController(this.#definition(), { client, clock, random, informers, events: { record: () => {} } })
    informers.of(namespaces)
    this.#running = { controller, informers }
  }

  stop(): void {
    this.#running?.controller.stop()
    this.#running?.informers.stop()
    this.#running = undefined
  }

  answer(name: string, type: RecordType): DnsAnswer {
    if (name.endsWith('.in-addr.arpa')) return this.#found(name, type) ?? nxdomain
    if (name !== this.#domain && !name.endsWith(`.${this.#domain}`)) return this.#forward(name, type)
    return this.#found(name, type) ?? this.#pod(name, type) ?? (this.#isParent(name) ? nodata : nxdomain)
  }

  explain(name: string): NameReason {
    const [service = '', namespace = ''] = name.split('.')
    const lister = this.#running?.informers.lister(services)
    const object = lister?.get(service, namespace)
    if (object && isHeadless(object)) return { cause: 'headless-without-pods', service: `${namespace}/${service}` }
    const elsewhere = (lister?.list() ?? []).find((each) => each.metadata.name === service)?.metadata.namespace
    if (elsewhere !== undefined && !object) return { cause: 'other-namespace', service, namespace, elsewhere }
    const isThere = this.#running?.informers.lister(namespaces).get(namespace) !== undefined
    return { cause: 'unknown', by: 'CoreDNS', ...(isThere && !object ? { service, namespace } : {}) }
  }

  #found(name: string, type: RecordType): DnsAnswer | undefined {
    const records = this.#records.get(name)
    if (!records || records.length === 0) return undefined
    const alias = records.find((record) => record.type === 'CNAME')
    if (alias && type !== 'CNAME') {
      const target = this.answer(alias.data, type)
      return { code: target.code === 'NXDOMAIN' ? 'NXDOMAIN' : 'NOERROR', records: [alias, ...target.records] }
    }
    const matching = records.filter((record) => record.type === type)
    // CoreDNS' loadbalance plugin turns the order of addresses.
    const turn = matching.length > 1 ? this.options.random.below(matching.length) : 0
    return { code: 'NOERROR', records: [...matching.slice(turn), ...matching.slice(0, turn)] }
  }

  /** `10-244-1-5.default.pod.cluster.local`: any address in an existing namespace, as `pods insecure` says. */
  #pod(name: string, type: RecordType): DnsAnswer | undefined {
    const match = /^(\d+-\d+-\d+-\d+)\.([a-z0-9-]+)\.pod\.(.+)$/.exec(name)
    if (!match?.[1] || match[3] !== this.#domain || !this.#running?.informers.lister(namespaces).get(match[2] as string)) return undefined
    return type === 'A' ? { code: 'NOERROR', records: [{ name, type, ttl, data: match[1].replaceAll('-', '.') }] } : nodata
  }

  /** Names above others exist, without records: `default.svc.cluster.local`. */
  #isParent(name: string): boolean {
    if (name === this.#domain || name === `svc.${this.#domain}` || name === `pod.${this.#domain}`) return true
    const namespace = new RegExp(`^([a-z0-9-]+)\\.(svc|pod)\\.${this.#domain.replaceAll('.', '\\.')}$`).exec(name)?.[1]
    return namespace !== undefined && this.#running?.informers.lister(namespaces).get(namespace) !== undefined
  }

  #forward(name: string, type: RecordType): DnsAnswer {
    const ip = this.options.forward?.(name)
    if (ip === undefined) return nxdomain
    return type === 'A' ? { code: 'NOERROR', records: [{ name, type, ttl: 300, data: ip }] } : nodata
  }

  #definition(): ControllerDefinition<Service> {
    return defineController<Service>({
      name: 'coredns',
      for: services,
      watches: [{ kind: endpointSlices, map: (slice: EndpointSlice) => serviceOf(slice) }],
      reconcile: ({ lister }, { namespace, name }) => {
        const service = lister(services).get(name, namespace)
        const slices = lister(endpointSlices)
          .list(namespace)
          .filter((slice) => slice.addressType === 'IPv4' && serviceOf(slice)[0]?.name === name)
        this.#replace(`${namespace}/${name}`, service ? recordsOf(service, slices, this.#domain) : [])
      },
    })
  }

  #replace(key: string, records: readonly DnsRecord[]): void {
    for (const old of this.#names.get(key) ?? []) {
      const left = (this.#records.get(old.name) ?? []).filter((record) => record !== old)
      if (left.length > 0) this.#records.set(old.name, left)
      else this.#records.delete(old.name)
    }
    if (records.length > 0) this.#names.set(key, records)
    else this.#names.delete(key)
    for (const record of records) this.#records.set(record.name, [...(this.#records.get(record.name) ?? []), record])
  }
}

/** The Service that a slice belongs to. */
function serviceOf(slice: EndpointSlice): { namespace: string; name: string }[] {
  const name = slice.metadata.labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [{ namespace: slice.metadata.namespace ?? '', name }]
}
