/** A NetworkPolicy made ready for questions. */
import { parseIPv4, rangeHolds } from '../../../api/ip.ts'
import { type Labels, matches, type Selector, selectorOf } from '../../../api/labels.ts'
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../../api/types.ts'
import type { Protocol } from '../connection.ts'

/** The other end of a connection: an address, and the pod that has it, if one does. */
export interface Party {
  readonly ip: string
  readonly pod?: Pod
  readonly namespaceLabels?: Labels
}

/** What a connection is about, and at which pod it ends: that one's names of ports count. */
export interface Subject {
  readonly port: number
  readonly protocol: Protocol
  readonly target?: Pod
}

export interface CompiledPolicy {
  /** `default/web` */
  readonly name: string
  readonly selector: Selector
  readonly types: readonly string[]
  readonly ingress: readonly CompiledRule[]
  readonly egress: readonly CompiledRule[]
}

/** Both parts must hold. One that is not written holds for all. */
export interface CompiledRule {
  readonly peers?: readonly CompiledPeer[]
  readonly ports?: readonly CompiledPort[]
}

export type CompiledPeer =
  | { readonly block: IPBlock; readonly holds: (ip: string) => boolean; readonly excepted: (ip: string) => boolean }
  /** Without a selector of namespaces: those of the policy's own. */
  | { readonly block?: undefined; readonly namespace: string; readonly namespaces?: Selector; readonly pods?: Selector }

export interface CompiledPort {
  readonly protocol: Protocol
  readonly first: number
  readonly last: number
  readonly name?: string
}

/** Reads a policy once. */
export function compilePolicy({ metadata, spec }: NetworkPolicy): CompiledPolicy {
  const namespace = metadata.namespace ?? ''
  return {
    name: `${namespace}/${metadata.name}`,
    selector: selectorOf(spec.podSelector ?? {}),
    types: spec.policyTypes?.length ? spec.policyTypes : spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'],
    ingress: (spec.ingress ?? []).map(({ from, ports }) => rule(namespace, from, ports)),
    egress: (spec.egress ?? []).map(({ to, ports }) => rule(namespace, to, ports)),
  }
}

const rule = (namespace: string, peers?: readonly NetworkPolicyPeer[], ports?: readonly NetworkPolicyPort[]): CompiledRule => ({
  ...(peers?.length ? { peers: peers.map((each) => peer(namespace, each)) } : {}),
  ...(ports?.length ? { ports: ports.map(port) } : {}),
})

function peer(namespace: string, { ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer): CompiledPeer {
  if (!ipBlock) {
    return {
      namespace,
      ...(namespaceSelector && { namespaces: selectorOf(namespaceSelector) }),
      ...(podSelector && { pods: selectorOf(podSelector) }),
    }
  }
  const excepts = (ipBlock.except ?? []).map(range)
  return { block: ipBlock, holds: range(ipBlock.cidr), excepted: (ip) => excepts.some((holds) => holds(ip)) }
}

function port({ protocol = 'TCP', port: from, endPort }: NetworkPolicyPort): CompiledPort {
  const all = { protocol: protocol as Protocol, first: 0, last: 65_535 }
  if (from === undefined) return all
  return typeof from === 'string' ? { ...all, name: from } : { ...all, first: from, last: endPort ?? from }
}

/** Whether an IPv4 address is in a range, with the range read beforehand. */
function range(cidr: string): (ip: string) => boolean {
  const [base = '', bits = ''] = cidr.split('/')
  const first = parseIPv4(base)
  if (first === undefined) return (ip) => rangeHolds(cidr, ip)
  const size = 2 ** (32 - Number(bits))
  const block = Math.floor(first / size)
  return (ip) => {
    const address = parseIPv4(ip)
    return address !== undefined && Math.floor(address / size) === block
  }
}

/** Whether a rule allows a connection with `party`. */
export const fits = (rule: CompiledRule, party: Party, subject: Subject): boolean => portFits(rule, subject) && peerFits(rule, party)

export const portFits = ({ ports }: CompiledRule, subject: Subject): boolean => !ports || ports.some((each) => isPort(each, subject))

export const peerFits = ({ peers }: CompiledRule, party: Party): boolean => !peers || peers.some((each) => isPeer(each, party))

function isPort({ protocol, first, last, name }: CompiledPort, { port, protocol: asked, target }: Subject): boolean {
  if (protocol !== asked) return false
  if (name === undefined) return port >= first && port <= last
  return (target?.spec?.containers ?? []).some(({ ports = [] }) =>
    ports.some((each) => each.name === name && each.containerPort === port && (each.protocol ?? 'TCP') === protocol),
  )
}

function isPeer(peer: CompiledPeer, { ip, pod, namespaceLabels }: Party): boolean {
  if (peer.block) return peer.holds(ip) && !peer.excepted(ip)
  if (!pod) return false
  const namespaceFits = peer.namespaces ? matches(peer.namespaces, namespaceLabels) : pod.metadata.namespace === peer.namespace
  return namespaceFits && (!peer.pods || matches(peer.pods, pod.metadata.labels))
}
