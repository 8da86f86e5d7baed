/**
 * The ReplicaSet controller: keeps as many pods as the spec says, made from the template, no matter who deletes them.
 * Models kubernetes pkg/controller/replicaset. Left out: expectations (caches here never lag behind).
 */
import { type Kind, pods, replicaSets } from '../../../api/kinds.ts'
import { controllerOf, deepEqual, type KubeObject, keyOf, type ObjectKey } from '../../../api/object.ts'
import { StatusError } from '../../../api/status.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, type ControllerDefinition, defineController, nobody } from '../../../client/controller.ts'
import { claim } from '../ownership.ts'
import { isActive, isTerminal, isTerminating } from '../pod-state.ts'
import { podsToDelete } from './deletion-order.ts'
import { type OwnedPods, PodCensus, type PodCounts } from './pod-census.ts'
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
    start(context) {
      const census = new PodCensus(context)
      censuses.set(context, census)
      context.follow(as.kind, ({ type, object }) => type === 'DELETED' && census.forget(object.metadata.uid))
    },
    reconcile(context, key) {
      const object = context.lister(as.kind).get(key.name, key.namespace)
      if (object) sync(context, as, as.view(object))
    },
  })

/** What each running controller has counted. */
const censuses = new WeakMap<ControllerContext, PodCensus>()

export const replicaSetController = replicating<ReplicaSet>({
  name: 'replicaset-controller',
  kind: replicaSets,
  view: (replicaSet) => replicaSet,
  status: (status) => status,
})

/** Those that match a pod without owner. */
function wouldAdopt<T extends KubeObject>({ kind, view }: Replicating<T>, pod: Pod, context: ControllerContext): readonly ObjectKey[] {
  if (controllerOf(pod)) return nobody
  return context
    .lister(kind)
    .list(pod.metadata.namespace)
    .filter((object) => matchesCached(view(object).spec.selector, pod.metadata.labels ?? {}))
    .map(keyOf)
}

function sync(context: ControllerContext, as: Replicating<any>, replicaSet: ReplicaSet): void {
  const own = (censuses.get(context) as PodCensus).of(replicaSet)
  claimOthers(context, as, replicaSet, own)
  // What is created or deleted now is counted at once, but was not seen by this round: the next one writes it.
  const counts = own.counts(context.clock.now())
  const refusal = isTerminating(replicaSet) ? undefined : scale(context, replicaSet, counts.active)
  writeStatus(context, as, replicaSet, counts, refusal)
  wakeWhenAvailable(context, replicaSet, own)
  if (refusal) throw refusal
}

/** Lets go of pods that do not match any more, and adopts those that do and have no owner. */
function claimOthers(context: ControllerContext, { kind: ownerKind }: Replicating<any>, replicaSet: ReplicaSet, { strangers }: OwnedPods): void {
  const orphans = context.lister(pods).orphans(replicaSet.metadata.namespace ?? '')
  if (strangers.size === 0 && orphans.length === 0) return
  const others = [...strangers.values(), ...orphans.filter((pod) => !isTerminal(pod))]
  claim({ client: context.client, owner: replicaSet, ownerKind, kind: pods, matches: chosenBy(replicaSet) }, others)
}

const chosenBy =
  ({ spec }: ReplicaSet) =>
  (pod: Pod): boolean =>
    matchesCached(spec.selector, pod.metadata.labels ?? {})

/** Creates or deletes what is missing or too many. @returns the error that stopped it. */
function scale(context: ControllerContext, replicaSet: ReplicaSet, active: number): StatusError | undefined {
  const missing = (replicaSet.spec.replicas ?? 1) - active
  try {
    if (missing > 0) createPods(context, replicaSet, missing)
    else if (missing < 0)
      deletePods(context, replicaSet, podsToDelete(activePods(context, replicaSet), related(context, replicaSet), -missing, context.clock.now()))
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
}

const activePods = (context: ControllerContext, replicaSet: ReplicaSet): Pod[] =>
  context
    .lister(pods)
    .ownedBy(replicaSet.metadata.uid)
    .filter((pod) => isActive(pod) && chosenBy(replicaSet)(pod))

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

function writeStatus(context: ControllerContext, as: Replicating<any>, replicaSet: ReplicaSet, counts: PodCounts, refusal: StatusError | undefined): void {
  const status = as.status(statusOf(replicaSet, counts, refusal, context.clock.now()))
  if (!deepEqual(status, replicaSet.status)) context.client.updateStatus(as.kind, { ...replicaSet, status })
}

function wakeWhenAvailable(context: ControllerContext, replicaSet: ReplicaSet, own: OwnedPods): void {
  const due = own.nextAvailable()
  if (due !== undefined) context.enqueue(keyOf(replicaSet), due - context.clock.now())
}
