/** The taints that say what is wrong with a node. Models kubernetes pkg/controller/nodelifecycle and pkg/controller/util/node. */
import { nodes } from '../../../api/kinds.ts'
import { formatTime } from '../../../api/time.ts'
import type { Node, NodeCondition, Taint } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'

export const notReady = 'node.kubernetes.io/not-ready'
export const unreachable = 'node.kubernetes.io/unreachable'

/** Condition → status → key of the taint. */
const byCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
}
const unschedulable = 'node.kubernetes.io/unschedulable'
const noScheduleKeys = [...Object.values(byCondition).flatMap((statuses) => Object.values(statuses)), unschedulable]

export const nodeCondition = (node: Node, type: string): NodeCondition | undefined => node.status?.conditions?.find((condition) => condition.type === type)

/** The NoSchedule taints become what conditions and spec.unschedulable say. */
export function syncNoScheduleTaints(context: ControllerContext, node: Node): void {
  const wanted = new Set(node.spec.unschedulable ? [unschedulable] : [])
  for (const { type, status } of node.status?.conditions ?? []) {
    const key = byCondition[type]?.[status]
    if (key) wanted.add(key)
  }
  swapTaints(
    context,
    node,
    [...wanted].map((key) => ({ key, effect: 'NoSchedule' })),
    noScheduleKeys.filter((key) => !wanted.has(key)).map((key) => ({ key, effect: 'NoSchedule' })),
  )
}

/** @param status of the Ready condition: False or Unknown put the taint that evicts, True takes both away. */
export function syncNoExecuteTaints(context: ControllerContext, node: Node, status: string): void {
  const key = byCondition.Ready?.[status]
  const others = [notReady, unreachable].filter((other) => other !== key).map((other) => ({ key: other, effect: 'NoExecute' }))
  swapTaints(context, node, key ? [{ key, effect: 'NoExecute' }] : [], others)
}

export const hasTaint = (node: Node, { key, effect }: Taint): boolean =>
  node.spec.taints?.some((taint) => taint.key === key && taint.effect === effect) ?? false

function swapTaints(context: ControllerContext, { metadata: { name } }: Node, add: readonly Taint[], remove: readonly Taint[]): void {
  // As it is now: another pass of this controller may have changed the list a moment ago.
  const node = context.lister(nodes).get(name)
  if (!node || (add.every((taint) => hasTaint(node, taint)) && !remove.some((taint) => hasTaint(node, taint)))) return
  const kept = (node.spec.taints ?? []).filter((taint) => !remove.some(({ key, effect }) => taint.key === key && taint.effect === effect))
  const timeAdded = formatTime(context.clock.now())
  const taints = [...kept, ...add.filter((taint) => !hasTaint(node, taint)).map((taint) => ({ ...taint, timeAdded }))]
  context.client.patch(nodes, name, '', { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } })
}
