/**
 * Time for scripts, tests and lesson checks. While anybody works, it stands still. Once everybody blocks, whatever is
 * ready in this process may run (a promise, a file that loads), and then the clock jumps to the next timer.
 */
import { nextTurn, type SimulatedClock } from '../clock.ts'
import type { PassingTime } from './passing-time.ts'

/** A wait without an end of its own is given up after this much simulated time, in a cluster that never rests. */
const patience = 3_600_000

export class JumpingTime implements PassingTime {
  #blocked = 0
  #beside = 0
  /** Timers that were set here: something that was asked for is going to happen. */
  #asked = 0
  #since = 0
  #jumping = false
  #onRest = new Set<() => void>()

  constructor(private readonly clock: SimulatedClock) {}

  now(): number {
    return this.clock.now()
  }

  catchUp(): void {
    this.clock.settle()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.waitFor(
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const end = () => {
          cancel()
          signal?.removeEventListener('abort', end)
          resolve()
        }
        const cancel = this.after(ms, end)
        signal?.addEventListener('abort', end)
      }),
    )
  }

  after(ms: number, task: () => void): () => void {
    let pending = true
    this.#asked++
    const settle = () => {
      if (pending) this.#asked--
      pending = false
    }
    const timer = this.clock.after(ms, () => {
      settle()
      task()
    })
    return () => {
      settle()
      timer.cancel()
    }
  }

  async waitFor<T>(promise: Promise<T>): Promise<T> {
    if (this.#blocked++ === 0) this.#since = this.clock.now()
    void this.#jump()
    try {
      return await promise
    } finally {
      this.#blocked--
    }
  }

  async beside<T>(run: () => Promise<T>): Promise<T> {
    this.#beside++
    try {
      return await run()
    } finally {
      this.#beside--
      void this.#jump()
    }
  }

  apart<T>(run: () => Promise<T>): Promise<T> {
    return this.beside(run)
  }

  onRest(listener: () => void): () => void {
    this.#onRest.add(listener)
    return () => this.#onRest.delete(listener)
  }

  stop(): void {
    this.#onRest.clear()
  }

  async #jump(): Promise<void> {
    if (this.#jumping) return
    this.#jumping = true
    try {
      for (await nextTurn(); this.#everybodyBlocks(); await nextTurn()) {
        this.clock.settle()
        await nextTurn()
        if (!this.#everybodyBlocks()) break
        const next = this.clock.nextTimer()
        if (!this.#isAtRest() && next !== undefined) this.clock.advanceTo(next)
        else if (this.#onRest.size > 0) for (const tell of [...this.#onRest]) tell()
        else break
      }
    } finally {
      this.#jumping = false
    }
  }

  #everybodyBlocks(): boolean {
    return this.#blocked > 0 && this.#blocked >= this.#beside
  }

  #isAtRest(): boolean {
    return this.clock.atRest() || (this.#asked === 0 && this.clock.now() - this.#since >= patience)
  }
}
