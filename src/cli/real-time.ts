/** Time for a person at a terminal: the cluster's clock goes along with the wall clock. */
import { RealTimeDriver, type SimulatedClock } from '../clock.ts'
import type { PassingTime } from './passing-time.ts'

export class RealTime implements PassingTime {
  readonly #driver: RealTimeDriver

  constructor(
    private readonly clock: SimulatedClock,
    speed = 1,
  ) {
    this.#driver = new RealTimeDriver(clock, speed)
  }

  now(): number {
    this.#driver.catchUp()
    return this.clock.now()
  }

  catchUp(): void {
    this.#driver.catchUp()
  }

  /** Fast forward. */
  skip(ms: number): void {
    this.#driver.skip(ms)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const passed = new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve()
      const end = () => {
        cancel()
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.after(ms, end)
      signal?.addEventListener('abort', end)
    })
    return this.waitFor(passed)
  }

  after(ms: number, task: () => void): () => void {
    this.#driver.catchUp()
    const timer = this.clock.after(ms, task)
    this.#driver.catchUp()
    return () => timer.cancel()
  }

  async waitFor<T>(promise: Promise<T>): Promise<T> {
    // The driver's own timers let the process end; who waits does not.
    const hold = setInterval(() => {}, 2 ** 30)
    try {
      this.#driver.catchUp()
      return await promise
    } finally {
      clearInterval(hold)
    }
  }

  beside<T>(run: () => Promise<T>): Promise<T> {
    return run()
  }

  apart<T>(run: () => Promise<T>): Promise<T> {
    return run()
  }

  /** A person can press Ctrl-C. */
  onRest(): () => void {
    return () => {}
  }

  stop(): void {
    this.#driver.stop()
  }
}
