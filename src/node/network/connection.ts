/** What the parts of the network say to each other: who connects, who listens, how it ended. */
import type { DnsServer, ResolverConfig } from './dns.ts'
import type { HttpRequest, HttpResponse, Url } from './http.ts'
import type { PolicyEnforcer } from './policy/policy.ts'
import type { Reason } from './reason.ts'

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** Somebody who connects: a pod's sandbox, or a node (`nodeName` and its ip), or the world outside (no nodeName). */
export interface Source {
  readonly ip: string
  readonly nodeName?: string
  readonly namespace?: string
  readonly name?: string
  readonly hostname?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly dns?: ResolverConfig
  /** Ports of the node that lead to ports of the pod. */
  readonly hostPorts?: readonly HostPort[]
  /** Further names of /etc/hosts (hostAliases). */
  readonly hosts?: Readonly<Record<string, string>>
}

/** A connection on its way to the pod or node that it is for. */
export interface Journey {
  readonly from: Source
  readonly to: Source
  readonly port: number
  readonly protocol: Protocol
}

/** `name` is what a program asked for, before the search path. */
export interface DnsQuestion {
  readonly from: Source
  readonly name: string
}

export interface HostPort {
  readonly protocol: Protocol
  readonly hostPort: number
  readonly containerPort: number
}

/** A certificate: the names in it, and the PEM of who signed it. */
export interface Tls {
  readonly names: readonly string[]
  readonly authority?: string
}

/** What answers on a port. `http` alone also understands a request typed as text. */
export interface Listener {
  http?(request: HttpRequest, peer: Source): HttpResponse | 'hang' | 'reset'
  /** A line protocol: is given what arrived so far, returns what to send, and how much of the input it took. */
  text?(input: string, peer: Source): { readonly output: string; readonly taken: number; readonly close?: boolean }
  readonly dns?: DnsServer
  /** Speaks TLS, with a certificate for these names, signed by `authority`. */
  readonly tls?: Tls
  /** The certificate for the name that a client asks for, where there are several. */
  sni?(serverName: string): Tls
  /** Bound to 127.0.0.1: nobody else gets in. */
  readonly loopback?: boolean
  /** For explanations: `nginx`. */
  readonly program?: string
}

export interface Refusal {
  readonly ok: false
  readonly why: 'no-such-host' | 'refused' | 'timeout' | 'reset'
  /** Which component and object caused it. */
  readonly reason: Reason
  /** The same in a sentence for the learner. */
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
  /** Who the server sees: the node, where a node forwarded it; 127.0.0.1 over loopback. */
  readonly peer: Source
  readonly hops: readonly string[]
  readonly seconds: number
}

export interface HttpOptions {
  readonly url: string | Url
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
  | {
      readonly to: 'endpoint'
      readonly ip: string
      readonly port: number
      readonly service: string
      /** The endpoint sees the node's address and not the client's. */
      readonly masquerade: boolean
      /** Why this endpoint and not any. */
      readonly because?: string
    }
  | { readonly to: 'reject' | 'drop'; readonly service: string; readonly reason: Reason }

/** Who connects, as a node's rules see it: its address, and whether it is on this node. */
export interface ProxyClient {
  readonly ip: string
  readonly local: boolean
}

export interface ServiceProxy {
  translate(ip: string, port: number, protocol: Protocol, client: ProxyClient): Translation | undefined
  nodePort(port: number, protocol: Protocol, client: ProxyClient): Translation | undefined
  /** The Service that has this address: `default/web`. */
  serviceAt?(ip: string): string | undefined
  /** What kube-proxy itself answers on a port of the node: health checks of Services. */
  listener(port: number): Listener | undefined
}

/** A machine before the cluster that hands connections on to its nodes. */
export interface Balancer {
  /** `default/web` */
  readonly service: string
  /** Which port of which node; or why none. */
  forward(port: number, protocol: Protocol, client: string): { readonly node: string; readonly ip: string; readonly port: number } | Reason
}

export interface NodeAttachment {
  readonly name: string
  readonly ip: string
  readonly proxy?: ServiceProxy
  /** The network policies that the node's network plugin enforces; set once that has run. */
  policies?: PolicyEnforcer
}
