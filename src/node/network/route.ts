/**
 * The way of one connection: from the sender's node through its kube-proxy, past the policies of both ends, to a listener.
 * Models what netfilter does on the nodes on the way, in this order: Services are translated first, then policies look,
 * and only then a node that forwards puts its own address in the place of the sender's.
 */
import type { Obstacles } from '../../api/obstacles.ts'
import type { Balancer, Connection, Journey, Listener, NodeAttachment, Protocol, Refusal, Source, Translation } from './connection.ts'
import type { Flow } from './policy/policy.ts'
import type { Reason } from './reason.ts'
import { refusal } from './refusal.ts'

/** What is connected where. */
export interface Wiring {
  readonly down: ReadonlySet<string>
  readonly losses: Obstacles<Journey, readonly [string, string]>
  /** Seconds that a client waits for an answer that never comes. */
  readonly patience: number
  podAt(ip: string): Source | undefined
  node(name: string): NodeAttachment | undefined
  nodeAt(ip: string): NodeAttachment | undefined
  serviceAt(ip: string): string | undefined
  lostAt(ip: string): { readonly pod: string; readonly node: string } | undefined
  /** Who listens; `local` sees also what is bound to the loopback. */
  listenerAt(ip: string, port: number, protocol: Protocol, local: boolean): Listener | undefined
  listening(ip: string): readonly { readonly protocol: Protocol; readonly port: number; readonly loopback: boolean }[]
  hostPort(ip: string, port: number, protocol: Protocol): { readonly ip: string; readonly port: number } | undefined
  /** The load balancer that has this address. */
  balancerAt(ip: string): Balancer | undefined
  /** What answers at an address outside of the cluster. */
  external(ip: string): Listener | undefined
}

/** A connection on its way. */
export interface Attempt {
  readonly host: string
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  readonly hops: string[]
  /** The Service that it came through. */
  readonly service?: string
}

export const roundTrip = 0.0012

/** Connects to an address as the kernels on the way would. */
export function connectTo(wiring: Wiring, from: Source, attempt: Attempt): Connection | Refusal {
  const { address, port, protocol } = attempt
  if (from.nodeName !== undefined && wiring.down.has(from.nodeName)) return silent(wiring, { kind: 'node-down', node: from.nodeName, own: true }, attempt)
  if (address.startsWith('127.')) return deliver(wiring, { ...from, ip: '127.0.0.1' }, from, from.ip, port, attempt, true)
  const here = from.nodeName === undefined ? undefined : wiring.node(from.nodeName)
  const own = here?.proxy?.translate(address, port, protocol, { ip: from.ip, local: true })
  if (here && own) return translated(wiring, from, here, own, attempt)
  const balancer = wiring.balancerAt(address)
  if (balancer) return balanced(wiring, from, here, balancer, attempt)
  const node = wiring.nodeAt(address)
  if (!node) return route(wiring, { from, origin: from, nodeName: from.nodeName, ip: address, port }, attempt)
  if (wiring.down.has(node.name)) return silent(wiring, { kind: 'node-down', node: node.name }, attempt)
  const client = { ip: from.ip, local: node === here }
  const there = node === here ? undefined : node.proxy?.translate(address, port, protocol, client)
  const mapped = there ? undefined : wiring.hostPort(address, port, protocol)
  const forwarded = there ?? (mapped ? undefined : node.proxy?.nodePort(port, protocol, client))
  if (!forwarded && !mapped) return route(wiring, { from, origin: from, nodeName: from.nodeName, ip: address, port }, attempt)
  const away = here && node !== here ? leaves(wiring, { from, to: { ip: node.ip, nodeName: node.name }, port, protocol }) : undefined
  if (away) return silent(wiring, away, attempt)
  // What leaves for another machine's address carries that of its own node.
  const origin = here && node !== here ? { ip: here.ip, nodeName: here.name } : from
  if (forwarded) return translated(wiring, origin, node, forwarded, attempt)
  attempt.hops.push(`hostPort: ${address}:${port} goes to ${mapped?.ip}:${mapped?.port}`)
  return route(wiring, { from: origin, origin, nodeName: node.name, ip: mapped?.ip ?? '', port: mapped?.port ?? 0 }, attempt)
}

/** What a load balancer makes of the connection: one of its own to a node. */
function balanced(wiring: Wiring, from: Source, here: NodeAttachment | undefined, balancer: Balancer, attempt: Attempt): Connection | Refusal {
  const { address, port, protocol, hops } = attempt
  const denied = leaves(wiring, { from, to: { ip: address }, port, protocol })
  if (denied) return silent(wiring, denied, attempt)
  const target = balancer.forward(port, protocol, here?.ip ?? from.ip)
  if ('kind' in target) return target.kind === 'source-range' ? silent(wiring, target, attempt) : refuse(target, attempt)
  hops.push(`Load balancer of Service ${balancer.service}: ${address}:${port} goes to node ${target.node} (${target.ip}:${target.port})`)
  const reached = connectTo(wiring, { ip: address }, { ...attempt, address: target.ip, port: target.port })
  return reached.ok ? { ...reached, address, port } : reached
}

