/** Scales ReplicaSets, and spreads a change of the deployment's size over several of them. Models pkg/controller/deployment/sync.go. */
import { replicaSets } from '../../../api/kinds.ts'
import type { Deployment, ReplicaSet } from '../../../api/types.ts'
import { desiredNote, includes, maxNote, sizeNotes } from './annotations.ts'
import { allOf, available, isActive, oldestFirst, type ReplicaSets, type Rollout, sum, wanted } from './rollout.ts'
import { isRollingUpdate, maxSurge } from './surge.ts'

/** Sets a ReplicaSet to `size` and notes the deployment's size on it. @returns whether the size changed. */
function scaleTo(rollout: Rollout, replicaSet: ReplicaSet, size: number): boolean {
  const { context, deployment } = rollout
  const before = wanted(replicaSet)
  const notes = sizeNotes(deployment)
  if (before === size && includes(replicaSet.metadata.annotations, notes)) return false
  const metadata = { ...replicaSet.metadata, annotations: { ...replicaSet.metadata.annotations, ...notes } }
  context.client.update(replicaSets, { ...replicaSet, metadata, spec: { ...replicaSet.spec, replicas: size } })
  if (before === size) return false
  const direction = before < size ? 'up' : 'down'
  context.events.record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${replicaSet.metadata.name} from ${before} to ${size}`)
  return true
}

/** Like scaleTo, but leaves a ReplicaSet of that size alone. */
export const resize = (rollout: Rollout, replicaSet: ReplicaSet, size: number): boolean => wanted(replicaSet) !== size && scaleTo(rollout, replicaSet, size)

/** The deployment was scaled: its ReplicaSets still carry the note of another size. */
export const wasScaled = (deployment: Deployment, sets: ReplicaSets): boolean =>
  allOf(sets)
    .filter(isActive)
    .some((replicaSet) => desiredNote(replicaSet) !== undefined && desiredNote(replicaSet) !== wanted(deployment))

/** Brings the ReplicaSets to the deployment's size: the only active one, or the saturated new one, or all in proportion. */
export function scale(rollout: Rollout, sets: ReplicaSets): void {
  const { deployment } = rollout
  const only = activeOrLatest(sets)
  if (only) {
    resize(rollout, only, wanted(deployment))
    return
  }
  if (isSaturated(deployment, sets.newSet)) for (const replicaSet of sets.oldSets.filter(isActive)) resize(rollout, replicaSet, 0)
  else if (isRollingUpdate(deployment)) scaleInProportion(rollout, allOf(sets).filter(isActive))
}

function activeOrLatest(sets: ReplicaSets): ReplicaSet | undefined {
  const active = allOf(sets).filter(isActive)
  if (active.length > 1) return undefined
  return active[0] ?? sets.newSet ?? [...sets.oldSets].sort(oldestFirst).at(-1)
}

const isSaturated = (deployment: Deployment, newSet: ReplicaSet | undefined): boolean =>
  newSet !== undefined && wanted(newSet) === wanted(deployment) && desiredNote(newSet) === wanted(deployment) && available(newSet) === wanted(deployment)

function scaleInProportion(rollout: Rollout, active: readonly ReplicaSet[]): void {
  const { deployment } = rollout
  const allowed = wanted(deployment) > 0 ? wanted(deployment) + maxSurge(deployment) : 0
  const change = allowed - sum(active, wanted)
  // The biggest get the most; among equals the newer grow and the older shrink.
  const newer = change > 0 ? 1 : -1
  const sorted = [...active].sort((a, b) => wanted(b) - wanted(a) || newer * -oldestFirst(a, b))
  let done = 0
  const sizes = sorted.map((replicaSet) => {
    const share = change === 0 ? 0 : proportion(deployment, replicaSet, change, done)
    done += share
    return wanted(replicaSet) + share
  })
  sorted.forEach((replicaSet, i) => {
    const leftover = i === 0 ? change - done : 0
    scaleTo(rollout, replicaSet, Math.max(0, (sizes[i] as number) + leftover))
  })
}

/** How much of `change` this ReplicaSet takes, `done` of it being taken already. */
function proportion(deployment: Deployment, replicaSet: ReplicaSet, change: number, done: number): number {
  if (wanted(replicaSet) === 0 || change === done) return 0
  const share = fraction(deployment, replicaSet)
  return change > 0 ? Math.min(share, change - done) : Math.max(share, change - done)
}

function fraction(deployment: Deployment, replicaSet: ReplicaSet): number {
  if (wanted(deployment) === 0) return -wanted(replicaSet)
  const before = maxNote(replicaSet) || deployment.status?.replicas || 1
  return Math.round((wanted(replicaSet) * (wanted(deployment) + maxSurge(deployment))) / before) - wanted(replicaSet)
}
