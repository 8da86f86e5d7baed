/**
 * Pods that wait for a node. Active: to be tried now, the most important first. Back-off: tried in vain not long ago.
 * Unschedulable: tried in vain, and nothing has changed since that could help. Models pkg/scheduler/backend/queue.
 */
import type { Pod } from '../../api/types.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { ClusterEvent } from './framework.ts'
import { PriorityHeap } from './priority-heap.ts'

/** After this long a pod is tried again even if nothing happened, on a round that comes each 30 s. */
const stuckMs = 300_000
const flushMs = 30_000

export interface QueuedPod {
  pod: Pod
  /** The pod's, which decides who is first. */
  readonly priority: number
  readonly addedAt: number
  /** Among those that came at the same moment. */
  readonly order: number
  attempts: number
  /** Plugins that rejected it at the last attempt; none if it failed otherwise. */
  rejectedBy: ReadonlySet<string>
  failedAt: number
  retry?: Timer
}

const nothing: ReadonlySet<string> = new Set()

/** The most important first, then who waits longest. */
const comesBefore = (a: QueuedPod, b: QueuedPod): boolean => {
  const difference = a.priority - b.priority
  return difference > 0 || (difference === 0 && (a.addedAt < b.addedAt || (a.addedAt === b.addedAt && a.order < b.order)))
}

/** Pods by uid, and the first of them. A heap forgets nobody: who was taken out or replaced is passed over when his turn comes. */
class Waiting {
  readonly #pods = new Map<string, QueuedPod>()
  readonly #heap = new PriorityHeap<QueuedPod>(comesBefore)

  get size(): number {
    return this.#pods.size
  }

  get(uid: string): QueuedPod | undefined {
    return this.#pods.get(uid)
  }

  set(uid: string, queued: QueuedPod): void {
    this.#pods.set(uid, queued)
    this.#heap.push(queued)
  }

  delete(uid: string): boolean {
    return this.#pods.delete(uid)
  }

  first(): QueuedPod | undefined {
    for (let next = this.#heap.pop(); next; next = this.#heap.pop()) if (this.#pods.get(next.pod.metadata.uid) === next) return next
    return undefined
  }
}

export class SchedulingQueue {
  readonly #active = new Waiting()
  readonly #backoff = new Waiting()
  readonly #unschedulable = new Map<string, QueuedPod>()
  #added = 0

  /** @param wake is called when there is a pod to try. */
  constructor(
    private readonly clock: Clock,
    private readonly backoff: { readonly firstMs: number; readonly longestMs: number },
    private readonly wakesOf: (plugin: string) => readonly ClusterEvent[],
    private readonly wake: () => void,
  ) {
    this.#flushLater()
  }

  /** A pod that is new or whose spec or labels changed: worth an attempt. */
  add(pod: Pod): void {
    const { uid } = pod.metadata
    const known = this.remove(uid)
    const order = this.#added++
    this.#activate({ addedAt: this.clock.now(), order, attempts: 0, rejectedBy: nothing, failedAt: 0, ...known, pod, priority: pod.spec.priority ?? 0 })
  }

  /** A change that gives no hope by itself (a condition, say). */
  refresh(pod: Pod): void {
    const known = this.#find(pod.metadata.uid)
    if (known) known.pod = pod
  }

  remove(uid: string): QueuedPod | undefined {
    const known = this.#find(uid)
    known?.retry?.cancel()
    for (const pods of [this.#active, this.#backoff, this.#unschedulable]) pods.delete(uid)
    return known
  }

  /** The most important pod: by priority, then by how long it waits. Pods in back-off only if there is no other. */
  pop(): QueuedPod | undefined {
    const next = (this.#active.size > 0 ? this.#active : this.#backoff).first()
    if (!next) return undefined
    this.remove(next.pod.metadata.uid)
    return { ...next, attempts: next.attempts + 1 }
  }

  /** Puts back a pod that found no node, until an event helps it. */
  putBack(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    this.#unschedulable.set(queued.pod.metadata.uid, { ...queued, rejectedBy, failedAt: this.clock.now() })
  }

  /** Puts back a pod whose binding failed: it is tried again by itself, after the back-off. */
  putBackForRetry(queued: QueuedPod): void {
    const { uid } = queued.pod.metadata
    const delay = Math.min(this.backoff.firstMs * 2 ** (queued.attempts - 1), this.backoff.longestMs)
    const waiting: QueuedPod = { ...queued, rejectedBy: nothing, failedAt: this.clock.now() }
    waiting.retry = this.clock.after(delay, () => {
      if (this.#unschedulable.delete(uid)) this.#activate(waiting)
    })
    this.#unschedulable.set(uid, waiting)
  }

  /**
   * Something happened in the cluster: pods that a plugin rejected which may now judge otherwise get another chance; of
   * these only those that it concerns, if only some can be.
   */
  moveOn(event: ClusterEvent, concerns?: (pod: Pod) => boolean): void {
    if (this.#unschedulable.size === 0) return
    for (const [uid, queued] of [...this.#unschedulable]) {
      if (queued.retry) continue
      const helps = queued.rejectedBy.size === 0 ? event === 'NodeAdd' : [...queued.rejectedBy].some((plugin) => this.wakesOf(plugin).includes(event))
      if (!helps || (concerns && !concerns(queued.pod))) continue
      this.#unschedulable.delete(uid)
      this.#backoff.set(uid, queued)
      this.wake()
    }
  }

  #activate(queued: QueuedPod): void {
    const { pod, priority, addedAt, order, attempts, rejectedBy, failedAt } = queued
    this.#active.set(pod.metadata.uid, { pod, priority, addedAt, order, attempts, rejectedBy, failedAt })
    this.wake()
  }

  #find(uid: string): QueuedPod | undefined {
    return this.#active.get(uid) ?? this.#backoff.get(uid) ?? this.#unschedulable.get(uid)
  }

  #flushLater(): void {
    this.clock.after(
      flushMs,
      () => {
        for (const queued of [...this.#unschedulable.values()]) {
          if (queued.retry || this.clock.now() - queued.failedAt < stuckMs) continue
          this.#unschedulable.delete(queued.pod.metadata.uid)
          this.#activate(queued)
        }
        this.#flushLater()
      },
      { background: true },
    )
  }
}
