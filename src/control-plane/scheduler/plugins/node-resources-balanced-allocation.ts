import { maxScore, type Plugin } from '../framework.ts'
import { requestsOf } from '../node-state.ts'

/** Prefers nodes whose cpu and memory would be used to like parts. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score({ pod }, nodes) {
    const wanted = requestsOf(pod)
    // A pod that asks for nothing does not change any balance.
    if (!wanted.cpu && !wanted.memory) return undefined
    return nodes.map(({ allocatable, requested }) => {
      const shares = ['cpu', 'memory']
        .filter((resource) => allocatable[resource])
        .map((resource) => Math.min(1, ((requested[resource] ?? 0) + (wanted[resource] ?? 0)) / (allocatable[resource] ?? 1)))
      const [cpu = 0, memory = cpu] = shares
      return Math.trunc((1 - Math.abs(cpu - memory) / 2) * maxScore)
    })
  },
}
