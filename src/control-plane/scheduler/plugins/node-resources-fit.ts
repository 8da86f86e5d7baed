import type { Amounts } from '../../../api/pod-requests.ts'
import type { Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import type { PodDemand } from '../pod-demand.ts'
import { resourceScorer, type ScoringStrategy } from './resource-scoring.ts'

interface Arguments {
  readonly scoringStrategy?: ScoringStrategy
  readonly ignoredResources?: readonly string[]
  /** `example.com` stands for all its resources. */
  readonly ignoredResourceGroups?: readonly string[]
}

/** Requests must fit into what is left of the node; unless the profile says otherwise, emptier nodes are better. */
const fitWith = ({ scoringStrategy = {}, ignoredResources = [], ignoredResourceGroups = [] }: Arguments): Plugin => {
  const score = resourceScorer(scoringStrategy)
  const ignores = (resource: string): boolean => ignoredResources.includes(resource) || ignoredResourceGroups.includes(resource.split('/')[0] as string)
  const some = ignoredResources.length + ignoredResourceGroups.length > 0
  const wantedBy = (amounts: Amounts): Amounts => (some ? Object.fromEntries(Object.entries(amounts).filter(([resource]) => !ignores(resource))) : amounts)
  let asked: PodDemand | undefined
  let wanted: Amounts = {}
  let needs: readonly (readonly [string, number])[] = []
  return {
    name: 'NodeResourcesFit',
    local: true,
    weight: 1,
    wakes: ['NodeAdd', 'NodeAllocatable', 'PodDelete'],
    configured: fitWith,
    filter(cycle, node) {
      // Asked for each node: what the pod wants is looked up once.
      if (cycle.demand !== asked) {
        asked = cycle.demand
        wanted = wantedBy(asked.requests)
        needs = Object.entries(wanted).filter(([, amount]) => amount > 0)
      }
      if (fits(needs, node)) return undefined
      const lacking = insufficient(wanted, node)
      return {
        reasons: lacking.map(({ reason }) => reason),
        unresolvable: lacking.some(({ never }) => never),
        numbers: lacking.map(({ resource, asked, used, all }) => ({ resource, asked, used, all })),
      }
    },
    points: ({ demand }) => score(demand),
  }
}

export const nodeResourcesFit = fitWith({})

interface Lack {
  readonly reason: string
  /** More than the whole node has. */
  readonly never: boolean
  readonly resource: string
  readonly asked: number
  readonly used: number
  readonly all: number
}

function fits(needs: readonly (readonly [string, number])[], { allocatable, requested, podCount }: NodeState): boolean {
  if (podCount + 1 > (allocatable.pods ?? 0)) return false
  for (const [resource, amount] of needs) if (amount > (allocatable[resource] ?? 0) - (requested[resource] ?? 0)) return false
  return true
}

/** Pods first, then cpu, memory and disk, then everything else by name. */
function insufficient(wanted: Amounts, { allocatable, requested, podCount }: NodeState): Lack[] {
  const lacks: Lack[] = []
  const places = allocatable.pods ?? 0
  if (podCount + 1 > places) lacks.push({ reason: 'Too many pods', never: places < 1, resource: 'pods', asked: 1, used: podCount, all: places })
  const basic = ['cpu', 'memory', 'ephemeral-storage']
  const others = Object.keys(wanted).filter((resource) => !basic.includes(resource))
  for (const resource of [...basic, ...others.sort()]) {
    const [asked, used, all] = [wanted[resource] ?? 0, requested[resource] ?? 0, allocatable[resource] ?? 0]
    if (asked > 0 && asked > all - used) lacks.push({ reason: `Insufficient ${resource}`, never: asked > all, resource, asked, used, all })
  }
  return lacks
}
