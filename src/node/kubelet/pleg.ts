/** The pod lifecycle event generator: the kubelet asks the runtime for news once a second. Models pkg/kubelet/pleg/generic.go. */
import type { Clock, Timer } from '../../clock.ts'

const relistMs = 1000

export class Pleg {
  readonly #news = new Set<string>()
  #relist: Timer | undefined
  #running = false

  constructor(
    private readonly clock: Clock,
    /** Something has happened to the containers of this pod. */
    private readonly noticed: (key: string) => void,
  ) {}

  start(): void {
    this.#running = true
  }

  /** Something happens to a pod: it is noticed at the next look. */
  notice(key: string): void {
    this.#news.add(key)
    if (this.#running) this.#relist ??= this.clock.after(relistMs - (this.clock.now() % relistMs), () => this.#look())
  }

  stop(): void {
    this.#running = false
    this.#relist?.cancel()
    this.#relist = undefined
  }

  #look(): void {
    this.#relist = undefined
    const keys = [...this.#news]
    this.#news.clear()
    for (const key of keys) this.noticed(key)
  }
}
