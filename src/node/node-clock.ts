/** The clock of one machine: it goes as all do, but may be set wrong. Intervals are right, times of day are off. */
import type { Clock, Timer } from '../clock.ts'

export class NodeClock implements Clock {
  /** Milliseconds that it is ahead. */
  offset = 0

  constructor(private readonly right: Clock) {}

  now(): number {
    return this.right.now() + this.offset
  }

  post(task: () => void): void {
    this.right.post(task)
  }

  after(ms: number, task: () => void, options?: { background?: boolean }): Timer {
    return this.right.after(ms, task, options)
  }
}
