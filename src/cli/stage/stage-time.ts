/**
 * Time on a stage: it jumps while lines are played again, and goes with the wall clock once a person looks on. While a
 * line works (and waits for nothing) it stands still, so that the same line at the same time does the same again.
 */
import type { SimulatedClock } from '../../clock.ts'
import { JumpingTime } from '../jumping-time.ts'
import type { PassingTime } from '../passing-time.ts'
import { RealTime } from '../real-time.ts'

export class StageTime implements PassingTime {
  #inner: PassingTime
  #working = false
  #waiting = 0

  constructor(private readonly clock: SimulatedClock) {
    this.#inner = new JumpingTime(clock)
  }

  goLive(): void {
    this.#inner.stop()
    this.#inner = new RealTime(this.clock)
  }

  /** Runs a line's work. */
  async work<T>(run: () => Promise<T>): Promise<T> {
    this.catchUp()
    this.#working = true
    try {
      return await run()
    } finally {
      this.#working = false
    }
  }

  now(): number {
    return this.#stands() ? this.clock.now() : this.#inner.now()
  }

  catchUp(): void {
    if (this.#stands()) this.clock.settle()
    else this.#inner.catchUp()
  }

  /** Fast forward. */
  skip(ms: number): void {
    if (this.#inner instanceof RealTime) this.#inner.skip(ms)
    else this.clock.advance(ms)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#wait(() => this.#inner.sleep(ms, signal))
  }

  after(ms: number, task: () => void): () => void {
    return this.#inner.after(ms, task)
  }

  waitFor<T>(promise: Promise<T>): Promise<T> {
    return this.#wait(() => this.#inner.waitFor(promise))
  }

  beside<T>(run: () => Promise<T>): Promise<T> {
    return this.#inner.beside(run)
  }

  apart<T>(run: () => Promise<T>): Promise<T> {
    return this.#inner.apart(run)
  }

  onRest(listener: () => void): () => void {
    return this.#inner.onRest(listener)
  }

  stop(): void {
    this.#inner.stop()
  }

  #stands(): boolean {
    return this.#working && this.#waiting === 0
  }

  async #wait<T>(run: () => Promise<T>): Promise<T> {
    this.#waiting++
    try {
      return await run()
    } finally {
      this.#waiting--
    }
  }
}
