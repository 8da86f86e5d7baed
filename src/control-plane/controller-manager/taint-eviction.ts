/**
 * The taint eviction controller: deletes pods from nodes with a NoExecute taint that they do not tolerate, or no longer
 * (tolerationSeconds). Models kubernetes pkg/controller/tainteviction. It runs with the node controller's account.
 */
import { nodes, pods } from '../../api/kinds.ts'
import { deepEqual, keyOf, type ObjectKey } from '../../api/object.ts'
import { isNotFound } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import { tolerates } from '../../api/tolerations.ts'
import type { Node, Pod, Taint } from '../../api/types.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import type { Change, Lister } from '../../client/informer.ts'
import { round } from '../../client/round.ts'
import type { Timer } from '../../clock.ts'
import { byNodeName, isTerminating } from './pod-state.ts'

const retryMs = 1000

interface Scheduled {
  readonly since: number
  readonly timer: Timer
}

export function taintEvictionController(): ControllerDefinition<Pod> {
  /** By pod uid. */
  const scheduled = new Map<string, Scheduled>()
  return defineController<Pod>({
    name: 'taint-eviction-controller',
    for: pods,
    concerns: mayBeTolerated,
    watches: [
      {
        kind: nodes,
        map: (node: Node, { lister }, previous) => (previous && isThere(node, lister(nodes)) && sameTaints(node, previous) ? [] : podsOn(node, lister(pods))),
      },
    ],
    reconcile(context, key) {
      const pod = context.lister(pods).get(key.name, key.namespace)
      if (pod && !isTerminating(pod) && pod.spec.nodeName) judge(context, pod, scheduled)
    },
  })
}

/** A pod is judged by its place and its tolerations; pods write their status all the time. */
const mayBeTolerated = ({ object, previous }: Change<Pod>): boolean =>
  !previous || object.spec.nodeName !== previous.spec.nodeName || !deepEqual(object.spec.tolerations, previous.spec.tolerations)

/** Nodes write their status all the time, and only taints matter here. */
const sameTaints = (a: Node, b: Node): boolean => deepEqual(a.spec.taints, b.spec.taints)

/** What is told of is not a node that has just gone. */
const isThere = ({ metadata: { name, uid } }: Node, lister: Lister<Node>): boolean => lister.get(name)?.metadata.uid === uid

const podsOn = ({ metadata: { name } }: Node, lister: Lister<Pod>): ObjectKey[] => lister.by(byNodeName, name).map(keyOf)

function judge(context: ControllerContext, pod: Pod, scheduled: Map<string, Scheduled>): void {
  const taints = (context.lister(nodes).get(pod.spec.nodeName ?? '')?.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute')
  const patience = patienceOf(pod, taints)
  const { uid } = pod.metadata
  const now = context.clock.now()
  const running = scheduled.get(uid)
  if (patience === Number.POSITIVE_INFINITY) {
    if (running) cancel(context, pod, scheduled)
    return
  }
  const since = running?.since ?? now
  if (running && running.timer.at <= since + patience) return
  running?.timer.cancel()
  scheduled.delete(uid)
  if (patience === 0) {
    evict(context, pod)
    return
  }
  const act = (): void => {
    scheduled.delete(uid)
    const current = context.lister(pods).get(pod.metadata.name, pod.metadata.namespace)
    if (current?.metadata.uid === uid && !isTerminating(current) && !round(() => evict(context, current))) context.clock.after(retryMs, act)
  }
  const timer = context.clock.after(since + patience - now, act)
  scheduled.set(uid, { since, timer })
}

/** How long the pod tolerates all these taints, in milliseconds. */
function patienceOf(pod: Pod, taints: readonly Taint[]): number {
  const used = taints.map((taint) => pod.spec.tolerations?.filter((toleration) => tolerates(toleration, taint)) ?? [])
  if (used.some((tolerations) => tolerations.length === 0)) return 0
  const limits = used
    .flat()
    .map(({ tolerationSeconds }) => (tolerationSeconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, tolerationSeconds) * 1000))
  return Math.min(Number.POSITIVE_INFINITY, ...limits)
}

function cancel(context: ControllerContext, pod: Pod, scheduled: Map<string, Scheduled>): void {
  scheduled.get(pod.metadata.uid)?.timer.cancel()
  scheduled.delete(pod.metadata.uid)
  context.events.record(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${pod.metadata.namespace}/${pod.metadata.name}`)
}

function evict(context: ControllerContext, pod: Pod): void {
  const { name, namespace = '', uid } = pod.metadata
  context.events.record(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`)
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: formatTime(context.clock.now()),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  try {
    context.client.patch(pods, name, namespace, { metadata: { uid }, status: { conditions: [condition] } }, undefined, 'status')
    context.client.delete(pods, name, namespace)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
