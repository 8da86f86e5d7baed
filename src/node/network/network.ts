/**
 * The cluster's network: every pod has an address of its own, every pod can reach every other one without address
 * translation, and on each node kube-proxy turns Service addresses into pod addresses. In a real cluster a CNI plugin
 * wires this with interfaces and routes. Here it is one registry (who listens on which address and port) and one model of
 * a connection that curl, wget, nc, nslookup, probes, port-forward and lesson checks all ask, and that can say why not:
 * name → address → Service to endpoint → network policy → listener. Simulated: TCP connects, HTTP messages, DNS, text
 * protocols, node ports, loopback. Left out: packets, MTU, IPv6, raw sockets, ICMP beyond ping's yes or no.
 */
import { Obstacles } from '../../api/obstacles.ts'
import type { Cancel } from '../../api/request.ts'
import type { Balancer, Connection, DnsQuestion, HttpAnswer, HttpOptions, Journey, Listener, NodeAttachment, Protocol, Refusal, Source } from './connection.ts'
import { candidates, type DnsServer, isAddress, type Lookup, lookUp, type RecordType } from './dns.ts'
import { parseRequest, parseUrl, responseText } from './http.ts'
import { exchangeHttp } from './http-exchange.ts'
import { Listeners, type ListeningPort } from './listeners.ts'
import type { Reason } from './reason.ts'
import { refusal } from './refusal.ts'
import { connectTo, leaves, type Wiring } from './route.ts'

export type * from './connection.ts'
export { AddressInUse } from './listeners.ts'
export type { LoopbackPorts } from './loopback.ts'

export interface NetworkOptions {
  /** Seconds that a client waits for an answer that never comes; 130 is Linux' patience with SYN. */
  readonly synTimeout?: number
}

/** An answer of the name servers, or why there is none. */
export type NameAnswer = Lookup & { readonly server: string; readonly why?: Reason }

/** Can A reach B, and if not, why not? */
export interface Verdict {
  readonly ok: boolean
  /** Of an HTTP answer. */
  readonly status?: number
  /** What the client notices, and what the cause is. */
  readonly why?: Refusal['why']
  readonly reason?: Reason
  /** The outcome in a sentence for the learner. */
  readonly detail: string
  /** The way, as far as it went. */
  readonly hops: readonly string[]
}

const none: readonly string[] = []

export class Network implements Wiring {
  readonly #pods = new Map<string, Source>()
  readonly #nodes = new Map<string, NodeAttachment>()
  readonly #nodesByAddress = new Map<string, NodeAttachment>()
  /** Who had an address when its node went down. */
  readonly #lost = new Map<string, Source>()
  readonly #hostPorts = new Map<string, Source>()
  readonly #listeners = new Listeners()
  readonly #balancers = new Map<string, Balancer>()
  readonly #external = new Map<string, { ip: string; listener?: Listener }>()
  /** Nodes that nobody can reach: powered off, or cut off. */
  readonly down = new Set<string>()
  /** Connections that get lost on their way; the consequence is the two ends between which there is no way. */
  readonly losses = new Obstacles<Journey, readonly [string, string]>()
  /** Questions to name servers that go wrong. */
  readonly dnsTroubles = new Obstacles<DnsQuestion, 'SERVFAIL' | 'NXDOMAIN' | 'timeout'>()

  constructor(private readonly options: NetworkOptions = {}) {}

  /** The learner's own machine, which sees nodes but no pods and no cluster addresses; it is also the nodes' name server. */
  readonly outside: Source = { ip: '172.18.0.1' }

