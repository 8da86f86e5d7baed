import type { Clock, Timer } from '../../../clock.ts'

/** The clock of a container whose program is run later than it began: while that is caught up with, it is then. */
export class HindsightClock implements Clock {
  #then: number | undefined

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.#then ?? this.clock.now()
  }

  post(task: () => void): void {
    this.clock.post(task)
  }

  after(ms: number, task: () => void, options?: { background?: boolean }): Timer {
    return this.clock.after(this.now() + ms - this.clock.now(), task, options)
  }

  /** Runs `act` as at that time. */
  at<T>(then: number, act: () => T): T {
    this.#then = then
    try {
      return act()
    } finally {
      this.#then = undefined
    }
  }
}