/** What the rules of `node` make of the connection. */
function translated(wiring: Wiring, origin: Source, node: NodeAttachment, translation: Translation, attempt: Attempt): Connection | Refusal {
  const { address, port, hops } = attempt
  if (translation.to !== 'endpoint') return translation.to === 'drop' ? silent(wiring, translation.reason, attempt) : refuse(translation.reason, attempt)
  const { service, ip, because, masquerade } = translation
  hops.push(`Service ${service}: ${address}:${port} goes to ${ip}:${translation.port}${because ? ` (${because})` : ''}`)
  // Under the node's address the answer comes back through the node; so it must where a pod reaches itself by a Service.
  const from = masquerade || origin.ip === ip ? { ip: node.ip, nodeName: node.name } : origin
  return route(wiring, { from, origin, nodeName: node.name, ip, port: translation.port }, { ...attempt, service })
}

/** A connection with its Service translated, on its way to a machine. */
interface Packet {
  /** Whom the receiver sees, and whom the node sees on which it came in. */
  readonly from: Source
  readonly origin: Source
  /** Where it sets out, or was forwarded; undefined for the world outside. */
  readonly nodeName: string | undefined
  readonly ip: string
  readonly port: number
}

function route(wiring: Wiring, { from, origin, nodeName, ip, port }: Packet, attempt: Attempt): Connection | Refusal {
  const { protocol } = attempt
  const pod = wiring.podAt(ip)
  const node = wiring.nodeAt(ip)
  if (pod && nodeName === undefined) return silent(wiring, { kind: 'pod-address-from-outside', ip }, attempt)
  const target: Source = pod ?? { ip, ...(node ? { nodeName: node.name } : {}) }
  const kept = origin.nodeName === nodeName ? leaves(wiring, { from: origin, to: target, port, protocol }) : undefined
  if (kept) return silent(wiring, kept, attempt)
  const between = wiring.losses.any && from.ip !== ip ? wiring.losses.meet({ from: origin, to: target, port, protocol }) : undefined
  if (between) return silent(wiring, { kind: 'interrupted', between }, attempt)
  if (!pod && !node) return outside(wiring, from, ip, port, attempt)
  if (pod?.nodeName !== undefined && wiring.down.has(pod.nodeName)) return silent(wiring, { kind: 'node-down', node: pod.nodeName, pod: podName(pod) }, attempt)
  const seen = pod && pod.nodeName === nodeName ? origin : from
  const denial = pod?.nodeName === undefined ? undefined : wiring.node(pod.nodeName)?.policies?.ingress({ from: seen, to: target, port, protocol })
  return denial ? silent(wiring, { kind: 'policy', denial }, attempt) : deliver(wiring, from, target, ip, port, attempt, from.ip === ip)
}

/** Whether the policies of the sender's node keep it in. */
export function leaves(wiring: Wiring, flow: Flow): Reason | undefined {
  const { nodeName } = flow.from
  const denial = nodeName === undefined ? undefined : wiring.node(nodeName)?.policies?.egress(flow)
  return denial && { kind: 'policy', denial }
}

function outside(wiring: Wiring, peer: Source, ip: string, port: number, attempt: Attempt): Connection | Refusal {
  const listener = wiring.external(ip)
  const lost = wiring.lostAt(ip)
  if (lost) return silent(wiring, { kind: 'node-down', ...lost }, attempt)
  const service = listener ? undefined : wiring.serviceAt(ip)
  if (service) return silent(wiring, { kind: 'service-address', ip, service, ...(peer.nodeName ? { node: peer.nodeName } : {}) }, attempt)
  if (!listener) return silent(wiring, { kind: 'no-such-address', ip }, attempt)
  const { host, address, hops } = attempt
  return { ok: true, host, address, port: attempt.port, remote: { ip, port }, listener, peer, hops, seconds: 0.03 }
}

function deliver(wiring: Wiring, peer: Source, target: Source, ip: string, port: number, attempt: Attempt, local: boolean): Connection | Refusal {
  const { hops, host, address, protocol, service } = attempt
  const listener = wiring.listenerAt(ip, port, protocol, local) ?? (protocol === 'TCP' ? wiring.nodeAt(ip)?.proxy?.listener(port) : undefined)
  const at = target.name === undefined ? ip : `pod ${podName(target)} (${ip})`
  if (!listener) {
    const open = wiring.listening(ip).filter((each) => each.protocol === protocol && (local || !each.loopback))
    return refuse({ kind: 'nothing-listens', at, port, ports: open.map((each) => each.port), ...(service ? { service } : {}) }, attempt)
  }
  hops.push(`${at}: ${listener.program ?? 'a program'} listens on port ${port}`)
  return { ok: true, host, address, port: attempt.port, remote: { ip, port, target }, listener, peer, hops, seconds: local ? 0.0001 : roundTrip }
}

const refuse = (reason: Reason, { hops }: Attempt): Refusal => refusal('refused', reason, hops, roundTrip)

const silent = (wiring: Wiring, reason: Reason, { hops }: Attempt): Refusal => refusal('timeout', reason, hops, wiring.patience)

const podName = (pod: Source): string => `${pod.namespace}/${pod.name}`
