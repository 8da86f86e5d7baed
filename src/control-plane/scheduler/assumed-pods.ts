/**
 * Pods that have their place and wait for something else before they can be bound to it: their volumes. The scheduler goes
 * on meanwhile as if they were there. Models the wait of kubernetes pkg/scheduler/framework/plugins/volumebinding, which
 * looks each second and gives up after ten minutes; here a look at which nothing can have changed is not taken.
 */
import type { Pod } from '../../api/types.ts'
import type { Clock, Timer } from '../../clock.ts'
import { type Awaited, PreBindError } from './framework.ts'
import type { QueuedPod } from './scheduling-queue.ts'

const pollMs = 1000
const patienceMs = 600_000

interface AssumedPod {
  readonly queued: QueuedPod
  readonly node: string
  readonly plugin: string
  readonly done: Awaited
  readonly since: number
  look: Timer | undefined
  readonly end: Timer
}

export class AssumedPods {
  readonly #pods = new Map<string, AssumedPod>()

  /** @param ready is told of each pod whose wait is over, with what went wrong if it was in vain. */
  constructor(
    private readonly clock: Clock,
    private readonly ready: (queued: QueuedPod, node: string, failure?: string) => void,
  ) {}

  has(uid: string): boolean {
    return this.#pods.has(uid)
  }

  add(queued: QueuedPod, node: string, plugin: string, done: Awaited): void {
    const { uid } = queued.pod.metadata
    const giveUp = (): void => this.#over(uid, 'binding volumes: context deadline exceeded')
    const end = this.clock.after(patienceMs, giveUp, { background: true })
    this.#pods.set(uid, { queued, node, plugin, done, since: this.clock.now(), look: undefined, end })
    this.stir()
  }

  /** Forgets a pod that is gone. @returns where it would have been */
  remove(uid: string): string | undefined {
    const pod = this.#pods.get(uid)
    pod?.look?.cancel()
    pod?.end.cancel()
    this.#pods.delete(uid)
    return pod?.node
  }

  /** The latest version of a pod that waits. */
  refresh(pod: Pod): void {
    const assumed = this.#pods.get(pod.metadata.uid)
    if (assumed) assumed.queued.pod = pod
  }

  /** Something has changed that they may wait for. */
  stir(): void {
    for (const [uid, pod] of this.#pods) {
      const passed = this.clock.now() - pod.since
      const next = (Math.floor(passed / pollMs) + 1) * pollMs - passed
      pod.look ??= this.clock.after(next, () => this.#look(uid))
    }
  }

  stop(): void {
    for (const uid of [...this.#pods.keys()]) this.remove(uid)
  }

  #look(uid: string): void {
    const pod = this.#pods.get(uid)
    if (!pod) return
    pod.look = undefined
    try {
      if (pod.done()) this.#over(uid)
    } catch (error) {
      if (!(error instanceof PreBindError)) throw error
      this.#over(uid, error.message)
    }
  }

  #over(uid: string, failure?: string): void {
    const pod = this.#pods.get(uid)
    if (!pod) return
    this.remove(uid)
    this.ready(pod.queued, pod.node, failure === undefined ? undefined : preBindFailure(pod.plugin, failure))
  }
}

export const preBindFailure = (plugin: string, message: string): string => `running PreBind plugin ${JSON.stringify(plugin)}: ${message}`
