/** How full a node would be, as points. Models the scoring strategies of pkg/scheduler/framework/plugins/noderesources. */
import { maxScore } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import type { PodDemand } from '../pod-demand.ts'

export interface ResourceWeight {
  readonly name: string
  readonly weight?: number
}

/** As NodeResourcesFitArgs has it. */
export interface ScoringStrategy {
  readonly type?: string
  readonly resources?: readonly ResourceWeight[]
  readonly requestedToCapacityRatio?: { readonly shape?: readonly ShapePoint[] }
}

interface ShapePoint {
  /** In percent. */
  readonly utilization: number
  /** 0 to 10. */
  readonly score: number
}

export const cpuAndMemory: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
]

type PointsOf = (requested: number, capacity: number) => number

const leastAllocated: PointsOf = (requested, capacity) => (requested > capacity ? 0 : Math.trunc(((capacity - requested) * maxScore) / capacity))
const mostAllocated: PointsOf = (requested, capacity) => Math.trunc((Math.min(requested, capacity) * maxScore) / capacity)

/** Straight lines between the points of the shape. */
const byShape = (shape: readonly ShapePoint[]): PointsOf => {
  const points = shape.map(({ utilization, score }) => ({ utilization, score: score * (maxScore / 10) }))
  return (requested, capacity) => {
    const percent = requested > capacity ? 100 : Math.trunc((requested * 100) / capacity)
    const i = points.findIndex(({ utilization }) => percent <= utilization)
    const [before, after] = [points[i - 1], points[i]]
    if (!after) return points.at(-1)?.score ?? 0
    if (!before) return after.score
    return before.score + Math.trunc(((after.score - before.score) * (percent - before.utilization)) / (after.utilization - before.utilization))
  }
}

/** Gives the points of nodes for a pod: those of their resources, weighted. */
export function resourceScorer({
  type = 'LeastAllocated',
  resources,
  requestedToCapacityRatio,
}: ScoringStrategy): (demand: PodDemand) => (node: NodeState) => number {
  const weights = resources && resources.length > 0 ? resources : cpuAndMemory
  const shaped = type === 'RequestedToCapacityRatio'
  const points = shaped ? byShape(requestedToCapacityRatio?.shape ?? []) : type === 'MostAllocated' ? mostAllocated : leastAllocated
  return (demand) => {
    const wanted = weights.map(({ name, weight = 1 }) => ({ name, weight, ...askedOf(demand, name) }))
    return ({ allocatable, requested, requestedNonZero }) => {
      let [sum, total] = [0, 0]
      for (const { name, weight, asked, assumed } of wanted) {
        const capacity = allocatable[name] ?? 0
        if (capacity === 0 || asked === undefined) continue
        const score = points(((assumed ? requestedNonZero : requested)[name] ?? 0) + asked, capacity)
        // In this strategy what has no points does not count at all.
        if (shaped && score === 0) continue
        sum += score * weight
        total += weight
      }
      return total === 0 ? 0 : shaped ? Math.round(sum / total) : Math.trunc(sum / total)
    }
  }
}

/** CPU and memory with the assumed amounts; other resources only for pods that ask for them. */
function askedOf({ requests, assumed }: PodDemand, name: string): { readonly asked: number | undefined; readonly assumed: boolean } {
  if (name === 'cpu' || name === 'memory') return { asked: assumed[name] ?? 0, assumed: true }
  const asked = requests[name] ?? 0
  return { asked: asked === 0 && name !== 'ephemeral-storage' ? undefined : asked, assumed: false }
}
