/**
 * Which pods a ReplicaSet gives up first: those that are the least loss. Models ActivePodsWithRanks of
 * kubernetes pkg/controller/controller_utils.go: each criterion decides only where those before it do not.
 */
import { parseTime } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import { isReady, podCondition } from '../pod-state.ts'

interface Candidate {
  readonly pod: Pod
  /** Active pods of the same Deployment on the same node. */
  readonly rank: number
  readonly now: number
}

/** Negative: `a` goes first. */
type Criterion = (a: Candidate, b: Candidate) => number

const phases = ['Pending', 'Unknown', 'Running']

const criteria: readonly Criterion[] = [
  // unscheduled before scheduled
  by(({ pod }) => (pod.spec.nodeName ? 1 : 0)),
  by(({ pod }) => phases.indexOf(pod.status?.phase ?? 'Pending')),
  by(({ pod }) => (isReady(pod) ? 1 : 0)),
  by(({ pod }) => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)),
  // where more replicas share a node
  by(({ rank }) => -rank),
  younger(({ pod }) => (isReady(pod) ? podCondition(pod, 'Ready')?.lastTransitionTime : undefined)),
  by(({ pod }) => -restarts(pod)),
  younger(({ pod }) => pod.metadata.creationTimestamp),
]

/** The first `count` of `pods` in deletion order; `related` are all active pods of the same Deployment. */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, now: number): Pod[] {
  const onNode = new Map<string | undefined, number>()
  for (const { spec } of related) onNode.set(spec.nodeName, (onNode.get(spec.nodeName) ?? 0) + 1)
  const candidates = pods.map((pod) => ({ pod, now, rank: onNode.get(pod.spec.nodeName) ?? 0 }))
  return candidates
    .sort(inOrder)
    .slice(0, count)
    .map(({ pod }) => pod)
}

function inOrder(a: Candidate, b: Candidate): number {
  for (const criterion of criteria) {
    const order = criterion(a, b)
    if (order !== 0) return order
  }
  return 0
}

function by(value: (candidate: Candidate) => number): Criterion {
  return (a, b) => value(a) - value(b)
}

/** The later time first. Ages of the same order of magnitude (base 2) count as equal and the uid decides, so that not always the newest pods die. */
function younger(time: (candidate: Candidate) => string | undefined): Criterion {
  return (a, b) => {
    const [left, right] = [time(a), time(b)]
    if (left === right) return 0
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1
    const order = magnitude(a.now, left) - magnitude(b.now, right)
    return order !== 0 ? order : a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1
  }
}

/** The binary order of magnitude of an age, in nanoseconds as Go has it. */
function magnitude(now: number, time: string): number {
  const age = (now - parseTime(time)) * 1e6
  return age <= 0 ? -1 : Math.floor(Math.log2(age))
}

const restarts = (pod: Pod): number => Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount))
