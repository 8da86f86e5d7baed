/**
 * The StatefulSet controller: pods with names that stay, made and taken away one after the other (or all at once, where
 * the policy is Parallel), each with claims of its own, and updated from the last to the first. Models kubernetes
 * pkg/controller/statefulset.
 */
import { controllerRevisions, persistentVolumeClaims, pods, statefulSets } from '../../../api/kinds.ts'
import { controllerOf, deepEqual, keyOf, type ObjectKey } from '../../../api/object.ts'
import type { ControllerRevision, Pod, StatefulSet, StatefulSetStatus } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, defineController, nobody } from '../../../client/controller.ts'
import { forgetOld, type Revised, revisionsOf } from '../history/revisions.ts'
import { claim } from '../ownership.ts'
import { isTerminating } from '../pod-state.ts'
import { ordinalOf, revisionLabel } from './identity.ts'
import { moveOn } from './replicas.ts'
import { statusOf, wakeAt } from './status.ts'

export const statefulSetController = defineController<StatefulSet>({
  name: 'statefulset-controller',
  for: statefulSets,
  // Its revisions do not wake it: of a set that leaves in the foreground it would make them anew as fast as they are deleted.
  owns: [pods],
  watches: [{ kind: pods, map: wouldAdopt }],
  start(context) {
    context.lister(controllerRevisions)
    context.lister(persistentVolumeClaims)
  },
  reconcile(context, key) {
    const set = context.lister(statefulSets).get(key.name, key.namespace)
    if (set) sync(context, set)
  },
})

function wouldAdopt(pod: Pod, context: ControllerContext): readonly ObjectKey[] {
  if (controllerOf(pod)) return nobody
  const sets = context.lister(statefulSets).list(pod.metadata.namespace)
  return sets.filter((set) => isMemberOf(set, pod)).map(keyOf)
}

const isMemberOf = (set: StatefulSet, pod: Pod): boolean =>
  matchesCached(set.spec?.selector, pod.metadata.labels ?? {}) && ordinalOf(set, pod.metadata.name) !== undefined

/** What one round sees. */
export interface Round {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  /** What the pods were made of before the update that goes on. */
  readonly current: ControllerRevision
  /** What they are to be made of. */
  readonly update: ControllerRevision
}

function sync(context: ControllerContext, set: StatefulSet): void {
  const revised: Revised<StatefulSet> = {
    owner: set,
    kind: statefulSets,
    selector: set.spec?.selector,
    template: set.spec?.template ?? ({} as never),
    hashLabel: 'controller.kubernetes.io/hash',
    limit: set.spec?.revisionHistoryLimit ?? 10,
  }
  const revisions = revisionsOf(context, revised)
  const update = revisions.current
  const current = revisions.old.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update
  const look = (): Round => ({ set, pods: claimed(context, set), current, update })
  try {
    if (!isTerminating(set)) moveOn(context, look())
  } finally {
    writeStatus(context, look())
  }
  const used = new Set([current.metadata.name, ...look().pods.map(({ metadata }) => metadata.labels?.[revisionLabel] ?? '')])
  forgetOld(context, revised, revisions, used)
}

function claimed(context: ControllerContext, set: StatefulSet): Pod[] {
  const lister = context.lister(pods)
  const candidates = [...lister.ownedBy(set.metadata.uid), ...lister.orphans(set.metadata.namespace ?? '')]
  return claim({ client: context.client, owner: set, ownerKind: statefulSets, kind: pods, matches: (pod) => isMemberOf(set, pod) }, candidates)
}

function writeStatus(context: ControllerContext, round: Round): void {
  const now = context.clock.now()
  const status: StatefulSetStatus = statusOf(round, now)
  if (!deepEqual(status, round.set.status)) context.client.updateStatus(statefulSets, { ...round.set, status })
  const at = wakeAt(round, now)
  if (at !== undefined) context.enqueue(keyOf(round.set), at - now)
}
