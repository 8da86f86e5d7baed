/**
 * The ReplicaSet controller: keeps as many pods as the spec says, made from the template, no matter who deletes them.
 * Models kubernetes pkg/controller/replicaset. Left out: expectations (caches here never lag behind).
 */
import { type Kind, pods, replicaSets } from '../../../api/kinds.ts'
import { controllerOf, deepEqual, type KubeObject, keyOf, type ObjectKey } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { claim } from '../ownership.ts'
import { availableAt, isActive, isTerminal, isTerminating } from '../pod-state.ts'
import { podsToDelete } from './deletion-order.ts'
import { lookAt } from './pod-look.ts'
import { createPods, deletePods } from './replicas.ts'
import { statusOf } from './status.ts'

/** A kind whose pods are kept in number the way a ReplicaSet's are. */
interface Replicating<T extends KubeObject> {
  /** The controller's. */
  readonly name: string
  readonly kind: Kind<T>
  /** The object as a ReplicaSet; the same one for the same object. */
  view(object: T): ReplicaSet
  /** Of a ReplicaSet's status, what the kind has. */
  status(status: ReplicaSetStatus): object
}

export const replicating = <T extends KubeObject>(as: Replicating<T>): ControllerDefinition<T> =>
  defineController<T>({
    name: as.name,
    for: as.kind,
    owns: [pods],
    watches: [{ kind: pods, map: (pod, context) => wouldAdopt(as, pod, context) }],
    reconcile(context, key) {
      const object = context.lister(as.kind).get(key.name, key.namespace)
      if (object) sync(context, as, as.view(object))
    },
  })

export const replicaSetController = replicating<ReplicaSet>({
  name: 'replicaset-controller',
  kind: replicaSets,
  view: (replicaSet) => replicaSet,
  status: (status) => status,
})

/** Those that match a pod without owner. */
function wouldAdopt<T extends KubeObject>({ kind, view }: Replicating<T>, pod: Pod, context: ControllerContext): ObjectKey[] {
  if (controllerOf(pod)) return []
  return context
    .lister(kind)
    .list(pod.metadata.namespace)
    .filter((object) => matchesCached(view(object).spec.selector, pod.metadata.labels ?? {}))
    .map(keyOf)
}

function sync(context: ControllerContext, as: Replicating<any>, replicaSet: ReplicaSet): void {
  const all = claimed(context, as, replicaSet)
  const active = all.filter((pod) => lookAt(pod, replicaSet).active)
  const refusal = isTerminating(replicaSet) ? undefined : scale(context, replicaSet, active)
  // What was created or deleted just now is in the cache already, but was not seen by this round: the next one counts it.
  writeStatus(context, as, replicaSet, active, all.filter((pod) => lookAt(pod, replicaSet).terminating).length, refusal)
  wakeWhenAvailable(context, replicaSet, active)
  if (refusal) throw refusal
}

function claimed(context: ControllerContext, { kind: ownerKind }: Replicating<any>, replicaSet: ReplicaSet): Pod[] {
  const { uid, namespace = '' } = replicaSet.metadata
  const lister = context.lister(pods)
  const matches = (pod: Pod): boolean => lookAt(pod, replicaSet).matches
  const owned = lister.ownedBy(uid)
  const own = owned.filter(matches)
  const others = [...(own.length < owned.length ? owned.filter((pod) => !matches(pod)) : []), ...lister.orphans(namespace).filter((pod) => !isTerminal(pod))]
  return [...own, ...claim({ client: context.client, owner: replicaSet, ownerKind, kind: pods, matches }, others)]
}

/** Creates or deletes what is missing or too many. @returns the error that stopped it. */
function scale(context: ControllerContext, replicaSet: ReplicaSet, active: readonly Pod[]): StatusError | undefined {
  const missing = (replicaSet.spec.replicas ?? 1) - active.length
  try {
    if (missing > 0) createPods(context, replicaSet, missing)
    else if (missing < 0) deletePods(context, replicaSet, podsToDelete(active, related(context, replicaSet), -missing, context.clock.now()))
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
}

/** Active pods of all ReplicaSets of the same Deployment: fewer of them on a node is better. */
function related(context: ControllerContext, replicaSet: ReplicaSet): Pod[] {
  const owner = controllerOf(replicaSet)
  if (!owner) return []
  return context
    .lister(replicaSets)
    .ownedBy(owner.uid)
    .flatMap((sibling) => context.lister(pods).ownedBy(sibling.metadata.uid))
    .filter(isActive)
}

function writeStatus(
  context: ControllerContext,
  as: Replicating<any>,
  replicaSet: ReplicaSet,
  active: readonly Pod[],
  terminating: number,
  refusal: StatusError | undefined,
): void {
  const status = as.status(statusOf(replicaSet, active, terminating, refusal, context.clock.now()))
  if (!deepEqual(status, replicaSet.status)) context.client.updateStatus(as.kind, { ...replicaSet, status })
}

function wakeWhenAvailable(context: ControllerContext, replicaSet: ReplicaSet, active: readonly Pod[]): void {
  const now = context.clock.now()
  if (!replicaSet.spec.minReadySeconds) return
  const due = active.map((pod) => availableAt(pod, replicaSet.spec.minReadySeconds ?? 0)).filter((at) => at !== undefined && at > now) as number[]
  if (due.length > 0) context.enqueue(keyOf(replicaSet), Math.min(...due) - now)
}
