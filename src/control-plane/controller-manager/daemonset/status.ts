import { daemonSets } from '../../../api/kinds.ts'
import { deepEqual, keyOf } from '../../../api/object.ts'
import type { DaemonSetStatus } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { availableAt, isReady, withoutZeros } from '../pod-state.ts'
import type { Round } from './daemonset.ts'
import { belongs } from './nodes.ts'
import { hashLabel } from './pods.ts'

/** Counts the nodes. Models updateDaemonSetStatus of pkg/controller/daemon: of several pods on a node the oldest speaks for it. */
export function writeStatus(context: ControllerContext, round: Round): void {
  const { set } = round
  const now = context.clock.now()
  const { counts, wakeAt } = count(round, now)
  const { desiredNumberScheduled, currentNumberScheduled, numberMisscheduled, numberReady, ...optional } = counts
  const status = {
    ...set.status,
    ...zeroed,
    ...withoutZeros({ ...optional, numberUnavailable: desiredNumberScheduled - counts.numberAvailable, observedGeneration: set.metadata.generation ?? 0 }),
    desiredNumberScheduled,
    currentNumberScheduled,
    numberMisscheduled,
    numberReady,
  }
  const clean = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) as unknown as DaemonSetStatus
  if (!deepEqual(clean, set.status)) context.client.updateStatus(daemonSets, { ...set, status: clean })
  if (wakeAt !== undefined) context.enqueue(keyOf(set), wakeAt - now)
}

const zeroed = { updatedNumberScheduled: undefined, numberAvailable: undefined, numberUnavailable: undefined }

function count({ set, nodes, podsOn, hash }: Round, now: number) {
  const counts = {
    desiredNumberScheduled: 0,
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
    updatedNumberScheduled: 0,
    numberAvailable: 0,
  }
  let wakeAt: number | undefined
  for (const node of nodes) {
    const pod = podsOn.get(node.metadata.name)?.[0]
    if (!belongs(set, node).run) {
      if (pod) counts.numberMisscheduled++
      continue
    }
    counts.desiredNumberScheduled++
    if (!pod) continue
    counts.currentNumberScheduled++
    if (pod.metadata.labels?.[hashLabel] === hash) counts.updatedNumberScheduled++
    if (!isReady(pod)) continue
    counts.numberReady++
    const at = availableAt(pod, set.spec?.minReadySeconds ?? 0) ?? 0
    if (at <= now) counts.numberAvailable++
    else wakeAt = Math.min(wakeAt ?? at, at)
  }
  return { counts, wakeAt }
}
