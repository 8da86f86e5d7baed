/**
 * A controller's queue of names. A name waits in it once, however often it is added; one that is added while it is
 * being worked on waits for the next turn. Models client-go util/workqueue, with one worker.
 */
import { keyText, type ObjectKey } from '../api/object.ts'
import type { Clock, Timer } from '../clock.ts'

const firstDelay = 5
const longestDelay = 1_000_000
/** From this delay on (the ninth failure) nobody should wait for a retry: it may well go on for ever. */
const patience = 1000

export class WorkQueue {
  readonly #waiting = new Map<string, ObjectKey>()
  readonly #timers = new Map<string, Timer>()
  readonly #failures = new Map<string, number>()
  #posted = false

  /** @param work is called with one key at a time, each call a task of its own on the clock. */
  constructor(
    private readonly clock: Clock,
    private readonly work: (key: ObjectKey) => void,
  ) {}

  get length(): number {
    return this.#waiting.size
  }

  add(key: ObjectKey): void {
    const text = keyText(key)
    if (!this.#waiting.has(text)) this.#waiting.set(text, key)
    this.#post()
  }

  /** Adds the key `ms` milliseconds from now; of several such wishes the earliest holds. */
  addAfter(key: ObjectKey, ms: number, options?: { background?: boolean }): void {
    if (ms <= 0) {
      this.add(key)
      return
    }
    const text = keyText(key)
    const pending = this.#timers.get(text)
    if (pending && pending.at <= this.clock.now() + ms) return
    pending?.cancel()
    const fire = (): void => {
      this.#timers.delete(text)
      this.add(key)
    }
    this.#timers.set(text, this.clock.after(ms, fire, options))
  }

  /** Takes back the wish to add the key later: what it was for has happened. */
  cancelAfter(key: ObjectKey): void {
    const text = keyText(key)
    this.#timers.get(text)?.cancel()
    this.#timers.delete(text)
  }

  /** Adds the key after a delay that doubles with each call: 5 ms, 10 ms, … 1000 s. */
  addRateLimited(key: ObjectKey): void {
    const text = keyText(key)
    const failures = this.#failures.get(text) ?? 0
    this.#failures.set(text, failures + 1)
    const delay = Math.min(firstDelay * 2 ** failures, longestDelay)
    this.addAfter(key, delay, { background: delay >= patience })
  }

  /** The key was dealt with: its next failure starts again at 5 ms. */
  forget(key: ObjectKey): void {
    this.#failures.delete(keyText(key))
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    this.#waiting.clear()
  }

  #post(): void {
    if (this.#posted || this.#waiting.size === 0) return
    this.#posted = true
    this.clock.post(() => {
      this.#posted = false
      const [first] = this.#waiting
      if (!first) return
      this.#waiting.delete(first[0])
      try {
        this.work(first[1])
      } finally {
        this.#post()
      }
    })
  }
}
