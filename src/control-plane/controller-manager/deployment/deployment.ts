/**
 * The Deployment controller: owns a ReplicaSet for each version of the pod template and shifts replicas between them.
 * Models kubernetes pkg/controller/deployment: revisions and their history, rolling update with surge, Recreate, scaling
 * in proportion, pause and resume, the progress deadline. Left out: the rollback annotation of extensions/v1beta1.
 */
import { deployments, pods, replicaSets } from '../../../api/kinds.ts'
import { controllerOf, keyOf, type ObjectKey } from '../../../api/object.ts'
import type { Deployment, Pod, ReplicaSet } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, defineController, nobody } from '../../../client/controller.ts'
import { claim } from '../ownership.ts'
import { isTerminating } from '../pod-state.ts'
import { conditionOf, newCondition, progressDeadline, withCondition } from './conditions.ts'
import { cleanHistory } from './history.ts'
import { syncRevision } from './new-replica-set.ts'
import { writeCounts } from './progress.ts'
import { recreate } from './recreate.ts'
import { rollingUpdate } from './rolling-update.ts'
import { type Rollout, writeStatus } from './rollout.ts'
import { scale, wasScaled } from './scale.ts'

export const deploymentController = defineController<Deployment>({
  name: 'deployment-controller',
  for: deployments,
  owns: [replicaSets],
  watches: [
    { kind: replicaSets, map: wouldAdopt },
    { kind: pods, map: waitsForLastPod },
  ],
  reconcile(context, key) {
    const deployment = context.lister(deployments).get(key.name, key.namespace)
    if (deployment) sync(context, deployment)
    else context.cancelLater(key)
  },
})

function wouldAdopt(replicaSet: ReplicaSet, context: ControllerContext): ObjectKey[] {
  if (controllerOf(replicaSet)) return []
  return context
    .lister(deployments)
    .list(replicaSet.metadata.namespace)
    .filter((deployment) => matchesCached(deployment.spec.selector, replicaSet.metadata.labels ?? {}))
    .map(keyOf)
}

/** A Recreate rollout goes on when the last old pod is gone, which its ReplicaSet's status may have said before. */
function waitsForLastPod(pod: Pod, context: ControllerContext, _: Pod | undefined, gone: boolean): readonly ObjectKey[] {
  if (!gone) return nobody
  const { namespace } = pod.metadata
  const owner = controllerOf(pod)
  if (owner?.kind !== 'ReplicaSet') return nobody
  const replicaSet = context.lister(replicaSets).get(owner.name, namespace)
  const deployment = replicaSet && context.lister(deployments).get(controllerOf(replicaSet)?.name ?? '', namespace)
  return deployment?.spec.strategy?.type === 'Recreate' ? [keyOf(deployment)] : nobody
}

function sync(context: ControllerContext, deployment: Deployment): void {
  if (selectsEverything(deployment)) {
    refuse(context, deployment)
    return
  }
  const rollout: Rollout = { context, deployment, replicaSets: claimed(context, deployment) }
  if (isTerminating(deployment)) {
    writeCounts(rollout, syncRevision(rollout, false))
    return
  }
  notePause(rollout)
  if (deployment.spec.paused) {
    const sets = syncRevision(rollout, false)
    scale(rollout, sets)
    cleanHistory(rollout, sets.oldSets)
    writeCounts(rollout, sets)
    return
  }
  const sets = syncRevision(rollout, false)
  if (wasScaled(rollout.deployment, sets)) {
    scale(rollout, sets)
    writeCounts(rollout, sets)
  } else if (deployment.spec.strategy?.type === 'Recreate') recreate(current(rollout))
  else rollingUpdate(current(rollout))
}

/** The first look at the revisions may have changed ReplicaSets: read them again. */
const current = (rollout: Rollout): Rollout => ({ ...rollout, replicaSets: rollout.context.lister(replicaSets).ownedBy(rollout.deployment.metadata.uid) })

function claimed(context: ControllerContext, deployment: Deployment): ReplicaSet[] {
  const matches = (replicaSet: ReplicaSet): boolean => matchesCached(deployment.spec.selector, replicaSet.metadata.labels ?? {})
  const lister = context.lister(replicaSets)
  const candidates = [...lister.ownedBy(deployment.metadata.uid), ...lister.orphans(deployment.metadata.namespace ?? '')]
  return claim({ client: context.client, owner: deployment, ownerKind: deployments, kind: replicaSets, matches }, candidates)
}

const selectsEverything = ({ spec }: Deployment): boolean =>
  Object.keys(spec.selector.matchLabels ?? {}).length === 0 && (spec.selector.matchExpressions ?? []).length === 0

function refuse(context: ControllerContext, deployment: Deployment): void {
  const { generation = 0 } = deployment.metadata
  context.events.record(deployment, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.')
  if ((deployment.status?.observedGeneration ?? 0) < generation)
    context.client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, observedGeneration: generation } })
}

/** While a rollout rests its deadline does not run: the condition says so, and again when it goes on. */
function notePause(rollout: Rollout): void {
  const { deployment, context } = rollout
  const current = conditionOf(deployment.status, 'Progressing')
  if (progressDeadline(deployment) === undefined || current?.reason === 'ProgressDeadlineExceeded') return
  const noted = current?.reason === 'DeploymentPaused'
  const paused = deployment.spec.paused ?? false
  if (paused === noted) return
  const [reason, message] = paused ? ['DeploymentPaused', 'Deployment is paused'] : ['DeploymentResumed', 'Deployment is resumed']
  const condition = newCondition('Progressing', 'Unknown', reason as string, message as string, context.clock.now())
  rollout.deployment = { ...deployment, status: withCondition(deployment.status ?? {}, condition) }
  writeStatus(rollout)
}
