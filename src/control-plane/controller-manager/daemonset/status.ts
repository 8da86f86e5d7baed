import { daemonSets } from '../../../api/kinds.ts'
import { deepEqual, keyOf } from '../../../api/object.ts'
import type { DaemonSet, DaemonSetStatus } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { withoutZeros } from '../pod-state.ts'
import type { SetCensus } from './census.ts'

/** Counts the nodes. Models updateDaemonSetStatus of pkg/controller/daemon: of several pods on a node the oldest speaks for it. */
export function writeStatus(context: ControllerContext, set: DaemonSet, census: SetCensus): void {
  const now = context.clock.now()
  const { desiredNumberScheduled, currentNumberScheduled, numberMisscheduled, numberReady, updatedNumberScheduled } = census.counts
  const numberAvailable = census.available(now)
  const status = {
    ...set.status,
    ...zeroed,
    ...withoutZeros({
      updatedNumberScheduled,
      numberAvailable,
      numberUnavailable: desiredNumberScheduled - numberAvailable,
      observedGeneration: set.metadata.generation ?? 0,
    }),
    desiredNumberScheduled,
    currentNumberScheduled,
    numberMisscheduled,
    numberReady,
  }
  const clean = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) as unknown as DaemonSetStatus
  if (!deepEqual(clean, set.status)) context.client.updateStatus(daemonSets, { ...set, status: clean })
  const wakeAt = census.nextAvailable()
  if (wakeAt !== undefined) context.enqueue(keyOf(set), wakeAt - now)
}

const zeroed = { updatedNumberScheduled: undefined, numberAvailable: undefined, numberUnavailable: undefined }
