import type { Timer } from '../../clock.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'

/** Calls to the driver, which take their time. */
export class Calls {
  readonly #timers = new Set<Timer>()

  constructor(private readonly host: ProgramHost) {}

  /** Calls about `ms` milliseconds from now. */
  after(ms: number, call: () => void): void {
    const timer = this.host.clock.after(ms + this.host.random.below(ms), () => {
      this.#timers.delete(timer)
      call()
    })
    this.#timers.add(timer)
  }

  /** What the driver says if it fails. */
  outcome(call: () => void): string | undefined {
    try {
      call()
      return undefined
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return error.message
    }
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel()
  }
}
