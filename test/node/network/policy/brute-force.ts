/**
 * Network policies once more, from the words of the API's documentation and in another way than the product's: each
 * policy is written out as the set of all connections that it allows, and the sets are united. No rule is ever asked
 * about a connection. Slow, and short enough to be believed.
 */
import type { LabelSelector, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../../../src/api/types.ts'
import type { PodFacts } from './world.ts'

/** Somebody with an address. A pod, or (without labels) a node, or somebody outside. */
export interface End extends Partial<Pick<PodFacts, 'namespace' | 'labels' | 'hostNetwork' | 'ports'>> {
  readonly id: string
  readonly ip: string
  readonly node?: string
}

export interface Door {
  readonly port: number
  readonly protocol: string
}

type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>

const connection = (from: End, to: End, door: Door): string => `${from.id} → ${to.id} ${door.port}/${door.protocol}`

/** All connections among `ends` through `doors` that the policies let happen. */
export function allowedConnections(policies: readonly NetworkPolicy[], ends: readonly End[], doors: readonly Door[], namespaces: Namespaces): Set<string> {
  const [leaving, entering] = [new Set<string>(), new Set<string>()]
  const every = (note: (from: End, to: End, door: Door) => void): void => {
    for (const from of ends) for (const to of ends) for (const door of doors) note(from, to, door)
  }
  const isolatedFor = (type: string, end: End): boolean => policies.some((policy) => typesOf(policy).has(type) && isSubject(policy, end))
  every((from, to, door) => {
    if (!isolatedFor('Egress', from)) leaving.add(connection(from, to, door))
    if (!isolatedFor('Ingress', to)) entering.add(connection(from, to, door))
  })
  for (const policy of policies) {
    const subjects = ends.filter((end) => isSubject(policy, end))
    const { namespace = '' } = policy.metadata
    if (typesOf(policy).has('Egress'))
      for (const { to: peers, ports } of policy.spec.egress ?? [])
        for (const to of ends.filter((end) => isAnyPeer(peers, end, namespace, namespaces)))
          for (const door of doorsInto(to, ports, doors)) for (const from of subjects) leaving.add(connection(from, to, door))
    if (typesOf(policy).has('Ingress'))
      for (const { from: peers, ports } of policy.spec.ingress ?? [])
        for (const to of subjects)
          for (const door of doorsInto(to, ports, doors))
            for (const from of ends.filter((end) => isAnyPeer(peers, end, namespace, namespaces))) entering.add(connection(from, to, door))
  }
  const allowed = new Set([...leaving].filter((each) => entering.has(each)))
  every((from, to, door) => {
    const sameNode = from.node !== undefined && from.node === to.node && (isHost(from) || isHost(to))
    if (from.ip === to.ip || sameNode) allowed.add(connection(from, to, door))
  })
  return allowed
}

/** A node itself, or a pod that shares its network. */
const isHost = (end: End): boolean => end.labels === undefined || end.hostNetwork === true

function typesOf({ spec }: NetworkPolicy): Set<string> {
  if (spec.policyTypes && spec.policyTypes.length > 0) return new Set(spec.policyTypes)
  return new Set(spec.egress && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'])
}

const isSubject = ({ metadata, spec }: NetworkPolicy, end: End): boolean =>
  !isHost(end) && end.namespace === metadata.namespace && chosenBy(spec.podSelector ?? {}, end.labels ?? {})

const isAnyPeer = (peers: readonly NetworkPolicyPeer[] | undefined, end: End, own: string, namespaces: Namespaces): boolean =>
  peers === undefined || peers.length === 0 || peers.filter((peer) => isPeer(peer, end, own, namespaces)).length > 0

function isPeer({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer, end: End, own: string, namespaces: Namespaces): boolean {
  if (ipBlock) return addressesOf(ipBlock.cidr, end.ip) && (ipBlock.except ?? []).filter((cidr) => addressesOf(cidr, end.ip)).length === 0
  if (isHost(end)) return false
  const where = namespaceSelector ? Object.keys(namespaces).filter((name) => chosenBy(namespaceSelector, namespaces[name] ?? {})) : [own]
  return where.includes(end.namespace ?? '') && (podSelector === undefined || chosenBy(podSelector, end.labels ?? {}))
}

function doorsInto(to: End, ports: readonly NetworkPolicyPort[] | undefined, doors: readonly Door[]): readonly Door[] {
  if (ports === undefined || ports.length === 0) return doors
  return doors.filter((door) =>
    ports.some(({ protocol, port, endPort }) => {
      if (door.protocol !== (protocol ?? 'TCP')) return false
      if (port === undefined) return true
      if (typeof port === 'string') return door.protocol === 'TCP' && !isHost(to) && to.ports?.[port] === door.port
      const numbers = Array.from({ length: (endPort ?? port) - port + 1 }, (_, i) => port + i)
      return numbers.includes(door.port)
    }),
  )
}

const bits = (ip: string): string =>
  ip
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')

function addressesOf(cidr: string, ip: string): boolean {
  const [base = '', length = ''] = cidr.split('/')
  return bits(ip).startsWith(bits(base).slice(0, Number(length)))
}

function chosenBy({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  if (Object.entries(matchLabels).some(([key, value]) => !pairs.includes(`${key}=${value}`))) return false
  for (const { key, operator, values = [] } of matchExpressions) {
    const has = Object.keys(labels).includes(key)
    const listed = values.some((value) => pairs.includes(`${key}=${value}`))
    const holds = { In: listed, NotIn: !listed, Exists: has, DoesNotExist: !has }[operator]
    if (!holds) return false
  }
  return true
}
