/**
 * The memory controller of a container's cgroup: what its programs hold and what it has written to tmpfs, and the limit
 * at which the kernel ends it. If it grows by itself, a timer stands where the curve meets the limit.
 */
import type { Clock, Timer } from '../../../clock.ts'
import { Demand, type Timed } from './demand.ts'
import type { NodeMemory } from './node-memory.ts'

/** A limit that is further away than this is nothing that anybody waits for. */
const patience = 120_000

export class MemoryGroup {
  readonly #held = new Demand()
  #timer: Timer | undefined
  #peak = 0
  #closed = false
  #itemizing = false
  /** The kernel is ending everything in it: nobody else need go for its sake. */
  dying = false

  constructor(
    private readonly clock: Clock,
    private readonly node: NodeMemory,
    /** Bytes, 0 for none. */
    public limit: number,
    /** For the choice of a victim where the whole node has too little: -1000 to 1000. */
    readonly oomScoreAdj: number,
    /** Told that more is used than the limit allows, or (`system`) this is whom the kernel ends because the node has no more. */
    private readonly owner: { outOfMemory(system: boolean): void },
  ) {}

  add(timed: Timed): void {
    this.change(() => this.#held.add(timed))
  }

  remove(timed: Timed): void {
    this.change(() => this.#held.remove(timed))
  }

  /** One curve takes the place of another. */
  replace(before: Timed, after: Timed): void {
    this.change(() => {
      this.#held.remove(before)
      this.#held.add(after)
    })
  }

  resize(limit: number): void {
    this.change(() => {
      this.limit = limit
    })
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
    this.node.remove(this)
  }

  /** What was counted as one sum comes to be counted one by one while `act` runs; in the end it is the same. */
  itemize(sum: number, act: () => void): void {
    const before = this.current
    this.#itemizing = true
    try {
      this.#held.remove({ curve: sum, since: 0 })
      act()
    } finally {
      this.#itemizing = false
    }
    if (this.current !== before) this.change(() => {})
  }

  outOfMemory(system: boolean): void {
    this.owner.outOfMemory(system)
  }

  /** Bytes in use. */
  get current(): number {
    return Math.max(0, Math.round(this.#held.at(this.clock.now())))
  }

  get peak(): number {
    this.#peak = Math.max(this.#peak, this.current)
    return this.#peak
  }

  get demand(): Demand {
    return this.#held
  }

  change(act: () => void): void {
    if (this.#itemizing) {
      act()
      return
    }
    this.#peak = Math.max(this.#peak, this.current)
    act()
    // A process that dies after its container is nobody's any more.
    if (this.#closed) return
    this.node.changed(this)
    this.#watch()
  }

  #watch(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    if (this.limit === 0) return
    const now = this.clock.now()
    if (this.current > this.limit) {
      this.outOfMemory(false)
      return
    }
    if (!this.#held.moves) return
    const at = this.#held.reaches(this.limit, now)
    if (at !== undefined) this.#timer = this.clock.after(at - now, () => this.#watch(), { background: at - now > patience })
  }
}
