/** Tells through the status how far the rollout is, and whether it is stuck. Models pkg/controller/deployment/progress.go. */
import { deepEqual, keyOf } from '../../../api/object.ts'
import { formatTime, parseTime } from '../../../api/time.ts'
import type { Deployment, DeploymentCondition } from '../../../api/types.ts'
import { conditionOf, newCondition, progressDeadline, withCondition, withoutCondition } from './conditions.ts'
import { allOf, type ReplicaSets, type Rollout, writeStatus } from './rollout.ts'
import { isComplete, type Status, statusOf } from './status.ts'

/** Writes the status of a deployment in the middle of a rollout, and comes back when its deadline is due. */
export function writeProgress(rollout: Rollout, sets: ReplicaSets): void {
  const { deployment, context } = rollout
  const now = context.clock.now()
  const status = withFailure(judge(deployment, statusOf(deployment, sets, now), subject(deployment, sets), now), sets)
  if (!deepEqual(status, deployment.status)) {
    rollout.deployment = { ...deployment, status }
    writeStatus(rollout)
  }
  wakeAtDeadline(rollout)
}

/** Writes the status of a deployment that is only scaled or paused. */
export function writeCounts(rollout: Rollout, sets: ReplicaSets): void {
  const status = statusOf(rollout.deployment, sets, rollout.context.clock.now())
  if (deepEqual(status, rollout.deployment.status)) return
  rollout.deployment = { ...rollout.deployment, status }
  writeStatus(rollout)
}

const subject = (deployment: Deployment, { newSet }: ReplicaSets): string =>
  newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`

function judge(deployment: Deployment, status: Status, what: string, now: number): Status {
  if (progressDeadline(deployment) === undefined) return withoutCondition(status, 'Progressing')
  const current = conditionOf(deployment.status, 'Progressing')
  const wasComplete = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable'
  if (wasComplete) return status
  if (isComplete(deployment, status))
    return withCondition(status, newCondition('Progressing', 'True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`, now))
  if (hasProgressed(status, deployment.status ?? {})) return progressing(status, current, what, now)
  if (isOverdue(deployment, status, now))
    return withCondition(status, newCondition('Progressing', 'False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`, now))
  return status
}

/** Each step renews lastUpdateTime, from which the deadline counts. */
function progressing(status: Status, current: DeploymentCondition | undefined, what: string, now: number): Status {
  const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${what} is progressing.`, now)
  const lastTransitionTime = current?.status === 'True' ? current.lastTransitionTime : formatTime(now)
  return withCondition(withoutCondition(status, 'Progressing'), { ...condition, lastTransitionTime })
}

function hasProgressed(status: Status, before: Status): boolean {
  const old = (s: Status): number => (s.replicas ?? 0) - (s.updatedReplicas ?? 0)
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(status) < old(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function isOverdue(deployment: Deployment, status: Status, now: number): boolean {
  const condition = conditionOf(status, 'Progressing')
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  return condition.reason === 'ProgressDeadlineExceeded' || deadlineOf(deployment, condition) < now
}

const deadlineOf = (deployment: Deployment, condition: DeploymentCondition): number =>
  parseTime(condition.lastUpdateTime ?? '') + (progressDeadline(deployment) ?? 0) * 1000

/** A failure of the new ReplicaSet to create pods shows on the deployment; else one of an old ReplicaSet. */
function withFailure(status: Status, sets: ReplicaSets): Status {
  const failures = [sets.newSet, ...allOf(sets)].flatMap((replicaSet) => replicaSet?.status?.conditions ?? [])
  const failure = failures.find((condition) => condition.type === 'ReplicaFailure')
  return failure ? withCondition(status, { ...failure, lastUpdateTime: failure.lastTransitionTime }) : withoutCondition(status, 'ReplicaFailure')
}

function wakeAtDeadline({ deployment, context }: Rollout): void {
  const condition = conditionOf(deployment.status, 'Progressing')
  if (progressDeadline(deployment) === undefined || !condition) return
  // Where a rollout was through once, pods that fail later are nobody's deadline.
  if (isComplete(deployment, deployment.status ?? {}) || ['ProgressDeadlineExceeded', 'NewReplicaSetAvailable'].includes(condition.reason ?? '')) {
    context.cancelLater(keyOf(deployment))
    return
  }
  // One second late, so that the deadline has passed for sure. Whoever waits for a rollout that is stuck waits for this.
  context.enqueue(keyOf(deployment), deadlineOf(deployment, condition) - context.clock.now() + 1000)
}
