/**
 * The cluster's network: every pod has an address of its own, every pod can reach every other one without address
 * translation, and on each node kube-proxy turns Service addresses into pod addresses. In a real cluster a CNI plugin
 * wires this with interfaces and routes. Here it is one registry (who listens on which address and port) and one model of
 * a connection that curl, wget, nc, nslookup, probes, port-forward and lesson checks all ask, and that can say why not:
 * name → address → Service to endpoint → network policy → listener. Simulated: TCP connects, HTTP messages, DNS, text
 * protocols, node ports, loopback. Left out: packets, MTU, IPv6, raw sockets, ICMP beyond ping's yes or no.
 */
import type { Cancel } from '../../api/request.ts'
import type { Connection, HttpAnswer, HttpOptions, Listener, NodeAttachment, PolicyCheck, Protocol, Refusal, Source, Translation } from './connection.ts'
import { candidates, isAddress, type Lookup, lookUp, type RecordType } from './dns.ts'
import { parseRequest, parseUrl, responseText } from './http.ts'

export type * from './connection.ts'

export interface NetworkOptions {
  /** Seconds that a client waits for an answer that never comes; 130 is Linux' patience with SYN. */
  readonly synTimeout?: number
}

const roundTrip = 0.0012

/** A connection on its way. */
interface Attempt {
  readonly host: string
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  readonly hops: string[]
}

export class Network {
  readonly #pods = new Map<string, Source>()
  readonly #nodes = new Map<string, NodeAttachment>()
  readonly #listeners = new Map<string, Listener[]>()
  readonly #external = new Map<string, { ip: string; listener?: Listener }>()
  /** Nodes that nobody can reach: powered off, or cut off. */
  readonly down = new Set<string>()
  policy: PolicyCheck | undefined
  /**
   * What programs answer whose work is done elsewhere in this process, by program: `coredns`, `kube-apiserver`. Their
   * images listen with it while they run.
   */
  readonly backends = new Map<string, Listener>()

  constructor(private readonly options: NetworkOptions = {}) {}

  /** The learner's own machine, which sees nodes but no pods and no cluster addresses; it is also the nodes' name server. */
  readonly outside: Source = { ip: '172.18.0.1' }

  addNode(node: NodeAttachment): Cancel {
    this.#nodes.set(node.name, node)
    return () => this.#nodes.delete(node.name)
  }

  node(name: string): NodeAttachment | undefined {
    return this.#nodes.get(name)
  }

