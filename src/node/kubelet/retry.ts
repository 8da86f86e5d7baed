/** When a worker looks at its pod again after something failed. Models completeWork in pkg/kubelet/pod_workers.go. */
import type { Timer } from '../../clock.ts'
import type { PodHost } from './pod-host.ts'

const usualMs = 10_000
const longestMs = 60_000

export class Retry {
  #timer: Timer | undefined

  constructor(
    private readonly host: PodHost,
    private readonly worker: { sync(): void },
  ) {}

  in(ms: number, background = false): void {
    this.cancel()
    const act = (): void => {
      this.#timer = undefined
      this.worker.sync()
    }
    this.#timer = this.host.clock.after(ms, act, { background })
  }

  /** After about 10 s, or when the back-off that ends at `until` is over, but within a minute or so; both up to half as long again. */
  later(until: number | undefined): void {
    const left = until === undefined ? undefined : Math.max(0, until - this.host.clock.now())
    const wait = Math.min(left ?? usualMs, longestMs)
    // Only the end of a back-off changes anything; the rest repeats itself for ever.
    this.in(Math.floor(wait * this.host.random.between(1, 1.5)), left === undefined || left > longestMs)
  }

  cancel(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
