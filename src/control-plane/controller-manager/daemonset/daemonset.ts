/**
 * The DaemonSet controller: one pod on every node that the set's node selector, affinity and tolerations let in, replaced
 * node by node when the template changes. It names the node in each pod's affinity; the scheduler puts it there. Models
 * kubernetes pkg/controller/daemon.
 */
import { controllerRevisions, daemonSets, nodes, pods } from '../../../api/kinds.ts'
import { controllerOf, keyOf, type ObjectKey } from '../../../api/object.ts'
import type { DaemonSet, Node, Pod } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, defineController, nobody } from '../../../client/controller.ts'
import { forgetOld, type Revised, revisionsOf } from '../history/revisions.ts'
import { claim } from '../ownership.ts'
import { isTerminal, isTerminating } from '../pod-state.ts'
import { DaemonCensus, type SetCensus } from './census.ts'
import { FailedPods } from './failed-pods.ts'
import { belongs, nodeOf } from './nodes.ts'
import { looksAlike, oldestFirst } from './place.ts'
import { changePods, hashLabel } from './pods.ts'
import { rollingUpdate } from './rolling-update.ts'
import { writeStatus } from './status.ts'

export const daemonSetController = defineController<DaemonSet>({
  name: 'daemon-set-controller',
  for: daemonSets,
  owns: [pods, controllerRevisions],
  watches: [
    { kind: nodes, map: (node, context, previous) => (previous && looksAlike(node, previous) ? [] : context.lister(daemonSets).list().map(keyOf)) },
    { kind: pods, map: wouldAdopt },
  ],
  start(context) {
    const census = new DaemonCensus(context)
    censuses.set(context, census)
    failedPods.set(context, new FailedPods())
    context.follow(daemonSets, ({ type, object }) => type === 'DELETED' && census.forget(object.metadata.uid))
  },
  reconcile(context, key) {
    const set = context.lister(daemonSets).get(key.name, key.namespace)
    if (set) sync(context, set)
  },
})

/** What each running controller has counted. */
const censuses = new WeakMap<ControllerContext, DaemonCensus>()
const failedPods = new WeakMap<ControllerContext, FailedPods>()

function wouldAdopt(pod: Pod, context: ControllerContext): readonly ObjectKey[] {
  if (controllerOf(pod)) return nobody
  const sets = context.lister(daemonSets).list(pod.metadata.namespace)
  return sets.filter(({ spec }) => matchesCached(spec?.selector, pod.metadata.labels ?? {})).map(keyOf)
}

/** What one round sees: all nodes, or those that matter to it. */
export interface Round {
  readonly set: DaemonSet
  readonly census: SetCensus
  readonly nodes: readonly Node[]
  /** The set's pods by the node that they are on or meant for, the oldest first. */
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>
  /** Of the present template. */
  readonly hash: string
}

function sync(context: ControllerContext, set: DaemonSet): void {
  if (isTerminating(set)) return
  const revised: Revised<DaemonSet> = {
    owner: set,
    kind: daemonSets,
    selector: set.spec?.selector,
    template: set.spec?.template ?? ({} as never),
    hashLabel,
    limit: set.spec?.revisionHistoryLimit ?? 10,
  }
  const revisions = revisionsOf(context, revised)
  const hash = revisions.current.metadata.labels?.[hashLabel] ?? ''
  const census = (censuses.get(context) as DaemonCensus).of(set, hash)
  claimOthers(context, set, census)
  try {
    update(context, revised, revisions, census)
  } finally {
    // What is so is said, too, where a quota or the API server did not let everything be done.
    writeStatus(context, set, census)
  }
}

function update(context: ControllerContext, revised: Revised<DaemonSet>, revisions: ReturnType<typeof revisionsOf>, census: SetCensus): void {
  const { owner: set } = revised
  const busy = whereBusy(set, census)
  changePods(context, busy, manage(context, busy))
  if (set.spec?.updateStrategy?.type === 'RollingUpdate' && census.hasOld) {
    const everywhere = { set, census, hash: census.hash, nodes: context.lister(nodes).list(), podsOn: byNode(chosen(context, set)) }
    changePods(context, everywhere, rollingUpdate(everywhere, context.clock.now()))
  }
  const used = new Set([...census.hashes].map((each) => `${set.metadata.name}-${each}`))
  forgetOld(context, revised, revisions, used)
}

