import { maxScore, type Plugin } from '../framework.ts'
import { cpuAndMemory, type ResourceWeight } from './resource-scoring.ts'

/** Prefers nodes whose resources would be used to like parts. */
const balancing = ({ resources = [] }: { readonly resources?: readonly ResourceWeight[] }): Plugin => {
  const names = (resources.length > 0 ? resources : cpuAndMemory).map(({ name }) => name)
  return {
    name: 'NodeResourcesBalancedAllocation',
    local: true,
    weight: 1,
    configured: balancing,
    points({ demand: { requests: wanted } }) {
      // A pod that asks for nothing does not change any balance.
      if (!names.some((name) => wanted[name])) return undefined
      return ({ allocatable, requested }) => {
        const shares: number[] = []
        for (const name of names) {
          const all = allocatable[name]
          if (all) shares.push(Math.min(1, ((requested[name] ?? 0) + (wanted[name] ?? 0)) / all))
        }
        return Math.trunc((1 - deviation(shares)) * maxScore)
      }
    },
  }
}

export const nodeResourcesBalancedAllocation = balancing({})

function deviation(shares: readonly number[]): number {
  if (shares.length < 2) return 0
  if (shares.length === 2) return Math.abs((shares[0] as number) - (shares[1] as number)) / 2
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  return Math.sqrt(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length)
}
