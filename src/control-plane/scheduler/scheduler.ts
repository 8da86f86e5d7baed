/**
 * kube-scheduler: finds a node for every pod that has none, and writes the choice down (a Binding); the kubelet of that
 * node does the rest. Simulated: the scheduling queue with back-off and wake-up by events, the plugins of the default
 * profile, the wait for volumes before a pod is bound, preemption, nominated nodes, scheduling gates, sampling of nodes in
 * big clusters, events and the PodScheduled condition. Left out: resource claims, pod groups, extenders.
 */
import {
  namespaces,
  nodes,
  persistentVolumeClaims,
  podDisruptionBudgets,
  pods,
  replicaSets,
  replicationControllers,
  services,
  statefulSets,
} from '../../api/kinds.ts'
import type { ApiHandler } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Node, Pod } from '../../api/types.ts'
import { Client } from '../../client/client.ts'
import { SeriesEventRecorder } from '../../client/event-series-recorder.ts'
import { type Change, Informers } from '../../client/informer.ts'
import { round } from '../../client/round.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import { AssumedPods, preBindFailure } from './assumed-pods.ts'
import { nodeEvents, podEvents, storageEvents, usersOf, worthRetrying } from './cluster-events.ts'
import { ClusterSnapshot } from './cluster-snapshot.ts'
import { checkedConfiguration, type KubeSchedulerConfiguration } from './configuration.ts'
import { type Decision, Decisions } from './decision.ts'
import { fitError } from './fit-error.ts'
import type { ClusterEvent, Cycle } from './framework.ts'
import { NominatedPods } from './nominated-pods.ts'
import { plugins } from './plugins/index.ts'
import { demandOf } from './pod-demand.ts'
import { preempt } from './preemption.ts'
import { defaultScheduler, type Profile, profilesOf } from './profile.ts'
import { enoughNodes } from './sampling.ts'
import { decide } from './scheduling-cycle.ts'
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.ts'
import { bind, evictVictims, nominate, reportFailure, type Writer } from './writes.ts'

/** What the plugin DynamicResources says of every pod that has no claims (until 1.37). */
const noClaims = 'no new claims to deallocate'
const wakesOf = (name: string): readonly ClusterEvent[] => plugins.find((plugin) => plugin.name === name)?.wakes ?? []
const noPreemption = { message: '', hopeless: false }
/** Pods that have ended need no room. */
const living = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }

export interface SchedulerOptions {
  readonly handle: ApiHandler
  readonly clock: Clock
  readonly random: Random
  /** The machine that it runs on, as its events name it. */
  readonly hostname: string
  /** What kube-scheduler reads with --config: profiles above all. */
  readonly configuration?: KubeSchedulerConfiguration
}

export class Scheduler {
  readonly #informers: Informers
  readonly #profiles: ReadonlyMap<string, Profile>
  /** By profile: events tell which of them acted. */
  readonly #writers: ReadonlyMap<string, Writer>
  readonly #queue: SchedulingQueue
  readonly #clock: Clock
  readonly #random: Random
  readonly #snapshot = new ClusterSnapshot()
  readonly #nominated = new NominatedPods()
  readonly #decisions = new Decisions()
  /** Where the next search begins. */
  #nextNode = 0
  readonly #assumed: AssumedPods
  #posted = false
  #stopped = false

