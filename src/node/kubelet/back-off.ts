/** Exponential back-off per key. Models client-go util/flowcontrol Backoff. */
import type { Clock } from '../../clock.ts'

interface Entry {
  backoff: number
  lastUpdate: number
}

export class BackOff {
  readonly #entries = new Map<string, Entry>()

  constructor(
    private readonly clock: Clock,
    private readonly initial = 10_000,
    private readonly max = 300_000,
  ) {}

  /** The current delay of a key, in milliseconds; 0 for an unknown one. */
  get(key: string): number {
    return this.#entries.get(key)?.backoff ?? 0
  }

  /** When a key that is in back-off since `eventTime` leaves it; undefined if it is not. */
  until(key: string, eventTime: number): number | undefined {
    const entry = this.#entries.get(key)
    if (!entry || this.#expired(eventTime, entry)) return undefined
    const end = eventTime + entry.backoff
    return this.clock.now() < end ? end : undefined
  }

  /** As `until`, counted from the key's last failure. */
  untilSinceUpdate(key: string): number | undefined {
    const entry = this.#entries.get(key)
    if (!entry || this.#expired(this.clock.now(), entry)) return undefined
    const end = entry.lastUpdate + entry.backoff
    return this.clock.now() < end ? end : undefined
  }

  /** Notes a failure: the next delay is twice as long, or the first one again after a quiet time of twice the maximum. */
  next(key: string, eventTime = this.clock.now()): void {
    const entry = this.#entries.get(key)
    const backoff = !entry || this.#expired(eventTime, entry) ? this.initial : Math.min(entry.backoff * 2, this.max)
    this.#entries.set(key, { backoff, lastUpdate: this.clock.now() })
  }

  forget(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.#entries.delete(key)
  }

  #expired(eventTime: number, entry: Entry): boolean {
    return eventTime - entry.lastUpdate > this.max * 2
  }
}
