/**
 * Network policies: who may talk to whom. In a real cluster the network plugin enforces them (kind's does). A pod that no
 * policy selects is open; one that is selected lets in (or out) what any of its policies allows. Answers and connections
 * within a pod are always allowed. Left out: SCTP, log of dropped packets.
 */
import { matchesLabelSelector } from '../../api/labels.ts'
import type { Namespace, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../api/types.ts'
import type { PolicyCheck, Protocol, Source } from './network.ts'

/** What the enforcer knows, from its watches. */
export interface PolicySources {
  policies(namespace: string): readonly NetworkPolicy[]
  pod(namespace: string, name: string): Pod | undefined
  namespace(name: string): Namespace | undefined
}

type Direction = 'Ingress' | 'Egress'

/** The check that a Network asks: `network.policy = enforcePolicies(…)`. */
export function enforcePolicies(sources: PolicySources): PolicyCheck {
  return (from, to, port, protocol) => dropped(sources, 'Egress', from, to, to, port, protocol) ?? dropped(sources, 'Ingress', to, from, to, port, protocol)
}

function dropped(
  sources: PolicySources,
  direction: Direction,
  subject: Source,
  peer: Source,
  target: Source,
  port: number,
  protocol: Protocol,
): string | undefined {
  if (subject.namespace === undefined || subject.name === undefined) return undefined
  const { labels } = subjectOf(sources, subject)
  const applying = sources
    .policies(subject.namespace)
    .filter((policy) => directionsOf(policy).includes(direction) && matchesLabelSelector(policy.spec.podSelector ?? {}, labels))
  if (applying.length === 0) return undefined
  if (applying.some((policy) => allows(sources, policy, direction, peer, target, port, protocol))) return undefined
  const names = applying.map((policy) => `${policy.metadata.namespace}/${policy.metadata.name}`).join(', ')
  const who = `pod ${subject.namespace}/${subject.name}`
  const other = peer.name === undefined ? peer.ip : `pod ${peer.namespace}/${peer.name}`
  return direction === 'Ingress'
    ? `NetworkPolicy ${names} does not let ${other} connect to ${who} on port ${port}`
    : `NetworkPolicy ${names} does not let ${who} connect to ${other} on port ${port}`
}

const subjectOf = (sources: PolicySources, pod: Source): { labels: Readonly<Record<string, string>>; pod: Pod | undefined } => {
  const known = sources.pod(pod.namespace ?? '', pod.name ?? '')
  return { labels: known?.metadata.labels ?? pod.labels ?? {}, pod: known }
}

/** Without policyTypes: Ingress, and Egress if there are egress rules. */
const directionsOf = ({ spec }: NetworkPolicy): readonly string[] => spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress'])

function allows(sources: PolicySources, policy: NetworkPolicy, direction: Direction, peer: Source, target: Source, port: number, protocol: Protocol): boolean {
  const rules =
    direction === 'Ingress'
      ? (policy.spec.ingress ?? []).map((rule) => ({ peers: rule.from, ports: rule.ports }))
      : (policy.spec.egress ?? []).map((rule) => ({ peers: rule.to, ports: rule.ports }))
  return rules.some(
    ({ peers, ports }) =>
      (!peers || peers.length === 0 || peers.some((each) => isPeer(sources, policy, each, peer))) &&
      (!ports || ports.length === 0 || ports.some((each) => isPort(sources, each, target, port, protocol))),
  )
}

function isPeer(sources: PolicySources, policy: NetworkPolicy, rule: NetworkPolicyPeer, peer: Source): boolean {
  if (rule.ipBlock) return within(peer.ip, rule.ipBlock.cidr) && !(rule.ipBlock.except ?? []).some((cidr) => within(peer.ip, cidr))
  if (peer.namespace === undefined || peer.name === undefined) return false
  const namespaceFits = rule.namespaceSelector
    ? matchesLabelSelector(rule.namespaceSelector, sources.namespace(peer.namespace)?.metadata.labels)
    : peer.namespace === policy.metadata.namespace
  return namespaceFits && (!rule.podSelector || matchesLabelSelector(rule.podSelector, subjectOf(sources, peer).labels))
}

function isPort(sources: PolicySources, rule: NetworkPolicyPort, target: Source, port: number, protocol: Protocol): boolean {
  if ((rule.protocol ?? 'TCP') !== protocol) return false
  if (rule.port === undefined) return true
  if (typeof rule.port === 'number') return rule.endPort === undefined ? port === rule.port : port >= rule.port && port <= rule.endPort
  const { pod } = subjectOf(sources, target)
  return (pod?.spec?.containers ?? []).some((container) => (container.ports ?? []).some((each) => each.name === rule.port && each.containerPort === port))
}

const numberOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

function within(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.floor(numberOf(ip) / size) === Math.floor(numberOf(base) / size)
}