  addNode(node: NodeAttachment): Cancel {
    this.#nodes.set(node.name, node)
    this.#nodesByAddress.set(node.ip, node)
    return () => {
      this.#nodes.delete(node.name)
      if (this.#nodesByAddress.get(node.ip) === node) this.#nodesByAddress.delete(node.ip)
    }
  }

  node(name: string): NodeAttachment | undefined {
    return this.#nodes.get(name)
  }

  nodeAt(ip: string): NodeAttachment | undefined {
    return this.#nodesByAddress.get(ip)
  }

  /** The Service that has this address, as far as any node knows. */
  serviceAt(ip: string): string | undefined {
    for (const { proxy } of this.#nodes.values()) {
      const service = proxy?.serviceAt?.(ip)
      if (service !== undefined) return service
    }
    return undefined
  }

  get patience(): number {
    return this.options.synTimeout ?? 130
  }

  /** Connects a pod's sandbox. Pods of the host network share the node's address and need not attach. */
  attach(pod: Source): Cancel {
    this.#pods.set(pod.ip, pod)
    this.#lost.delete(pod.ip)
    const node = pod.nodeName === undefined ? undefined : this.#nodes.get(pod.nodeName)
    const mapped = pod.hostPorts?.map(({ protocol, hostPort }) => `${protocol}/${node?.ip}:${hostPort}`) ?? none
    for (const key of mapped) this.#hostPorts.set(key, pod)
    return () => {
      if (this.#pods.get(pod.ip) === pod) this.#pods.delete(pod.ip)
      if (pod.nodeName !== undefined && this.down.has(pod.nodeName)) this.#lost.set(pod.ip, pod)
      for (const key of mapped) if (this.#hostPorts.get(key) === pod) this.#hostPorts.delete(key)
    }
  }

  /** Where a port of a node leads by a pod's hostPort. */
  hostPort(ip: string, port: number, protocol: Protocol): { readonly ip: string; readonly port: number } | undefined {
    const pod = this.#hostPorts.get(`${protocol}/${ip}:${port}`)
    const mapping = pod?.hostPorts?.find((each) => each.hostPort === port && each.protocol === protocol)
    return pod && mapping && { ip: pod.ip, port: mapping.containerPort }
  }

  /** The pod that has this address. */
  podAt(ip: string): Source | undefined {
    return this.#pods.get(ip)
  }

  /** Where a pod was that went down with its node, which still is. */
  lostAt(ip: string): { readonly pod: string; readonly node: string } | undefined {
    const { namespace, name, nodeName: node } = this.#lost.get(ip) ?? {}
    return node !== undefined && this.down.has(node) ? { pod: `${namespace}/${name}`, node } : undefined
  }

  /** Opens a port. @throws AddressInUse */
  listen(ip: string, port: number, protocol: Protocol, listener: Listener): Cancel {
    this.open(ip, port, protocol, listener)
    return () => this.close(ip, port, protocol, listener)
  }

  /** The same, for who closes it by name. @throws AddressInUse */
  open(ip: string, port: number, protocol: Protocol, listener: Listener): void {
    this.#listeners.open(ip, port, protocol, listener)
  }

  close(ip: string, port: number, protocol: Protocol, listener: Listener): void {
    this.#listeners.close(ip, port, protocol, listener)
  }

  listenerAt(ip: string, port: number, protocol: Protocol, local: boolean): Listener | undefined {
    return this.#listeners.at(ip, port, protocol, local)
  }

  /** What listens at an address, for `netstat`. */
  listening(ip: string): readonly ListeningPort[] {
    return this.#listeners.on(ip)
  }

  /** Declares a host outside the cluster that pods can reach by name. */
  addExternal(name: string, ip: string, listener?: Listener): void {
    this.#external.set(name, { ip, ...(listener ? { listener } : {}) })
  }

  /** Puts a load balancer at an address of the nodes' network. */
  addBalancer(ip: string, balancer: Balancer): Cancel {
    this.#balancers.set(ip, balancer)
    return () => {
      if (this.#balancers.get(ip) === balancer) this.#balancers.delete(ip)
    }
  }

  balancerAt(ip: string): Balancer | undefined {
    return this.#balancers.get(ip)
  }

  external(ip: string): Listener | undefined {
    for (const host of this.#external.values()) if (host.ip === ip) return host.listener
    return undefined
  }

  externalAddress(name: string): string | undefined {
    return this.#external.get(name)?.ip
  }

  /** Asks the name servers of `from`, by the search path of its resolv.conf. */
  lookUp(from: Source, host: string, type: RecordType = 'A'): NameAnswer {
    const config = from.dns ?? { nameservers: [], searches: [], options: [] }
    let because: Reason | undefined
    for (const server of config.nameservers) {
      if (server === this.outside.ip) {
        because = leaves(this, { from, to: { ip: server }, port: 53, protocol: 'UDP' })
        if (because) continue
        return { ...this.#publicLookUp(host, type), server }
      }
      const connection = connectTo(this, from, { host: server, address: server, port: 53, protocol: 'UDP', hops: [] })
      const dns = connection.ok ? this.nameServer(from, connection, host) : undefined
      if (dns) {
        const found = lookUp(host, type, config, (name, asked, how) => dns.answer(name, asked, { ...how, ip: from.ip }))
        const name = candidates(host, config)[0] ?? host
        const why = found.data.length === 0 ? dns.explain?.(name) : undefined
        return { ...found, server, ...(why ? { why: { kind: 'name', name: host, ...why } } : {}) }
      }
      if (!connection.ok) because ??= connection.reason
    }
    if (!from.dns || (config.nameservers.length > 0 && !from.nodeName)) return { ...this.#publicLookUp(host, type), server: '' }
    const why: Reason = { kind: 'name', name: host, cause: 'no-name-server', servers: config.nameservers, ...(because ? { because } : {}) }
    return { ...lookUp(host, type, config, undefined), server: config.nameservers[0] ?? '', why }
  }

  /** What answers the question of `from` for `name` at the end of a connection; undefined if nothing does. */
  nameServer(from: Source, { listener: { dns } }: Connection, name: string): DnsServer | undefined {
    const trouble = dns && this.dnsTroubles.any ? this.dnsTroubles.meet({ from, name }) : undefined
    if (trouble === 'timeout') return undefined
    return trouble === undefined ? dns : { answer: () => ({ code: trouble, records: [] }) }
  }

  /** The name server at an address, as `from` reaches it, or how it fails to. */
  upstream(from: Source, ip: string): DnsServer | 'refused' | 'timeout' {
    if (ip === this.outside.ip) return leaves(this, { from, to: { ip }, port: 53, protocol: 'UDP' }) ? 'timeout' : this.publicNames
    const connection = connectTo(this, from, { host: ip, address: ip, port: 53, protocol: 'UDP', hops: [] })
    if (connection.ok) return connection.listener.dns ?? 'timeout'
    return connection.why === 'refused' ? 'refused' : 'timeout'
  }

  /** Opens a connection from `from`, as its kernel and resolver would, and says how far it got. */
  connect(from: Source, host: string, port: number, protocol: Protocol = 'TCP'): Connection | Refusal {
    const own = this.#hostsFile(from, host)
    if (own !== undefined) return connectTo(this, from, { host, address: own, port, protocol, hops: [] })
    if (isAddress(host)) return connectTo(this, from, { host, address: host, port, protocol, hops: [] })
    const found = this.lookUp(from, host)
    const address = found.data[0]
    if (address === undefined) return unresolved(host, found)
    return connectTo(this, from, { host, address, port, protocol, hops: [`DNS: ${found.name} is ${address}`] })
  }

  /** One HTTP exchange. Does not follow redirects. */
  http(from: Source, options: HttpOptions): HttpAnswer | Refusal {
    const url = typeof options.url === 'string' ? parseUrl(options.url) : options.url
    if (!url) return refusal('no-such-host', { kind: 'not-a-url', text: String(options.url) }, [], 0)
    const connection = this.connect(from, url.host, url.port)
    if (!connection.ok) return this.#impatient(connection, options.timeout)
    return exchangeHttp(connection, url, options, this.patience)
  }

  /** Can `from` get any answer from this URL (`tcp://host:port` for what speaks no HTTP), and if not, why not? */
  reachable(from: Source, url: string): Verdict {
    const tcp = /^(tcp|udp):\/\/([^:/]+):(\d+)$/.exec(url)
    const answer = tcp ? this.connect(from, tcp[2] as string, Number(tcp[3]), tcp[1] === 'udp' ? 'UDP' : 'TCP') : this.http(from, { url, timeout: 5 })
    if (!answer.ok) return answer
    return 'status' in answer
      ? { ok: true, status: answer.status, detail: `HTTP ${answer.status}`, hops: answer.connection.hops }
      : { ok: true, detail: 'connected', hops: answer.hops }
  }

  /** Sends text over a connection and returns what comes back, for nc and redis-cli. */
  exchange(connection: Connection, input: string): { readonly output: string; readonly taken: number; readonly close: boolean } {
    const { listener } = connection
    if (listener.text) return { close: false, ...listener.text(input, connection.peer) }
    if (!listener.http) return { output: '', taken: input.length, close: false }
    if (listener.tls) return { output: '', taken: input.length, close: true }
    const request = parseRequest(input)
    if (!request) return { output: '', taken: 0, close: false }
    const response = listener.http(request, connection.peer)
    if (typeof response === 'string') return { output: '', taken: input.length, close: true }
    return { output: responseText(response), taken: input.length, close: true }
  }

  #hostsFile(from: Source, host: string): string | undefined {
    if (host === 'localhost' || host === 'ip6-localhost') return '127.0.0.1'
    if (from.hostname !== undefined && host === from.hostname) return from.ip
    return from.hosts?.[host]
  }

  /** The name servers of the world outside. */
  readonly publicNames: DnsServer = {
    answer: (name, type) => {
      const { code, records } = this.#publicLookUp(name, type)
      return { code: code === 'no-servers' ? 'SERVFAIL' : code, records, recursive: true }
    },
  }

  #publicLookUp(host: string, type: RecordType): Lookup {
    const ip = this.#external.get(host)?.ip
    if (ip === undefined || type !== 'A') return { code: ip === undefined ? 'NXDOMAIN' : 'NOERROR', data: [], records: [], name: host }
    return { code: 'NOERROR', data: [ip], records: [{ name: host, type: 'A', ttl: 300, data: ip }], name: host }
  }

  #impatient(refusal: Refusal, timeout: number | undefined): Refusal {
    return timeout !== undefined && refusal.seconds > timeout ? { ...refusal, seconds: timeout } : refusal
  }
}

/** Ten seconds is the resolver's patience with servers that say nothing. */
const unresolved = (host: string, { why, code }: NameAnswer): Refusal =>
  refusal('no-such-host', why ?? { kind: 'name', name: host, cause: 'unknown' }, [], code === 'no-servers' ? 10 : 0.004)
