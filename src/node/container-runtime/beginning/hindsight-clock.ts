import type { Clock, Timer } from '../../../clock.ts'

/** The clock of a container whose program is run later than it began: while that is caught up with, it is then. */
export class HindsightClock implements Clock {
  #then: number | undefined
  readonly #due = new Set<{ readonly task: () => void }>()

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.#then ?? this.clock.now()
  }

  post(task: () => void): void {
    this.clock.post(task)
  }

  after(ms: number, task: () => void, options?: { background?: boolean }): Timer {
    const at = this.now() + ms
    if (this.#then === undefined || at > this.clock.now()) return this.clock.after(at - this.clock.now(), task, options)
    const due = { task }
    this.#due.add(due)
    return { at, cancel: () => this.#due.delete(due) }
  }

  /** Runs what was to be done by now, had it been asked for in time. */
  catchUp(): void {
    for (const due of this.#due) {
      this.#due.delete(due)
      due.task()
    }
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
