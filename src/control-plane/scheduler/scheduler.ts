/**
 * kube-scheduler: finds a node for every pod that has none, and writes the choice down (a Binding); the kubelet of that
 * node does the rest. Simulated: the scheduling queue with back-off and wake-up by events, the plugins of the default
 * profile, the wait for volumes before a pod is bound, preemption, nominated nodes, scheduling gates, sampling of nodes in
 * big clusters, events and the PodScheduled condition. Left out: resource claims, pod groups, extenders.
 */
import { namespaces, nodes, persistentVolumeClaims, podDisruptionBudgets, pods, replicaSets, services } from '../../api/kinds.ts'
import type { ApiHandler } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Node, Pod } from '../../api/types.ts'
import { Client } from '../../client/client.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { SeriesEventRecorder } from '../../client/event-series-recorder.ts'
import { type Change, Informers } from '../../client/informer.ts'
import { lead } from '../../client/leader-election.ts'
import { round } from '../../client/round.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { AssumedPods, preBindFailure } from './assumed-pods.ts'
import { nodeEvents, podEvents, storageEvents, usersOf, worthRetrying } from './cluster-events.ts'
import { ClusterSnapshot } from './cluster-snapshot.ts'
import { type Decision, Decisions } from './decision.ts'
import { fitError } from './fit-error.ts'
import type { Cycle } from './framework.ts'
import type { NodeState } from './node-state.ts'
import { plugins } from './plugins/index.ts'
import { preempt } from './preemption.ts'
import { enoughNodes } from './sampling.ts'
import { decide } from './scheduling-cycle.ts'
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.ts'
import { priorityOf } from './victims.ts'
import { bind, evictVictims, nominate, reportFailure, type Writer } from './writes.ts'

const schedulerName = 'default-scheduler'
/** What the plugin DynamicResources says of every pod that has no claims (until 1.37). */
const noClaims = 'no new claims to deallocate'
/** Pods that have ended need no room. */
const living = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }

export interface SchedulerOptions {
  readonly handle: ApiHandler
  readonly clock: Clock
  readonly random: Random
  /** The machine that it runs on, as its events name it. */
  readonly hostname: string
}

export class Scheduler {
  readonly #informers: Informers
  readonly #writer: Writer
  readonly #queue: SchedulingQueue
  readonly #clock: Clock
  readonly #random: Random
  readonly #snapshot = new ClusterSnapshot()
  /** Pods that room was made for and that are not there yet. */
  readonly #nominated = new Map<string, Pod>()
  readonly #decisions = new Decisions()
  /** Where the next search begins. */
  #nextNode = 0
  readonly #assumed: AssumedPods
  readonly #stopLeading: () => void
  #posted = false
  #stopped = false

