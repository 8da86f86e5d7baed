/**
 * The memory of a node: what the system takes and what the containers hold. Who wants to know when little is left says
 * so; where it is all gone the kernel ends whoever has the worst score. Models mm/oom_kill.c.
 */
import type { Clock, Timer } from '../../../clock.ts'
import type { MemoryGroup } from './memory-group.ts'

interface Watcher {
  readonly bytes: number
  readonly reached: () => void
}

export class NodeMemory {
  readonly #still = new Map<MemoryGroup, number>()
  readonly #moving = new Set<MemoryGroup>()
  readonly #watchers = new Set<Watcher>()
  #level: number
  #timer: Timer | undefined

  constructor(
    private readonly clock: Clock,
    /** Bytes. */
    readonly capacity: number,
    system: number,
  ) {
    this.#level = system
    this.#watchers.add({ bytes: capacity, reached: () => this.#kill() })
  }

  get used(): number {
    let sum = this.#level
    for (const group of this.#moving) sum += group.current
    return sum
  }

  get available(): number {
    return Math.max(0, this.capacity - this.used)
  }

  /** Memory that is in use beside the containers grows by so many bytes, or shrinks. */
  takeForSystem(bytes: number): void {
    this.#level += bytes
    this.#look()
  }

  /** Calls back whenever more than so many bytes come to be in use; from then on until it is less, at every change. */
  watch(bytes: number, reached: () => void): () => void {
    const watcher = { bytes, reached }
    this.#watchers.add(watcher)
    this.#look()
    return () => this.#watchers.delete(watcher)
  }

  changed(group: MemoryGroup): void {
    this.#forget(group)
    if (group.demand.moves) this.#moving.add(group)
    else {
      const { current } = group
      this.#still.set(group, current)
      this.#level += current
    }
    this.#look()
  }

  remove(group: MemoryGroup): void {
    this.#forget(group)
    this.#look()
  }

  #forget(group: MemoryGroup): void {
    this.#level -= this.#still.get(group) ?? 0
    this.#still.delete(group)
    this.#moving.delete(group)
  }

  #look(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    const { used } = this
    for (const { bytes, reached } of [...this.#watchers]) if (used > bytes) reached()
    if (this.#moving.size > 0) this.#lookAgain(used)
  }

  /** Who grows, grows evenly for a while: looks again when the next threshold is met, or when somebody turns. */
  #lookAgain(used: number): void {
    const now = this.clock.now()
    let [slope, end] = [0, Number.POSITIVE_INFINITY]
    for (const group of this.#moving) {
      const segment = group.demand.segment(now)
      slope += segment.slope
      end = Math.min(end, segment.end)
    }
    const next = Math.min(...[...this.#watchers].map(({ bytes }) => bytes).filter((bytes) => bytes >= used))
    const meets = slope > 0 && Number.isFinite(next) ? now + Math.floor(((next - used) / slope) * 1000) + 1 : Number.POSITIVE_INFINITY
    const at = Math.min(meets, end)
    if (Number.isFinite(at)) this.#timer = this.clock.after(Math.max(1, at - now), () => this.#look(), { background: true })
  }

  /** The container with the highest score goes: its share of the node in thousandths, and what the kubelet put on top. */
  #kill(): void {
    const score = (group: MemoryGroup): number => (group.current * 1000) / this.capacity + group.oomScoreAdj
    const victims = [...this.#still.keys(), ...this.#moving].filter((group) => !group.dying && group.current > 0)
    const victim = victims.sort((a, b) => score(b) - score(a))[0]
    if (!victim || [...this.#still.keys(), ...this.#moving].some(({ dying }) => dying)) return
    victim.outOfMemory(true)
  }
}
