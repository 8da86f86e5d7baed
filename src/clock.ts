/**
 * Time. The only file, with random.ts, that may touch Date and timers.
 *
 * A cluster lives on one SimulatedClock, which is also its event loop: components post tasks (a work queue that has
 * work) and set timers; `settle()` runs tasks until none is left; `advance(ms)` runs the due timers in order and
 * settles after each. Nothing in a cluster waits in any other way, so the same inputs at the same times give the same
 * cluster, and a simulated hour costs what happens in it.
 */

export interface Timer {
  readonly at: number
  cancel(): void
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `task` as soon as what runs now is done, at the same simulated instant. */
  post(task: () => void): void
  /**
   * Runs `task` once, `ms` milliseconds from now. A `background` timer (a lease renewal, a periodic resync) goes on for
   * ever and changes nothing that anybody waits for: a cluster with only such timers left is at rest.
   */
  after(ms: number, task: () => void, options?: { background?: boolean }): Timer
}

/** A timer that is set. There are tens of thousands in a large cluster, set anew all the time: one object each. */
class Pending implements Timer {
  task: (() => void) | undefined

  constructor(
    readonly at: number,
    readonly sequence: number,
    readonly background: boolean,
    task: () => void,
    private readonly foreground: { count: number },
  ) {
    this.task = task
    if (!background) foreground.count++
  }

  cancel(): void {
    if (this.task !== undefined) this.take()
  }

  /** Its task, which it has no longer. */
  take(): (() => void) | undefined {
    const { task } = this
    this.task = undefined
    if (task !== undefined && !this.background) this.foreground.count--
    return task
  }
}

export class SimulatedClock implements Clock {
  #now: number
  #sequence = 0
  #timers: Pending[] = []
  #tasks: (() => void)[] = []
  /** How many timers are set that are not in the background. */
  readonly #foreground = { count: 0 }
  #settling = false

  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  post(task: () => void): void {
    this.#tasks.push(task)
  }

  after(ms: number, task: () => void, options: { background?: boolean } = {}): Timer {
    const timer = new Pending(this.#now + Math.max(0, ms), this.#sequence++, options.background ?? false, task, this.#foreground)
    this.#push(timer)
    return timer
  }

  /** Runs posted tasks until there are none. Safe to call from within a task: the outer call goes on. */
  settle(): void {
    if (this.#settling) return
    this.#settling = true
    try {
      for (let i = 0; i < this.#tasks.length; i++) {
        this.#tasks[i]?.()
        // Keep the queue short in long runs without paying for a shift per task.
        if (i === 4095) {
          this.#tasks.splice(0, i + 1)
          i = -1
        }
      }
    } finally {
      this.#tasks = []
      this.#settling = false
    }
  }

  /** Moves time forward by `ms`, running every timer that becomes due, in order, each followed by settle(). */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms)
  }

  advanceTo(target: number): void {
    this.settle()
    for (let due = this.#peek(); due && due.at <= target; due = this.#peek()) {
      this.#pop()
      this.#now = Math.max(this.#now, due.at)
      due.take()?.()
      this.settle()
    }
    this.#now = Math.max(this.#now, target)
  }

  /** When the next timer is due, or undefined if none is set. */
  nextTimer(): number | undefined {
    return this.#peek()?.at
  }

  /** True if nothing but background timers is left: as time passes, nothing will change by itself. */
  atRest(): boolean {
    return this.#foreground.count === 0 && this.#tasks.length === 0
  }

  /** Advances timer by timer until `done()` holds or `timeoutMs` have passed; says whether it holds. */
  advanceUntil(done: () => boolean, timeoutMs: number): boolean {
    const deadline = this.#now + timeoutMs
    this.settle()
    while (!done()) {
      const next = this.nextTimer()
      if (next === undefined || next > deadline) {
        this.advanceTo(deadline)
        return done()
      }
      this.advanceTo(next)
    }
    return true
  }

  // A binary heap by (time, order of setting): timers set for the same instant run in the order they were set.

  #peek(): Pending | undefined {
    while (this.#timers[0] && this.#timers[0].task === undefined) this.#pop()
    return this.#timers[0]
  }

  #push(timer: Pending): void {
    const heap = this.#timers
    let i = heap.push(timer) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (earlier(heap[parent] as Pending, timer)) break
      heap[i] = heap[parent] as Pending
      i = parent
    }
    heap[i] = timer
  }

  #pop(): void {
    const heap = this.#timers
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && earlier(heap[child + 1] as Pending, heap[child] as Pending)) child++
      if (earlier(last, heap[child] as Pending)) break
      heap[i] = heap[child] as Pending
      i = child
    }
    heap[i] = last
  }
}

const earlier = (a: Pending, b: Pending): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

/** The real time of this machine, for the edges (a driver, a server, a progress file). */
export const wallClock = { now: (): number => Date.now() }

/**
 * Moves a simulated clock along with real time, at `speed` simulated milliseconds per real one. Wakes only when a timer
 * is due; never keeps the process alive by itself. Call `catchUp()` before looking at the cluster.
 */
export class RealTimeDriver {
  #handle: NodeJS.Timeout | undefined
  #realStart = Date.now()
  #simulatedStart: number
  #stopped = false

  constructor(
    private readonly clock: SimulatedClock,
    private readonly speed = 1,
  ) {
    this.#simulatedStart = clock.now()
    this.#schedule()
  }

  /** Brings the simulated clock to the present. */
  catchUp(): void {
    if (this.#stopped) return
    const target = this.#simulatedStart + (Date.now() - this.#realStart) * this.speed
    if (target > this.clock.now()) this.clock.advanceTo(target)
    else this.clock.settle()
    this.#schedule()
  }

  /** Jumps `ms` of simulated time ahead at once (fast forward), and goes on from there. */
  skip(ms: number): void {
    this.catchUp()
    this.clock.advance(ms)
    this.#realStart = Date.now()
    this.#simulatedStart = this.clock.now()
    this.#schedule()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#handle)
  }

  #schedule(): void {
    clearTimeout(this.#handle)
    const next = this.clock.nextTimer()
    if (this.#stopped || next === undefined) return
    const present = this.#simulatedStart + (Date.now() - this.#realStart) * this.speed
    const wait = Math.min(Math.max(0, (next - present) / this.speed), 2 ** 31 - 1)
    this.#handle = setTimeout(() => this.catchUp(), wait)
    this.#handle.unref()
  }
}

/** A pause on real time, for a command that talks to a cluster other than the one in this process. */
export const realSleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const handle = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(handle)
      resolve()
    })
  })

/** Lets everything that is ready in this process run, I/O included; used by drivers between two jumps of the clock. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
