/** The sentence that says why a pod fits nowhere. Models FitError of kubernetes pkg/scheduler/framework. */
import type { Rejection } from './framework.ts'

export interface Misfit {
  readonly nodes: number
  /** One plugin refused the pod for all nodes. */
  readonly preFilter?: string
  readonly rejections: readonly Rejection[]
  /** Only nodes that these plugins named were looked at. */
  readonly narrowedBy?: readonly string[]
  /** What preemption had to say. */
  readonly postFilter?: string
}

/** `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. …` */
export function fitError({ nodes, preFilter, rejections, narrowedBy = [], postFilter }: Misfit): string {
  const parts = [`0/${nodes} nodes are available:`]
  if (preFilter) parts.push(`${preFilter}.`)
  else {
    const counts = new Map<string, number>()
    for (const { reasons } of rejections) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    if (narrowedBy.length > 0 && rejections.length < nodes) counts.set(`node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}]`, nodes - rejections.length)
    const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
    if (texts.length > 0) parts.push(`${texts.join(', ')}.`)
  }
  if (postFilter) parts.push(postFilter)
  return parts.join(' ')
}
