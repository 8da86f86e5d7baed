/** Why policies stop a connection, and which rule came nearest to letting it through. Asked only once something is stopped. */
import { formatSelector, matches, type Selector } from '../../../api/labels.ts'
import type { Pod } from '../../../api/types.ts'
import { type CompiledPeer, type CompiledPolicy, type CompiledPort, type CompiledRule, type Party, peerFits, portFits, type Subject } from './compile.ts'

export type Direction = 'ingress' | 'egress'

export interface PolicyDenial {
  readonly direction: Direction
  /** The pod that the policies select: `shop/web-0`. */
  readonly pod: string
  /** The other end: `shop/box`, or an address. */
  readonly peer: string
  readonly port: number
  readonly protocol: string
  /** All policies that select the pod for this direction: `shop/web`. None of them allows the connection. */
  readonly policies: readonly string[]
  /** The rule that came nearest, looked for when it is asked for; none where no policy has any rule. */
  readonly nearest?: NearMiss | undefined
}

interface NearMiss {
  readonly policy: string
  /** Its place among the policy's rules of this direction, from 1. */
  readonly rule: number
  readonly missed: 'port' | 'peer' | 'both'
  /** What the rule asks for and what was there: `it is about pods with app=api, and shop/box has app=box`. */
  readonly because: string
}

/** The answer for a connection that none of `applying` allows. */
export function denialOf(direction: Direction, applying: readonly CompiledPolicy[], pod: Pod, party: Party, subject: Subject): PolicyDenial {
  let nearest: { readonly found: NearMiss | undefined } | undefined
  return {
    direction,
    pod: nameOf(pod),
    peer: party.pod ? nameOf(party.pod) : party.ip,
    port: subject.port,
    protocol: subject.protocol,
    policies: applying.map(({ name }) => name).sort(),
    get nearest() {
      nearest ??= { found: nearestOf(direction, applying, party, subject) }
      return nearest.found
    },
  }
}

/** A denial in a sentence. */
export function denialText({ direction, pod, peer, port, protocol, policies, nearest }: PolicyDenial): string {
  const [one, other] = [`pod ${pod}`, peer.includes('/') ? `pod ${peer}` : peer]
  const [from, to] = direction === 'ingress' ? [other, one] : [one, other]
  const subjects = policies.length === 1 ? `NetworkPolicy ${policies[0]} does` : `NetworkPolicies ${policies.join(', ')} do`
  const place = protocol === 'TCP' ? `port ${port}` : `${protocol} port ${port}`
  const several = policies.length > 1
  const why = nearest
    ? `nearest is ${direction} rule ${nearest.rule}${several ? ` of ${nearest.policy}` : ''}: ${nearest.because}`
    : `${several ? 'they have' : 'it has'} no ${direction} rules, so nothing may come ${direction === 'ingress' ? 'in' : 'out'}`
  return `${subjects} not let ${from} connect to ${to} on ${place} (${why})`
}

const nameOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`

const ranks = { port: 0, peer: 1, both: 2 }

function nearestOf(direction: Direction, applying: readonly CompiledPolicy[], party: Party, subject: Subject): NearMiss | undefined {
  const misses = applying.flatMap((policy) =>
    policy[direction].map((rule, i) => ({ near: miss(policy.name, rule, i + 1, party, subject), apart: isApart(rule, party) })),
  )
  return misses.sort((a, b) => ranks[a.near.missed] - ranks[b.near.missed] || Number(a.apart) - Number(b.apart))[0]?.near
}

/** A rule about pods only tells little to who is none, and one about addresses only little to a pod. */
const isApart = ({ peers = [] }: CompiledRule, { pod }: Party): boolean =>
  peers.length > 0 && peers.every(({ block }) => (block === undefined) !== (pod !== undefined))

function miss(policy: string, rule: CompiledRule, place: number, party: Party, subject: Subject): NearMiss {
  const [port, peer] = [!portFits(rule, subject), !peerFits(rule, party)]
  const texts = [...(peer ? [peerMiss(rule.peers ?? [], party)] : []), ...(port ? [portMiss(rule.ports ?? [], subject)] : [])]
  return { policy, rule: place, missed: port && peer ? 'both' : port ? 'port' : 'peer', because: texts.join('; and ') }
}

function portMiss(ports: readonly CompiledPort[], { port, protocol, target }: Subject): string {
  const named = ports.find((each) => each.name !== undefined && each.protocol === protocol)
  if (named && !target) return `it allows the port named ${named.name}, and only pods have names for ports`
  if (named && ports.length === 1)
    return `it allows the port named ${named.name}, and no container of ${nameOf(target as Pod)} has port ${port} under that name`
  return `it allows ${ports.map(portText).join(', ')}, not ${port}/${protocol}`
}

function portText({ protocol, first, last, name }: CompiledPort): string {
  if (name !== undefined) return `${name}/${protocol}`
  if (first === 0) return `every ${protocol} port`
  return `${first === last ? first : `${first}-${last}`}/${protocol}`
}

/** Of several peers the one that fits in part, or the first. */
function peerMiss(peers: readonly CompiledPeer[], party: Party): string {
  const partly =
    peers.find((peer) => !peer.block && party.pod && namespaceFits(peer, party)) ?? peers.find((peer) => peer.block?.except && peer.holds(party.ip))
  const blocks = peers.filter(({ block }) => block)
  const peer = (partly ?? (party.pod ? undefined : blocks[0]) ?? peers[0]) as CompiledPeer
  if (peer.block) return blockMiss(peer, party)
  const wanted = `it is about ${peerText(peer)}`
  if (!party.pod) return `${wanted}, and ${party.ip} is no pod's address`
  if (namespaceFits(peer, party)) return `${wanted}, and ${nameOf(party.pod)} has ${labelsText(party.pod.metadata.labels, peer.pods)}`
  if (!peer.namespaces) return `${wanted} in its own namespace ${peer.namespace}, and ${nameOf(party.pod)} is in another`
  return `${wanted}, and namespace ${party.pod.metadata.namespace} has ${labelsText(party.namespaceLabels, peer.namespaces)}`
}

function blockMiss(peer: Extract<CompiledPeer, { block: object }>, { ip }: Party): string {
  const { cidr, except = [] } = peer.block
  return peer.holds(ip) ? `it allows ${cidr} except ${except.join(', ')}, and ${ip} is in the exception` : `it allows ${cidr}, and ${ip} is not in it`
}

type SelectorPeer = Exclude<CompiledPeer, { block: object }>

const namespaceFits = ({ namespaces, namespace }: SelectorPeer, { pod, namespaceLabels }: Party): boolean =>
  namespaces ? matches(namespaces, namespaceLabels) : pod?.metadata.namespace === namespace

function peerText({ namespaces, pods }: SelectorPeer): string {
  const which = pods ? (pods.length > 0 ? `pods with ${formatSelector(pods)}` : 'all pods') : 'all pods'
  if (!namespaces) return which
  return `${which} in ${namespaces.length > 0 ? `namespaces with ${formatSelector(namespaces)}` : 'all namespaces'}`
}

/** What labels say to the keys that a selector asks for. */
function labelsText(labels: Readonly<Record<string, string>> | undefined, selector: Selector | undefined): string {
  const asked = [...new Set((selector ?? []).map(({ key }) => key))]
  const found = asked.filter((key) => labels !== undefined && Object.hasOwn(labels, key)).map((key) => `${key}=${labels?.[key]}`)
  if (found.length > 0) return found.join(',')
  return asked.length === 1 ? `no label ${asked[0]}` : `none of the labels ${asked.join(', ')}`
}
