import type { Cycle, Plugin, Rejection } from './framework.ts'
import type { NodeState } from './node-state.ts'

/** Those that may reject a node in this cycle. */
export const filtersFor = (cycle: Cycle, plugins: readonly Plugin[]): Plugin[] =>
  plugins.filter((plugin) => plugin.filter !== undefined && (plugin.applies?.(cycle) ?? true))

/** The first plugin that rejects the node speaks for all. */
export function reject(cycle: Cycle, filters: readonly Plugin[], node: NodeState): Rejection | undefined {
  for (const plugin of filters) {
    const rejection = plugin.filter?.(cycle, node)
    if (rejection) return { plugin: plugin.name, ...rejection }
  }
  return undefined
}
