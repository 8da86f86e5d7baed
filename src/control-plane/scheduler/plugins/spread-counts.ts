/** How many like pods are in each zone, from counts that are kept where that is the same. Models podtopologyspread of pkg/scheduler/framework/plugins. */
import { matchesNodeAffinity } from '../../../api/node-affinity.ts'
import { untolerated } from '../../../api/tolerations.ts'
import type { Pod } from '../../../api/types.ts'
import type { Cycle } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import type { PodGroup } from '../pod-groups.ts'
import type { Constraint } from './spread-constraints.ts'

/** By the values of the constraint's key. Nodes that lack a key of `among` do not count, nor those where the pod cannot be, as the policies say. */
export function countsBy(cycle: Cycle, constraint: Constraint, among: readonly Constraint[]): ReadonlyMap<string, number> {
  const { key, group } = constraint
  if (among.length > 1 || !everyNodeCounts(constraint, cycle.pod)) return countedAnew(cycle, constraint, among)
  const counts = group.by(key)
  if (!cycle.replaced) return counts
  const { from, to } = cycle.replaced
  const value = to.labels[key]
  return value === undefined ? counts : new Map(counts).set(value, (counts.get(value) ?? 0) + group.count(to.pods) - group.on(from))
}

const countOn = ({ replaced }: Cycle, group: PodGroup, node: NodeState): number => (replaced?.to === node ? group.count(node.pods) : group.on(node))

function countedAnew(cycle: Cycle, constraint: Constraint, among: readonly Constraint[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const node of cycle.nodes) {
    if (among.some(({ key }) => node.labels[key] === undefined) || !counted(constraint, cycle.pod, node)) continue
    const value = node.labels[constraint.key] ?? ''
    counts.set(value, (counts.get(value) ?? 0) + countOn(cycle, constraint.group, node))
  }
  return counts
}

const everyNodeCounts = ({ honorsAffinity, honorsTaints }: Constraint, { spec }: Pod): boolean =>
  !honorsTaints && (!honorsAffinity || (spec.nodeSelector === undefined && spec.affinity?.nodeAffinity === undefined))

/** Whether a node counts as a place where the pod could be. */
const counted = ({ honorsAffinity, honorsTaints }: Constraint, pod: Pod, { node, taints }: NodeState): boolean =>
  (!honorsAffinity || matchesNodeAffinity(pod, node)) && (!honorsTaints || !untolerated(taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']))
