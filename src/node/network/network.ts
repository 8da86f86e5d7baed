/**
 * The cluster's network: every pod has an address of its own, every pod can reach every other one without address
 * translation, and on each node kube-proxy turns Service addresses into pod addresses. In a real cluster a CNI plugin
 * wires this with interfaces and routes. Here it is one registry (who listens on which address and port) and one model of
 * a connection that curl, wget, nc, nslookup, probes, port-forward and lesson checks all ask, and that can say why not:
 * name → address → Service to endpoint → network policy → listener. Simulated: TCP connects, HTTP messages, DNS, text
 * protocols, node ports, loopback. Left out: packets, MTU, IPv6, raw sockets, ICMP beyond ping's yes or no.
 */
import type { Cancel } from '../../api/request.ts'
import { candidates, type DnsServer, isAddress, type Lookup, lookUp, type RecordType, type ResolverConfig } from './dns.ts'
import { type HttpRequest, type HttpResponse, parseRequest, parseUrl, responseText } from './http.ts'

export type Protocol = 'TCP' | 'UDP'

/** Somebody who connects: a pod's sandbox, or a node (`nodeName` and its ip), or the world outside (no nodeName). */
export interface Source {
  readonly ip: string
  readonly nodeName?: string
  readonly namespace?: string
  readonly name?: string
  readonly hostname?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly dns?: ResolverConfig
  /** Further names of /etc/hosts (hostAliases). */
  readonly hosts?: Readonly<Record<string, string>>
}

/** What answers on a port. `http` alone also understands a request typed as text. */
export interface Listener {
  http?(request: HttpRequest, peer: Source): HttpResponse | 'hang' | 'reset'
  /** A line protocol: is given what arrived so far, returns what to send, and how much of the input it took. */
  text?(input: string, peer: Source): { readonly output: string; readonly taken: number; readonly close?: boolean }
  readonly dns?: DnsServer
  /** Speaks TLS, with a certificate for these names, signed by `authority`. */
  readonly tls?: { readonly names: readonly string[]; readonly authority?: string }
  /** Bound to 127.0.0.1: nobody else gets in. */
  readonly loopback?: boolean
  /** For explanations: `nginx`. */
  readonly program?: string
}

export interface Refusal {
  readonly ok: false
  readonly why: 'no-such-host' | 'refused' | 'timeout' | 'reset'
  /** Which component and object caused it, in a sentence for the learner. */
  readonly detail: string
  /** The way so far. */
  readonly hops: readonly string[]
  readonly seconds: number
}

export interface Connection {
  readonly ok: true
  readonly host: string
  readonly address: string
  readonly port: number
  /** Where it arrived: the pod (or node) behind a Service. */
  readonly remote: { readonly ip: string; readonly port: number; readonly target?: Source }
  readonly listener: Listener
  readonly hops: readonly string[]
  readonly seconds: number
}

export interface HttpOptions {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Gives up after this many seconds. */
  readonly timeout?: number
}

export interface HttpAnswer extends HttpResponse {
  readonly ok: true
  readonly seconds: number
  readonly connection: Connection
}

/** What kube-proxy knows: where a Service's address and port lead. Undefined for an address that is none. */
export type Translation =
  | { readonly to: 'endpoint'; readonly ip: string; readonly port: number; readonly service: string }
  | { readonly to: 'reject' | 'drop'; readonly service: string; readonly detail: string }

export interface ServiceProxy {
  translate(ip: string, port: number, protocol: Protocol, client: string): Translation | undefined
  nodePort(port: number, protocol: Protocol, client: string): Translation | undefined
}

/** Network policies, where something enforces them. @returns why the connection is dropped, or undefined. */
export type PolicyCheck = (from: Source, to: Source, port: number, protocol: Protocol) => string | undefined

export interface NodeAttachment {
  readonly name: string
  readonly ip: string
  readonly proxy?: ServiceProxy
}

export interface NetworkOptions {
  /** Seconds that a client waits for an answer that never comes; 130 is Linux' patience with SYN. */
  readonly synTimeout?: number
}

