/** How bad it is where: when much of a zone is silent, evicting its pods would make it worse. */
import type { Node } from '../../../api/types.ts'
import { nodeCondition } from './taints.ts'

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption'

const unhealthyShare = 0.55
const largeCluster = 50
/** One node each ten seconds. */
const evictionPauseMs = 10_000
const pauseInLargeMs = 100_000

export const zoneOf = ({ metadata: { labels } }: Node): string =>
  `${labels?.['topology.kubernetes.io/region'] ?? ''}:${labels?.['topology.kubernetes.io/zone'] ?? ''}`

export function zoneStates(nodes: readonly Node[]): Map<string, ZoneState> {
  const zones = new Map<string, Node[]>()
  for (const node of nodes) {
    const zone = zoneOf(node)
    const members = zones.get(zone)
    if (members) members.push(node)
    else zones.set(zone, [node])
  }
  return new Map([...zones].map(([zone, members]) => [zone, stateOf(members)]))
}

function stateOf(nodes: readonly Node[]): ZoneState {
  const sick = nodes.filter((node) => nodeCondition(node, 'Ready')?.status !== 'True').length
  if (sick === nodes.length && sick > 0) return 'FullDisruption'
  return sick > 2 && sick / nodes.length >= unhealthyShare ? 'PartialDisruption' : 'Normal'
}

/** The pause between two nodes of a zone whose pods are evicted, in milliseconds; undefined for none at all. */
export function evictionPause(state: ZoneState, clusterSize: number): number | undefined {
  if (state !== 'PartialDisruption') return evictionPauseMs
  return clusterSize > largeCluster ? pauseInLargeMs : undefined
}