/** Lets go of pods that do not match any more, and adopts those that do and have no owner. */
function claimOthers(context: ControllerContext, set: DaemonSet, { strangers }: SetCensus): void {
  const orphans = context.lister(pods).orphans(set.metadata.namespace ?? '')
  if (strangers.size === 0 && orphans.length === 0) return
  const others = [...strangers.values(), ...orphans.filter((pod) => !isTerminal(pod))]
  claim({ client: context.client, owner: set, ownerKind: daemonSets, kind: pods, matches: (pod) => chooses(set, pod) }, others)
}

const chooses = ({ spec }: DaemonSet, pod: Pod): boolean => matchesCached(spec?.selector, pod.metadata.labels ?? {})

const chosen = (context: ControllerContext, set: DaemonSet): Pod[] =>
  context
    .lister(pods)
    .ownedBy(set.metadata.uid)
    .filter((pod) => chooses(set, pod))

function whereBusy(set: DaemonSet, census: SetCensus): Round {
  const places = census.busy()
  return {
    set,
    census,
    hash: census.hash,
    nodes: places.flatMap(({ node }) => node ?? []),
    podsOn: byNode(places.flatMap(({ pods: here }) => [...here.values()])),
  }
}

function byNode(all: readonly Pod[]): Map<string, Pod[]> {
  const found = new Map<string, Pod[]>()
  for (const pod of oldestFirst(all)) {
    const node = nodeOf(pod)
    if (node !== undefined) found.set(node, [...(found.get(node) ?? []), pod])
  }
  return found
}

/** What to make and to delete so that there is one pod on each node that should have one. */
function manage(context: ControllerContext, round: Round): { create: string[]; remove: Pod[] } {
  const create: string[] = []
  const remove: Pod[] = []
  for (const node of round.nodes) {
    const { run, stay } = belongs(round.set, node)
    const here = round.podsOn.get(node.metadata.name) ?? []
    if (run && here.length === 0) create.push(node.metadata.name)
    else if (stay) remove.push(...superfluous(context, round.set, node, here))
    else remove.push(...here.filter((pod) => !isTerminating(pod)))
  }
  const known = new Set(round.nodes.map(({ metadata }) => metadata.name))
  // Pods that wait for a node that is no more.
  for (const [name, here] of round.podsOn) if (!known.has(name)) remove.push(...here.filter((pod) => !isTerminating(pod) && !pod.spec.nodeName))
  return { create, remove }
}

/** Whether pods of the set have failed on the node just now: then it is looked at again a little later. */
function waits(context: ControllerContext, set: DaemonSet, node: Node): boolean {
  const { uid, generation = 0 } = set.metadata
  const ms = failedPods.get(context)?.wait(`${uid}/${generation}/${node.metadata.name}`, context.clock.now()) ?? 0
  if (ms > 0) context.enqueue(keyOf(set), ms, { background: ms > 120_000 })
  return ms > 0
}

/** Those that have ended, and all but one of those that run; two if an update may surge. */
function superfluous(context: ControllerContext, set: DaemonSet, node: Node, here: readonly Pod[]): Pod[] {
  const remove: Pod[] = []
  const running: Pod[] = []
  for (const pod of here.filter((each) => !isTerminating(each))) {
    if (pod.status?.phase === 'Failed' && waits(context, set, node)) continue
    const where = `${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}`
    if (pod.status?.phase === 'Failed') context.events.record(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${where}, will try to kill it`)
    else if (pod.status?.phase === 'Succeeded')
      context.events.record(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${where}, will try to delete it`)
    if (isTerminal(pod)) remove.push(pod)
    else running.push(pod)
  }
  const surges = set.spec?.updateStrategy?.type === 'RollingUpdate' && ![0, '0%', undefined].includes(set.spec.updateStrategy.rollingUpdate?.maxSurge as never)
  return [...remove, ...running.slice(surges ? 2 : 1)]
}
