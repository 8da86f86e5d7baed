/**
 * A controller's queue of names. A name waits in it once, however often it is added; one that is added while it is
 * being worked on waits for the next turn. Models client-go util/workqueue, with one worker.
 */
import type { ObjectKey } from '../api/object.ts'
import type { Clock, Timer } from '../clock.ts'

const firstDelay = 5
const longestDelay = 1_000_000
/** From this delay on (the ninth failure) nobody should wait for a retry: it may well go on for ever. */
const patience = 1000

/** What the queue knows of a name; it is forgotten as soon as that is nothing. */
interface Item {
  readonly key: ObjectKey
  waiting: boolean
  failures: number
  later: Timer | undefined
}

export class WorkQueue {
  /** By namespace and name, so that no text has to be put together for each look-up. */
  readonly #items = new Map<string, Map<string, Item>>()
  /** Those that wait, in turn, from `#next` on. */
  #line: (Item | undefined)[] = []
  #next = 0
  #posted = false

  /** @param work is called with one key at a time, each call a task of its own on the clock. */
  constructor(
    private readonly clock: Clock,
    private readonly work: (key: ObjectKey) => void,
    private readonly longest = longestDelay,
  ) {}

  get length(): number {
    return this.#line.length - this.#next
  }

  add(key: ObjectKey): void {
    this.#enter(this.#find(key) ?? this.#make(key))
  }

  /** Adds the key `ms` milliseconds from now; of several such wishes the earliest holds. */
  addAfter(key: ObjectKey, ms: number, options?: { background?: boolean }): void {
    if (ms <= 0) {
      this.add(key)
      return
    }
    const item = this.#find(key) ?? this.#make(key)
    if (item.later && item.later.at <= this.clock.now() + ms) return
    item.later?.cancel()
    const fire = (): void => {
      item.later = undefined
      this.#enter(item)
    }
    item.later = this.clock.after(ms, fire, options)
  }

  /** Takes back the wish to add the key later: what it was for has happened. */
  cancelAfter(key: ObjectKey): void {
    const item = this.#find(key)
    if (!item?.later) return
    item.later.cancel()
    item.later = undefined
    this.#tidy(item)
  }

  /** Adds the key after a delay that doubles with each call: 5 ms, 10 ms, … 1000 s. */
  addRateLimited(key: ObjectKey): void {
    const item = this.#find(key) ?? this.#make(key)
    const delay = Math.min(firstDelay * 2 ** item.failures++, this.longest)
    this.addAfter(key, delay, { background: delay >= patience })
  }

  /** The key was dealt with: its next failure starts again at 5 ms. */
  forget(key: ObjectKey): void {
    const item = this.#find(key)
    if (!item) return
    item.failures = 0
    this.#tidy(item)
  }

  stop(): void {
    for (const names of this.#items.values()) for (const item of names.values()) item.later?.cancel()
    this.#items.clear()
    this.#line = []
    this.#next = 0
  }

  #find({ namespace, name }: ObjectKey): Item | undefined {
    return this.#items.get(namespace)?.get(name)
  }

  #make(key: ObjectKey): Item {
    let names = this.#items.get(key.namespace)
    if (!names) this.#items.set(key.namespace, (names = new Map()))
    const item: Item = { key, waiting: false, failures: 0, later: undefined }
    names.set(key.name, item)
    return item
  }

  #tidy(item: Item): void {
    if (item.waiting || item.later || item.failures > 0) return
    const { namespace, name } = item.key
    const names = this.#items.get(namespace)
    if (names?.get(name) === item && names.delete(name) && names.size === 0) this.#items.delete(namespace)
  }

  #enter(item: Item): void {
    if (!item.waiting) {
      item.waiting = true
      this.#line.push(item)
    }
    this.#post()
  }

  #post(): void {
    if (this.#posted || this.length === 0) return
    this.#posted = true
    this.clock.post(this.#turn)
  }

  readonly #turn = (): void => {
    this.#posted = false
    const item = this.#line[this.#next]
    if (!item) return
    this.#line[this.#next++] = undefined
    if (this.#next === this.#line.length) {
      this.#line.length = 0
      this.#next = 0
    }
    item.waiting = false
    try {
      this.work(item.key)
    } finally {
      this.#tidy(item)
      this.#post()
    }
  }
}
