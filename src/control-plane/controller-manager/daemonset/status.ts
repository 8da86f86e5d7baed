import { daemonSets } from '../../../api/kinds.ts'
import { keyOf } from '../../../api/object.ts'
import type { DaemonSet, DaemonSetStatus } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import type { SetCensus } from './census.ts'

/** Counts the nodes. Models updateDaemonSetStatus of pkg/controller/daemon: of several pods on a node the oldest speaks for it. */
export function writeStatus(context: ControllerContext, set: DaemonSet, census: SetCensus): void {
  const now = context.clock.now()
  const { desiredNumberScheduled, currentNumberScheduled, numberMisscheduled, numberReady, updatedNumberScheduled } = census.counts
  const numberAvailable = census.available(now)
  const status: Partial<DaemonSetStatus> = {
    desiredNumberScheduled,
    currentNumberScheduled,
    numberMisscheduled,
    numberReady,
    // Left out where they are zero.
    updatedNumberScheduled: updatedNumberScheduled || undefined,
    numberAvailable: numberAvailable || undefined,
    numberUnavailable: desiredNumberScheduled - numberAvailable || undefined,
    observedGeneration: set.metadata.generation || undefined,
  } as Partial<DaemonSetStatus>
  if (!says(set.status, status)) context.client.updateStatus(daemonSets, { ...set, status: withoutUndefined({ ...set.status, ...status }) })
  const wakeAt = census.nextAvailable()
  if (wakeAt !== undefined) context.enqueue(keyOf(set), wakeAt - now)
}

/** A daemon set in a large cluster is looked at with each of its pods, and mostly nothing of this has changed. */
function says(old: DaemonSetStatus | undefined, status: Partial<DaemonSetStatus>): boolean {
  if (!old) return false
  for (const key in status) if (old[key as keyof DaemonSetStatus] !== status[key as keyof DaemonSetStatus]) return false
  return true
}

const withoutUndefined = (status: Partial<DaemonSetStatus>): DaemonSetStatus =>
  Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) as unknown as DaemonSetStatus
