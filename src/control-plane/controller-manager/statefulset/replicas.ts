/** One step towards the pods that there should be, in order. Models updateStatefulSet of pkg/controller/statefulset/stateful_set_control.go. */
import type { ControllerRevision, Pod } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { availableAt, isReady, isTerminal, isTerminating } from '../pod-state.ts'
import { firstOrdinal, ordinalOf, podOf, revisionOf } from './identity.ts'
import { createPod, deletePod, handOverClaims } from './pod-control.ts'
import type { Round } from './statefulset.ts'

interface Replicas {
  /** One for each ordinal that there should be; undefined where there is none. */
  readonly replicas: readonly (Pod | undefined)[]
  /** Beyond, the last first. */
  readonly condemned: readonly Pod[]
}

/** @throws StatusError */
export function moveOn(context: ControllerContext, round: Round): void {
  const sorted = sort(round)
  const ordered = round.set.spec?.podManagementPolicy !== 'Parallel'
  const state = healthOf(round, context.clock.now())
  if (!keepReplicas(context, round, sorted, ordered, state)) return
  handOverClaims(context, round.set, sorted.condemned)
  if (!terminate(context, round, sorted, ordered, state)) return
  update(context, round, sorted, state)
}

function sort({ set, pods }: Round): Replicas {
  const start = firstOrdinal(set)
  const count = set.spec?.replicas ?? 1
  const replicas: (Pod | undefined)[] = Array.from({ length: count }, () => undefined)
  const condemned: Pod[] = []
  const ordinal = (pod: Pod): number => ordinalOf(set, pod.metadata.name) ?? -1
  for (const pod of pods) {
    const index = ordinal(pod) - start
    if (index >= 0 && index < count) replicas[index] = pod
    else condemned.push(pod)
  }
  return { replicas, condemned: condemned.sort((a, b) => ordinal(b) - ordinal(a)) }
}

interface Health {
  isAvailable(pod: Pod): boolean
}

function healthOf({ set }: Round, now: number): Health {
  const minReady = set.spec?.minReadySeconds ?? 0
  const isRunning = ({ status }: Pod): boolean => status?.phase === 'Running'
  return { isAvailable: (pod) => isRunning(pod) && isReady(pod) && (availableAt(pod, minReady) ?? Number.POSITIVE_INFINITY) <= now }
}

/** Makes what is missing. @returns whether all is as it should be, so that something else may be done. */
function keepReplicas(context: ControllerContext, round: Round, { replicas }: Replicas, ordered: boolean, { isAvailable }: Health): boolean {
  for (const [i, pod] of replicas.entries()) {
    const ordinal = firstOrdinal(round.set) + i
    if (pod && isTerminal(pod)) {
      recreate(context, round, pod)
      return false
    }
    if (!pod) {
      createPod(context, round.set, podOf(round.set, revisionFor(round, ordinal), ordinal), ordinal)
      if (ordered) return false
    } else if (ordered && (isTerminating(pod) || !isAvailable(pod))) return false
  }
  return true
}

/** A pod that has ended is deleted; the next round makes it anew. */
function recreate(context: ControllerContext, { set }: Round, pod: Pod): void {
  if (isTerminating(pod)) return
  const { name, namespace } = set.metadata
  const failed = pod.status?.phase === 'Failed'
  const what = `StatefulSet ${namespace}/${name} is recreating ${failed ? 'failed' : 'terminated'} Pod ${pod.metadata.name}`
  context.events.record(set, failed ? 'Warning' : 'Normal', failed ? 'RecreatingFailedPod' : 'RecreatingTerminatedPod', what)
  deletePod(context, set, pod)
}

/** Below the partition a pod that is lost comes back as it was. */
function revisionFor({ set, current, update }: Round, ordinal: number): ControllerRevision {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return update
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0)
  return ordinal < firstOrdinal(set) + kept ? current : update
}

/** Takes away what is too many, the last first. @returns whether something else may be done. */
function terminate(context: ControllerContext, { set }: Round, { replicas, condemned }: Replicas, ordered: boolean, { isAvailable }: Health): boolean {
  const firstUnhealthy = [...replicas, ...[...condemned].reverse()].find((pod) => pod && (isTerminating(pod) || !isAvailable(pod)))
  for (const pod of condemned) {
    if (isTerminating(pod)) {
      if (ordered) return false
      continue
    }
    if (ordered && !isAvailable(pod) && pod !== firstUnhealthy) return false
    deletePod(context, set, pod)
    if (ordered) return false
  }
  return true
}

/** Deletes pods of another revision, the last first, as many as may be missing. */
function update(context: ControllerContext, { set, update }: Round, { replicas }: Replicas, { isAvailable }: Health): void {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  if (type === 'OnDelete') return
  const unavailable = replicas.filter((pod) => !pod || isTerminating(pod) || !isAvailable(pod)).length
  let left = mostUnavailable(rollingUpdate?.maxUnavailable ?? 1, replicas.length) - unavailable
  for (let i = replicas.length - 1; i >= (rollingUpdate?.partition ?? 0) && left > 0; i--) {
    const pod = replicas[i]
    if (!pod || isTerminating(pod) || revisionOf(pod) === update.metadata.name) continue
    deletePod(context, set, pod)
    left--
  }
}

const mostUnavailable = (value: number | string, replicas: number): number =>
  typeof value === 'number' ? value : Math.max(1, Math.ceil((Number.parseInt(value, 10) * replicas) / 100))
