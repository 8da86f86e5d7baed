/** The Recreate strategy: first all old pods go, then the new ones come. Models pkg/controller/deployment/recreate.go. */
import { pods } from '../../../api/kinds.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import { isTerminal } from '../pod-state.ts'
import { cleanHistory } from './history.ts'
import { syncRevision } from './new-replica-set.ts'
import { writeProgress } from './progress.ts'
import { isActive, type Rollout, sum, wanted } from './rollout.ts'
import { resize } from './scale.ts'
import { isComplete } from './status.ts'

export function recreate(rollout: Rollout): void {
  const sets = syncRevision(rollout, false)
  const scaledDown = sets.oldSets.filter(isActive).map((replicaSet) => resize(rollout, replicaSet, 0))
  if (scaledDown.includes(true) || oldPodsLeft(rollout, sets.oldSets)) {
    writeProgress(rollout, sets)
    return
  }
  const after = sets.newSet ? sets : syncRevision(rollout, true)
  if (after.newSet) resize(rollout, after.newSet, wanted(rollout.deployment))
  if (isComplete(rollout.deployment, rollout.deployment.status ?? {})) cleanHistory(rollout, after.oldSets)
  writeProgress(rollout, after)
}

function oldPodsLeft({ context }: Rollout, oldSets: readonly ReplicaSet[]): boolean {
  if (sum(oldSets, (replicaSet) => replicaSet.status?.replicas ?? 0) > 0) return true
  return oldSets.some((replicaSet) =>
    context
      .lister(pods)
      .ownedBy(replicaSet.metadata.uid)
      .some((pod) => !isTerminal(pod)),
  )
}
