/** Which of several pods to look at first. Models kubectl pkg/util/podutils. */
import { timeOf } from '../../api/time.ts'
import type { Pod } from '../../api/types.ts'

/** Below zero: a comes before b. */
type Rule = (a: Pod, b: Pod) => number

/** For logs: the pod that has had most time to write some. */
export const forLogs = (a: Pod, b: Pod): boolean => firstDifference(loggingRules, a, b) < 0

/** For exec and attach: the pod that a controller would delete last. */
export const forExec = (a: Pod, b: Pod): boolean => firstDifference(keepingRules, b, a) < 0

function firstDifference(rules: readonly Rule[], a: Pod, b: Pod): number {
  for (const rule of rules) {
    const difference = rule(a, b)
    if (difference !== 0) return difference
  }
  return 0
}

const readyCondition = ({ status }: Pod) => status?.conditions?.find(({ type, status: state }) => type === 'Ready' && state === 'True')
const isAssigned = ({ spec }: Pod): number => (spec.nodeName ? 1 : 0)
const isReady = (pod: Pod): number => (readyCondition(pod) ? 1 : 0)
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }
/** A pod that is done counts as the first of the order. */
const phase = ({ status }: Pod, other: number): number => phases[status?.phase ?? ''] ?? other
const readySince = (pod: Pod): number => timeOf(readyCondition(pod)?.lastTransitionTime) ?? Number.POSITIVE_INFINITY
const createdAt = ({ metadata }: Pod): number => timeOf(metadata.creationTimestamp) ?? Number.POSITIVE_INFINITY
const deletedAt = ({ metadata }: Pod): number | undefined => timeOf(metadata.deletionTimestamp)

const later = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
const bothReady = (a: Pod, b: Pod): boolean => isReady(a) === 1 && isReady(b) === 1

/** More restarts come first, in both orders. */
const restarts: Rule = (a, b) => regularRestarts(b) - regularRestarts(a) || sidecarRestarts(b) - sidecarRestarts(a)

const regularRestarts = ({ status }: Pod): number => Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount))

function sidecarRestarts({ spec, status }: Pod): number {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name)
  const counts = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.includes(name)).map(({ restartCount }) => restartCount)
  return Math.max(0, ...counts)
}

const loggingRules: readonly Rule[] = [
  (a, b) => isAssigned(b) - isAssigned(a),
  (a, b) => phase(b, 2) - phase(a, 2),
  (a, b) => isReady(b) - isReady(a),
  (a, b) => (bothReady(a, b) ? later(readySince(a), readySince(b)) : 0),
  restarts,
  (a, b) => later(createdAt(a), createdAt(b)),
]

const keepingRules: readonly Rule[] = [
  (a, b) => isAssigned(a) - isAssigned(b),
  (a, b) => phase(a, 0) - phase(b, 0),
  (a, b) => isReady(a) - isReady(b),
  (a, b) => (deletedAt(a) === undefined ? 1 : 0) - (deletedAt(b) === undefined ? 1 : 0),
  (a, b) => later(deletedAt(a) ?? 0, deletedAt(b) ?? 0),
  (a, b) => (bothReady(a, b) ? -later(readySince(a), readySince(b)) : 0),
  restarts,
  (a, b) => -later(createdAt(a), createdAt(b)),
]