const roundTrip = 0.0012

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
      const connection = this.#connectTo(from, server, 53, 'UDP', [], server)
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
    if (own !== undefined) return this.#connectTo(from, own, port, protocol, [], host)
    if (isAddress(host)) return this.#connectTo(from, host, port, protocol, [], host)
    const found = this.lookUp(from, host)
    const address = found.data[0]
    if (address === undefined) return this.#unresolved(from, host, found)
    const hops = [`DNS: ${found.name} is ${address}`]
    return this.#connectTo(from, address, port, protocol, hops, host)
  }

  /** One HTTP exchange. Does not follow redirects. */
  http(from: Source, options: HttpOptions): HttpAnswer | Refusal {
    const url = parseUrl(options.url)
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
    const response = listener.http({ method: options.method ?? 'GET', path: url.path, headers, body: options.body ?? '' }, peerOf(from, connection))
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
  exchange(from: Source, connection: Connection, input: string): { readonly output: string; readonly taken: number; readonly close: boolean } {
    const { listener } = connection
    if (listener.text) return { close: false, ...listener.text(input, peerOf(from, connection)) }
    if (!listener.http) return { output: '', taken: input.length, close: false }
    if (listener.tls) return { output: '', taken: input.length, close: true }
    const request = parseRequest(input)
    if (!request) return { output: '', taken: 0, close: false }
    const response = listener.http(request, peerOf(from, connection))
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

  #connectTo(from: Source, ip: string, port: number, protocol: Protocol, hops: string[], host: string): Connection | Refusal {
    if (from.nodeName !== undefined && this.down.has(from.nodeName)) return this.#silent(`node ${from.nodeName} is cut off`, hops)
    if (ip.startsWith('127.')) return this.#deliver(from, from, from.ip, ip, port, protocol, hops, host)
    const proxy = from.nodeName === undefined ? undefined : this.#nodes.get(from.nodeName)?.proxy
    let translated = proxy?.translate(ip, port, protocol, from.ip)
    const node = [...this.#nodes.values()].find((candidate) => candidate.ip === ip)
    if (!translated && node) {
      if (this.down.has(node.name)) return this.#silent(`node ${node.name} does not answer`, hops)
      if (!this.#find(ip, port, protocol, from.ip === ip)) translated = node.proxy?.nodePort(port, protocol, from.ip)
    }
    if (!translated) return this.#route(from, ip, ip, port, port, protocol, hops, host)
    if (translated.to === 'endpoint') {
      hops.push(`Service ${translated.service}: ${ip}:${port} goes to ${translated.ip}:${translated.port}`)
      return this.#route(from, ip, translated.ip, port, translated.port, protocol, hops, host)
    }
    if (translated.to === 'drop') return this.#silent(translated.detail, hops)
    return { ok: false, why: 'refused', detail: translated.detail, hops, seconds: roundTrip }
  }

  #route(from: Source, address: string, ip: string, _port: number, targetPort: number, protocol: Protocol, hops: string[], host: string): Connection | Refusal {
    const pod = this.#pods.get(ip)
    const node = [...this.#nodes.values()].find((candidate) => candidate.ip === ip)
    const external = [...this.#external.values()].find((candidate) => candidate.ip === ip)
    if (pod === undefined && node === undefined) {
      if (external?.listener)
        return { ok: true, host, address, port: targetPort, remote: { ip, port: targetPort }, listener: external.listener, hops, seconds: 0.03 }
      return this.#silent(`nothing has the address ${ip}`, hops)
    }
    if (pod && from.nodeName === undefined && from !== pod)
      return this.#silent(`${ip} is a pod's address, which only nodes and pods of the cluster can reach`, hops)
    if (pod?.nodeName !== undefined && this.down.has(pod.nodeName))
      return this.#silent(`pod ${podName(pod)} is on node ${pod.nodeName}, which does not answer`, hops)
    const target: Source = pod ?? { ip, nodeName: node?.name ?? '' }
    const dropped = pod && from.ip !== ip ? this.policy?.(from, target, targetPort, protocol) : undefined
    if (dropped !== undefined) return this.#silent(dropped, hops)
    return this.#deliver(from, target, ip, address, targetPort, protocol, hops, host)
  }

  #deliver(from: Source, target: Source, ip: string, address: string, port: number, protocol: Protocol, hops: string[], host: string): Connection | Refusal {
    const listener = this.#find(ip, port, protocol, from.ip === ip)
    const where = target.name === undefined ? ip : `pod ${podName(target)} (${ip})`
    if (listener) {
      hops.push(`${where}: ${listener.program ?? 'a program'} listens on port ${port}`)
      return { ok: true, host, address, port, remote: { ip, port, target }, listener, hops, seconds: from.ip === ip ? 0.0001 : roundTrip }
    }
    return { ok: false, why: 'refused', detail: `${where}: nothing listens on port ${port}`, hops, seconds: roundTrip }
  }

  #find(ip: string, port: number, protocol: Protocol, local: boolean): Listener | undefined {
    return this.#listeners.get(`${protocol}/${ip}:${port}`)?.find((listener) => local || !listener.loopback)
  }

  #silent(detail: string, hops: readonly string[]): Refusal {
    return { ok: false, why: 'timeout', detail, hops, seconds: this.options.synTimeout ?? 130 }
  }

  #impatient(refusal: Refusal, timeout: number | undefined): Refusal {
    return timeout !== undefined && refusal.seconds > timeout
      ? { ...refusal, seconds: timeout, ...(refusal.why === 'timeout' ? {} : { why: 'timeout' as const }) }
      : refusal
  }
}

export class AddressInUse extends Error {
  constructor(ip: string, port: number) {
    super(`bind to ${ip}:${port}: address already in use`)
  }
}

/** Who the server sees: over loopback, 127.0.0.1. */
const peerOf = (from: Source, connection: Connection): Source => (connection.address.startsWith('127.') ? { ...from, ip: '127.0.0.1' } : from)

const podName = (pod: Source): string => `${pod.namespace}/${pod.name}`

const broken = (connection: Connection, detail: string): Refusal => ({
  ok: false,
  why: 'reset',
  detail,
  hops: connection.hops,
  seconds: connection.seconds,
})