  /** @throws ConfigurationError for a configuration that kube-scheduler would not start with. */
  constructor({ handle, clock, random, hostname, configuration = {} }: SchedulerOptions) {
    this.#clock = clock
    this.#random = random
    const client = new Client(handle, { username: 'system:kube-scheduler', groups: ['system:authenticated'] }, 'kube-scheduler')
    this.#profiles = profilesOf(checkedConfiguration(configuration))
    this.#writers = new Map(
      [...this.#profiles.keys()].map((name) => [name, { client, clock, events: new SeriesEventRecorder(client, clock, random, name, `${name}-${hostname}`) }]),
    )
    this.#informers = new Informers(client, clock)
    const { podInitialBackoffSeconds = 1, podMaxBackoffSeconds = 10 } = configuration
    const backoff = { firstMs: podInitialBackoffSeconds * 1000, longestMs: podMaxBackoffSeconds * 1000 }
    this.#queue = new SchedulingQueue(clock, backoff, wakesOf, () => this.#post())
    this.#assumed = new AssumedPods(clock, (queued, node, failure) => this.#preBound(queued, node, failure))
    for (const { kind, events } of storageEvents)
      this.#informers.of(kind).subscribe((change) => {
        const concerned = kind === persistentVolumeClaims ? usersOf(change.object) : undefined
        for (const event of events(change)) this.#queue.moveOn(event, concerned)
        this.#assumed.stir()
      })
    for (const kind of [namespaces, services, replicaSets, statefulSets, replicationControllers, podDisruptionBudgets])
      this.#informers.of(kind as typeof namespaces)
    this.#informers.of(nodes).subscribe((change) => this.#noticeNode(change))
    this.#informers.of(pods, living).subscribe((change) => this.#notice(change))
  }

  stop(): void {
    this.#stopped = true
    this.#assumed.stop()
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
    this.#nominated.note(object, type !== 'DELETED' && !this.#assumed.has(uid))
    for (const event of podEvents(change)) this.#queue.moveOn(event)
    if (type === 'DELETED') this.#decisions.delete(uid)
    if (this.#assumed.has(uid)) this.#noticeAssumed(change)
    else if (type === 'DELETED' || object.spec.nodeName) {
      // Most changes are of pods that have their place and left the queue long ago.
      if (!previous?.spec.nodeName) this.#queue.remove(uid)
    } else if (this.#isOurs(object)) {
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
      this.#writerFor(pod).events.record(pod, 'Warning', 'FailedScheduling', text, { action: 'Scheduling' })
      return
    }
    const cycle = this.#cycle(pod)
    const profile = this.#profileOf(pod)
    const all = cycle.nodes.length
    const search = {
      from: this.#nextNode % Math.max(all, 1),
      enough: enoughNodes(all, profile.percentageOfNodesToScore),
      verdicts: profile.verdicts,
      seenBy: this.#nominated.besides(pod),
    }
    const decision = decide(cycle, profile.plugins, this.#random, search)
    // A pod that may be on named nodes only does not move on where the others' search begins.
    if (decision.narrowedBy.length === 0) this.#nextNode = (search.from + decision.looked) % Math.max(all, 1)
    this.#decisions.set(pod.metadata.uid, decision)
    if (decision.node === undefined) this.#fail({ ...queued, pod }, cycle, decision)
    else this.#preBind({ ...queued, pod }, cycle, decision.node)
  }

  /** Of one of our profiles, and not held back by scheduling gates. */
  #isOurs(pod: Pod): boolean {
    return this.#profiles.has(nameOf(pod)) && (pod.spec.schedulingGates ?? []).length === 0
  }

  #profileOf(pod: Pod): Profile {
    return this.#profiles.get(nameOf(pod)) as Profile
  }

  #writerFor(pod: Pod): Writer {
    return this.#writers.get(nameOf(pod)) as Writer
  }

  #cycle(pod: Pod): Cycle {
    const memo = new Map<string, unknown>()
    return {
      pod,
      demand: demandOf(pod),
      nodes: this.#snapshot.nodes,
      nodesWithAffinity: this.#snapshot.nodesWithAffinity,
      node: (name) => this.#snapshot.node(name),
      groups: this.#snapshot.groups,
      images: this.#snapshot.images,
      lister: (kind) => this.#informers.lister(kind),
      namespace: (name) => this.#informers.lister(namespaces).get(name),
      servicesIn: (namespace) => this.#informers.lister(services).list(namespace),
      once: <T>(key: string, compute: () => T): T => {
        if (!memo.has(key)) memo.set(key, compute())
        return memo.get(key) as T
      },
    }
  }

  #preBind(queued: QueuedPod, cycle: Cycle, name: string): void {
    const node = this.#snapshot.node(name)
    for (const plugin of this.#profileOf(queued.pod).plugins) {
      try {
        const awaited = node && plugin.preBind?.(cycle, node, this.#writerFor(queued.pod).client)
        if (awaited) {
          this.#assumed.add(queued, name, plugin.name, awaited)
          this.#snapshot.place(name, queued.pod)
          nominate(this.#writerFor(queued.pod), queued.pod, name)
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
    const refusal = bind(this.#writerFor(queued.pod), queued.pod, node)
    if (!refusal) return
    this.#forget(node, queued.pod.metadata.uid)
    this.#giveUp(queued, `binding rejected: running Bind plugin "DefaultBinder": ${refusal.message}`)
  }

  #giveUp(queued: QueuedPod, message: string): void {
    this.#queue.putBackForRetry(queued)
    reportFailure(this.#writerFor(queued.pod), queued.pod, 'SchedulerError', message)
  }

  #fail(queued: QueuedPod, cycle: Cycle, decision: Decision): void {
    const { pod } = queued
    const { refusal } = decision
    const byNode = decision.rejections
    const rejections = [...byNode.values()]
    const rejectedBy = new Set(refusal ? [refusal.plugin] : [...rejections.map(({ plugin }) => plugin), ...decision.narrowedBy])
    if (cycle.nodes.length === 0) {
      this.#queue.putBack(queued, rejectedBy)
      reportFailure(this.#writerFor(pod), pod, 'Unschedulable', 'no nodes available to schedule pods')
      return
    }
    const { plugins, preempts } = this.#profileOf(pod)
    const room = preempts ? preempt({ cycle, plugins, rejections: byNode, random: this.#random }) : noPreemption
    if ('victims' in room) evictVictims(this.#writerFor(pod), pod, room.victims, room.node)
    this.#queue.putBack(queued, rejectedBy)
    const message = fitError({
      nodes: cycle.nodes.length,
      rejections,
      narrowedBy: decision.narrowedBy,
      ...(refusal ? { preFilter: refusal.message } : {}),
      ...('message' in room ? { postFilter: room.message === '' ? noClaims : `${noClaims}, preemption: ${room.message}` } : {}),
    })
    reportFailure(this.#writerFor(pod), pod, 'Unschedulable', message, 'node' in room ? room.node : room.hopeless ? '' : undefined)
  }
}

const nameOf = ({ spec }: Pod): string => spec.schedulerName ?? defaultScheduler