  constructor({ handle, clock, random, hostname }: SchedulerOptions) {
    this.#clock = clock
    this.#random = random
    const client = new Client(handle, { username: 'system:kube-scheduler', groups: ['system:authenticated'] }, 'kube-scheduler')
    const events = new SeriesEventRecorder(client, clock, random, schedulerName, `${schedulerName}-${hostname}`)
    this.#writer = { client, clock, events }
    this.#informers = new Informers(client, clock)
    this.#stopLeading = lead({
      client,
      clock,
      events: new CoreEventRecorder(client, clock, random, { component: schedulerName }),
      name: 'kube-scheduler',
      identity: `${hostname}_${random.uuid()}`,
    })
    const wakesOf = (name: string): NonNullable<(typeof plugins)[number]['wakes']> => plugins.find((plugin) => plugin.name === name)?.wakes ?? []
    this.#queue = new SchedulingQueue(clock, wakesOf, () => this.#post())
    this.#assumed = new AssumedPods(clock, (queued, node, failure) => this.#preBound(queued, node, failure))
    for (const { kind, events } of storageEvents)
      this.#informers.of(kind).subscribe((change) => {
        const concerned = kind === persistentVolumeClaims ? usersOf(change.object) : undefined
        for (const event of events(change)) this.#queue.moveOn(event, concerned)
        this.#assumed.stir()
      })
    for (const kind of [namespaces, services, replicaSets, podDisruptionBudgets]) this.#informers.of(kind as typeof namespaces)
    this.#informers.of(nodes).subscribe((change) => this.#noticeNode(change))
    this.#informers.of(pods, living).subscribe((change) => this.#notice(change))
  }

  stop(): void {
    this.#stopped = true
    this.#assumed.stop()
    this.#stopLeading()
    this.#informers.stop()
  }

  /** What was thought of each node at the last attempt to place the pod. */
  explain(podUid: string): Decision | undefined {
    return this.#decisions.get(podUid)
  }

  #notice(change: Change<Pod>): void {
    const { object, previous, type } = change
    const { uid } = object.metadata
    if (type !== 'DELETED' && object.spec.nodeName) this.#snapshot.place(object.spec.nodeName, object)
    else if (previous?.spec.nodeName) this.#snapshot.displace(previous.spec.nodeName, uid)
    if (type !== 'DELETED' && !object.spec.nodeName && object.status?.nominatedNodeName && !this.#assumed.has(uid)) this.#nominated.set(uid, object)
    else this.#nominated.delete(uid)
    for (const event of podEvents(change)) this.#queue.moveOn(event)
    if (type === 'DELETED') this.#decisions.delete(uid)
    if (this.#assumed.has(uid)) this.#noticeAssumed(change)
    else if (type === 'DELETED' || object.spec.nodeName) this.#queue.remove(uid)
    else if (isOurs(object)) {
      if (!previous || worthRetrying(object, previous)) this.#queue.add(object)
      else this.#queue.refresh(object)
    }
  }

  /** Its place is kept, unless somebody else binds it or it goes. */
  #noticeAssumed({ object, type }: Change<Pod>): void {
    if (type !== 'DELETED' && !object.spec.nodeName) {
      this.#assumed.refresh(object)
      return
    }
    const node = this.#assumed.remove(object.metadata.uid)
    if (node !== undefined && node !== object.spec.nodeName) this.#forget(node, object.metadata.uid)
  }

  /** The room that was kept for a pod is free again. */
  #forget(node: string, uid: string): void {
    this.#snapshot.displace(node, uid)
    this.#queue.moveOn('PodDelete')
  }

  #noticeNode(change: Change<Node>): void {
    if (change.type === 'DELETED') this.#snapshot.removeNode(change.object)
    else this.#snapshot.putNode(change.object)
    for (const event of nodeEvents(change)) this.#queue.moveOn(event)
  }

  #post(): void {
    if (this.#posted) return
    this.#posted = true
    this.#clock.post(() => {
      this.#posted = false
      const next = this.#stopped ? undefined : this.#queue.pop()
      if (!next) return
      this.#post()
      if (!round(() => this.#schedule(next))) this.#queue.putBackForRetry(next)
    })
  }

  #schedule(queued: QueuedPod): void {
    const pod = this.#informers.lister(pods, living).get(queued.pod.metadata.name, queued.pod.metadata.namespace)
    if (pod?.metadata.uid !== queued.pod.metadata.uid || pod.spec.nodeName) return
    if (pod.metadata.deletionTimestamp) {
      const text = `skip schedule deleting pod: ${pod.metadata.namespace}/${pod.metadata.name}`
      this.#writer.events.record(pod, 'Warning', 'FailedScheduling', text, { action: 'Scheduling' })
      return
    }
    const cycle = this.#cycle(pod)
    const all = cycle.nodes.length
    const search = { from: this.#nextNode % Math.max(all, 1), enough: enoughNodes(all, 0), seenBy: this.#nominatedBesides(pod) }
    const decision = decide(cycle, plugins, this.#random, search)
    this.#nextNode = (search.from + decision.looked) % Math.max(all, 1)
    this.#decisions.set(pod.metadata.uid, decision)
    if (decision.node === undefined) this.#fail({ ...queued, pod }, cycle, decision)
    else this.#preBind({ ...queued, pod }, cycle, decision.node)
  }

  #cycle(pod: Pod): Cycle {
    const memo = new Map<string, unknown>()
    return {
      pod,
      nodes: this.#snapshot.nodes,
      nodesWithAffinity: this.#snapshot.nodesWithAffinity,
      groups: this.#snapshot.groups,
      images: this.#snapshot.images,
      lister: (kind) => this.#informers.lister(kind),
      namespace: (name) => this.#informers.lister(namespaces).get(name),
      servicesIn: (namespace) => this.#informers.lister(services).list(namespace),
      replicaSetsIn: (namespace) => this.#informers.lister(replicaSets).list(namespace),
      once: <T>(key: string, compute: () => T): T => {
        if (!memo.has(key)) memo.set(key, compute())
        return memo.get(key) as T
      },
    }
  }

  /** Room that was made for another pod, of at least this importance, is not free. */
  #nominatedBesides(pod: Pod): (node: NodeState) => NodeState {
    if (this.#nominated.size === 0) return (node) => node
    const others = [...this.#nominated.values()].filter((other) => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod))
    return (node) => {
      const promised = others.filter(({ status }) => status?.nominatedNodeName === node.name)
      return promised.length === 0 ? node : node.with([...node.pods, ...promised])
    }
  }

  #preBind(queued: QueuedPod, cycle: Cycle, name: string): void {
    const node = this.#snapshot.node(name)
    for (const plugin of plugins) {
      try {
        const awaited = node && plugin.preBind?.(cycle, node, this.#writer.client)
        if (awaited) {
          this.#assumed.add(queued, name, plugin.name, awaited)
          this.#snapshot.place(name, queued.pod)
          nominate(this.#writer, queued.pod, name)
          return
        }
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        this.#giveUp(queued, preBindFailure(plugin.name, error.message))
        return
      }
    }
    this.#bind(queued, name)
  }

  #preBound(queued: QueuedPod, node: string, failure: string | undefined): void {
    if (failure === undefined) {
      this.#bind(queued, node)
      return
    }
    this.#forget(node, queued.pod.metadata.uid)
    this.#giveUp(queued, failure)
  }

  #bind(queued: QueuedPod, node: string): void {
    const refusal = bind(this.#writer, queued.pod, node)
    if (!refusal) return
    this.#forget(node, queued.pod.metadata.uid)
    this.#giveUp(queued, `binding rejected: running Bind plugin "DefaultBinder": ${refusal.message}`)
  }

  #giveUp(queued: QueuedPod, message: string): void {
    this.#queue.putBackForRetry(queued)
    reportFailure(this.#writer, queued.pod, 'SchedulerError', message)
  }

  #fail(queued: QueuedPod, cycle: Cycle, decision: Decision): void {
    const { pod } = queued
    const { refusal } = decision
    const rejections = [...decision.rejections.values()]
    const rejectedBy = new Set(refusal ? [refusal.plugin] : rejections.map(({ plugin }) => plugin))
    if (cycle.nodes.length === 0) {
      this.#queue.putBack(queued, rejectedBy)
      reportFailure(this.#writer, pod, 'Unschedulable', 'no nodes available to schedule pods')
      return
    }
    const room = preempt({ cycle, plugins, rejections: decision.rejections, random: this.#random })
    if ('victims' in room) evictVictims(this.#writer, pod, room.victims, room.node)
    this.#queue.putBack(queued, rejectedBy)
    const message = fitError({
      nodes: cycle.nodes.length,
      rejections,
      ...(refusal ? { preFilter: refusal.message } : {}),
      ...('message' in room ? { postFilter: `${noClaims}, preemption: ${room.message}` } : {}),
    })
    reportFailure(this.#writer, pod, 'Unschedulable', message, 'node' in room ? room.node : room.hopeless ? '' : undefined)
  }
}

/** Ours, and not held back by scheduling gates. */
const isOurs = ({ spec }: Pod): boolean => (spec.schedulerName ?? schedulerName) === schedulerName && (spec.schedulingGates ?? []).length === 0