  /** Connects a pod's sandbox. Pods of the host network share the node's address and need not attach. */
  attach(pod: Source): Cancel {
    this.#pods.set(pod.ip, pod)
    return () => {
      if (this.#pods.get(pod.ip) === pod) this.#pods.delete(pod.ip)
    }
  }

  /** The pod that has this address. */
  podAt(ip: string): Source | undefined {
    return this.#pods.get(ip)
  }

  /** Opens a port. @throws AddressInUse */
  listen(ip: string, port: number, protocol: Protocol, listener: Listener): Cancel {
    const key = `${protocol}/${ip}:${port}`
    const here = this.#listeners.get(key) ?? []
    if (here.some((other) => (other.loopback ?? false) === (listener.loopback ?? false))) throw new AddressInUse(ip, port)
    this.#listeners.set(key, [...here, listener])
    return () => {
      const left = (this.#listeners.get(key) ?? []).filter((other) => other !== listener)
      if (left.length > 0) this.#listeners.set(key, left)
      else this.#listeners.delete(key)
    }
  }

  /** What listens at an address, for `netstat`. */
  listening(ip: string): readonly { protocol: Protocol; port: number; loopback: boolean; program: string }[] {
    const found: { protocol: Protocol; port: number; loopback: boolean; program: string }[] = []
    for (const [key, listeners] of this.#listeners) {
      const [protocol, address] = key.split('/') as [Protocol, string]
      const [at, port] = address.split(':')
      if (at !== ip) continue
      for (const { loopback, program } of listeners) found.push({ protocol, port: Number(port), loopback: loopback ?? false, program: program ?? '-' })
    }
    return found.sort((a, b) => a.port - b.port)
  }

  /** Declares a host outside the cluster that pods can reach by name. */
  addExternal(name: string, ip: string, listener?: Listener): void {
    this.#external.set(name, { ip, ...(listener ? { listener } : {}) })
  }

  externalAddress(name: string): string | undefined {
    return this.#external.get(name)?.ip
  }

  /** Asks the name servers of `from`, by the search path of its resolv.conf. */
  lookUp(from: Source, host: string, type: RecordType = 'A'): Lookup & { readonly server: string; readonly why?: string } {
    const config = from.dns ?? { nameservers: [], searches: [], options: [] }
    for (const server of config.nameservers) {
      if (server === this.outside.ip) return { ...this.#publicLookUp(host, type), server }
      const connection = this.#connectTo(from, { host: server, address: server, port: 53, protocol: 'UDP', hops: [] })
      const dns = connection.ok ? connection.listener.dns : undefined
      if (dns) {
        const found = lookUp(host, type, config, (name, asked) => dns.answer(name, asked))
        const name = candidates(host, config)[0] ?? host
        return { ...found, server, ...(found.data.length === 0 && dns.explain ? { why: dns.explain(name) } : {}) }
      }
    }
    if (!from.dns || (from.dns.nameservers.length > 0 && !from.nodeName)) return { ...this.#publicLookUp(host, type), server: '' }
    return { ...lookUp(host, type, config, undefined), server: config.nameservers[0] ?? '' }
  }

  /** Opens a connection from `from`, as its kernel and resolver would, and says how far it got. */
  connect(from: Source, host: string, port: number, protocol: Protocol = 'TCP'): Connection | Refusal {
    const own = this.#hostsFile(from, host)
    if (own !== undefined) return this.#connectTo(from, { host, address: own, port, protocol, hops: [] })
    if (isAddress(host)) return this.#connectTo(from, { host, address: host, port, protocol, hops: [] })
    const found = this.lookUp(from, host)
    const address = found.data[0]
    if (address === undefined) return this.#unresolved(from, host, found)
    return this.#connectTo(from, { host, address, port, protocol, hops: [`DNS: ${found.name} is ${address}`] })
  }

  /** One HTTP exchange. Does not follow redirects. */
  http(from: Source, options: HttpOptions): HttpAnswer | Refusal {
    const url = typeof options.url === 'string' ? parseUrl(options.url) : options.url
    if (!url) return { ok: false, why: 'no-such-host', detail: `"${options.url}" is not a URL`, hops: [], seconds: 0 }
    const connection = this.connect(from, url.host, url.port)
    if (!connection.ok) return this.#impatient(connection, options.timeout)
    const { listener } = connection
    const plain = url.scheme === 'http'
    if (plain && listener.tls)
      return {
        ok: true,
        status: 400,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
        body: 'Client sent an HTTP request to an HTTPS server.\n',
        seconds: connection.seconds,
        connection,
      }
    if (!plain && !listener.tls) return broken(connection, `${connection.remote.ip}:${connection.remote.port} does not speak TLS`)
    if (!listener.http)
      return broken(connection, `${listener.program ?? 'the program'} on ${connection.remote.ip}:${connection.remote.port} does not speak HTTP`)
    const standard = url.port === (plain ? 80 : 443)
    const headers = { host: standard ? url.host : `${url.host}:${url.port}`, ...options.headers }
    const response = listener.http({ method: options.method ?? 'GET', path: url.path, headers, body: options.body ?? '' }, connection.peer)
    if (response === 'reset') return broken(connection, `${listener.program ?? 'the program'} closed the connection without an answer`)
    const seconds = connection.seconds + roundTrip + (response === 'hang' ? Number.POSITIVE_INFINITY : (response.seconds ?? 0))
    if (response === 'hang' || seconds > (options.timeout ?? Number.POSITIVE_INFINITY)) {
      const detail = `${listener.program ?? 'the program'} on ${connection.remote.ip}:${connection.remote.port} took the request and did not answer in time`
      return { ok: false, why: 'timeout', detail, hops: connection.hops, seconds: options.timeout ?? this.options.synTimeout ?? 130 }
    }
    return { ok: true, ...response, seconds, connection }
  }

  /** For lesson checks: can `from` get any answer from this URL, and if not, why not? */
  reachable(from: Source, url: string): HttpAnswer | Connection | Refusal {
    const tcp = /^tcp:\/\/([^:/]+):(\d+)$/.exec(url)
    return tcp ? this.connect(from, tcp[1] as string, Number(tcp[2])) : this.http(from, { url, timeout: 5 })
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

  #publicLookUp(host: string, type: RecordType): Lookup {
    const ip = this.#external.get(host)?.ip
    if (ip === undefined || type !== 'A') return { code: ip === undefined ? 'NXDOMAIN' : 'NOERROR', data: [], records: [], name: host }
    return { code: 'NOERROR', data: [ip], records: [{ name: host, type: 'A', ttl: 300, data: ip }], name: host }
  }

  #unresolved(from: Source, host: string, found: Lookup & { readonly why?: string }): Refusal {
    const servers = from.dns?.nameservers.join(', ') || 'none'
    if (found.code === 'no-servers')
      return { ok: false, why: 'no-such-host', detail: `no name server answered (${servers}): is CoreDNS running?`, hops: [], seconds: 10 }
    const detail = found.why ?? `no name server knows ${host}`
    return { ok: false, why: 'no-such-host', detail, hops: [], seconds: 0.004 }
  }

  #connectTo(from: Source, attempt: Attempt): Connection | Refusal {
    const { address, port, protocol, hops } = attempt
    if (from.nodeName !== undefined && this.down.has(from.nodeName)) return this.#silent(`node ${from.nodeName} is cut off`, hops)
    if (address.startsWith('127.')) return this.#deliver({ ...from, ip: '127.0.0.1' }, from, from.ip, port, attempt, true)
    const here = from.nodeName === undefined ? undefined : this.#nodes.get(from.nodeName)
    const own = here?.proxy?.translate(address, port, protocol, { ip: from.ip, local: true })
    if (here && own) return this.#translated(from, here, own, attempt)
    const node = this.#nodeAt(address)
    if (!node) return this.#route(from, from.nodeName, address, port, attempt)
    if (this.down.has(node.name)) return this.#silent(`node ${node.name} does not answer`, hops)
    const client = { ip: from.ip, local: node === here }
    const there = node === here ? undefined : node.proxy?.translate(address, port, protocol, client)
    const forwarded = there ?? node.proxy?.nodePort(port, protocol, client)
    return forwarded ? this.#translated(from, node, forwarded, attempt) : this.#route(from, from.nodeName, address, port, attempt)
  }

  /** What the rules of `node` make of the connection. */
  #translated(from: Source, node: NodeAttachment, translated: Translation, attempt: Attempt): Connection | Refusal {
    const { address, port, hops } = attempt
    if (translated.to === 'drop') return this.#silent(translated.detail, hops)
    if (translated.to === 'reject') return { ok: false, why: 'refused', detail: translated.detail, hops, seconds: roundTrip }
    const { service, ip, because, masquerade } = translated
    hops.push(`Service ${service}: ${address}:${port} goes to ${ip}:${translated.port}${because ? ` (${because})` : ''}`)
    // Under the node's address the answer comes back through the node; so it must where a pod reaches itself by a Service.
    const peer = masquerade || from.ip === ip ? { ip: node.ip, nodeName: node.name } : from
    return this.#route(peer, node.name, ip, translated.port, attempt)
  }

  /** The way of a packet to a machine; `nodeName` is where it sets out, undefined for the world outside. */
  #route(from: Source, nodeName: string | undefined, ip: string, port: number, attempt: Attempt): Connection | Refusal {
    const { hops, protocol } = attempt
    const pod = this.#pods.get(ip)
    const node = this.#nodeAt(ip)
    if (!pod && !node) {
      const listener = [...this.#external.values()].find((candidate) => candidate.ip === ip)?.listener
      if (!listener) return this.#silent(`nothing has the address ${ip}`, hops)
      return { ok: true, host: attempt.host, address: attempt.address, port: attempt.port, remote: { ip, port }, listener, peer: from, hops, seconds: 0.03 }
    }
    if (pod && nodeName === undefined) return this.#silent(`${ip} is a pod's address, which only nodes and pods of the cluster can reach`, hops)
    if (pod?.nodeName !== undefined && this.down.has(pod.nodeName))
      return this.#silent(`pod ${podName(pod)} is on node ${pod.nodeName}, which does not answer`, hops)
    const target: Source = pod ?? { ip, nodeName: node?.name ?? '' }
    const dropped = pod && from.ip !== ip ? this.policy?.(from, target, port, protocol) : undefined
    return dropped === undefined ? this.#deliver(from, target, ip, port, attempt, from.ip === ip) : this.#silent(dropped, hops)
  }

  #deliver(peer: Source, target: Source, ip: string, port: number, attempt: Attempt, local: boolean): Connection | Refusal {
    const { hops, host, address, protocol } = attempt
    const listener = this.#find(ip, port, protocol, local) ?? (protocol === 'TCP' ? this.#nodeAt(ip)?.proxy?.listener(port) : undefined)
    const where = target.name === undefined ? ip : `pod ${podName(target)} (${ip})`
    if (!listener) return { ok: false, why: 'refused', detail: `${where}: nothing listens on port ${port}`, hops, seconds: roundTrip }
    hops.push(`${where}: ${listener.program ?? 'a program'} listens on port ${port}`)
    return { ok: true, host, address, port: attempt.port, remote: { ip, port, target }, listener, peer, hops, seconds: local ? 0.0001 : roundTrip }
  }

  #nodeAt(ip: string): NodeAttachment | undefined {
    for (const node of this.#nodes.values()) if (node.ip === ip) return node
    return undefined
  }

  #find(ip: string, port: number, protocol: Protocol, local: boolean): Listener | undefined {
    return this.#listeners.get(`${protocol}/${ip}:${port}`)?.find((listener) => local || !listener.loopback)
  }

  #silent(detail: string, hops: readonly string[]): Refusal {
    return { ok: false, why: 'timeout', detail, hops, seconds: this.options.synTimeout ?? 130 }
  }

  #impatient(refusal: Refusal, timeout: number | undefined): Refusal {
    return timeout !== undefined && refusal.seconds > timeout ? { ...refusal, seconds: timeout } : refusal
  }
}

export class AddressInUse extends Error {
  constructor(ip: string, port: number) {
    super(`bind to ${ip}:${port}: address already in use`)
  }
}

const podName = (pod: Source): string => `${pod.namespace}/${pod.name}`

const broken = (connection: Connection, detail: string): Refusal => ({
  ok: false,
  why: 'reset',
  detail,
  hops: connection.hops,
  seconds: connection.seconds,
})
