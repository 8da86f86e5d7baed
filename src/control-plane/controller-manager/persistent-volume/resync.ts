/** The binder looks again at all claims that are not bound every 15 s: they notice a new volume or class only then. */
import { keyText, type ObjectKey } from '../../../api/object.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import type { Timer } from '../../../clock.ts'

const periodMs = 15_000

/**
 * Ticks only while a claim waits. A change since the last look is worth waiting for; looks at what stays as it is go on
 * in the background.
 */
export class Resync {
  readonly #waiting = new Map<string, ObjectKey>()
  #timer: Timer | undefined
  #awaited = false

  constructor(private readonly context: ControllerContext) {}

  /** Notes whether a claim waits. */
  note(claim: ObjectKey, waits: boolean): void {
    if (!waits) this.#waiting.delete(keyText(claim))
    else {
      this.#waiting.set(keyText(claim), claim)
      if (!this.#timer) this.#set()
    }
  }

  /** Something is new that may help a claim that waits. */
  await(): void {
    if (this.#awaited || this.#waiting.size === 0) return
    this.#awaited = true
    this.#set()
  }

  #set(): void {
    this.#timer?.cancel()
    const { clock } = this.context
    this.#timer = clock.after(periodMs - (clock.now() % periodMs), () => this.#look(), { background: !this.#awaited })
  }

  #look(): void {
    this.#timer = undefined
    this.#awaited = false
    for (const claim of this.#waiting.values()) this.context.enqueue(claim)
    if (this.#waiting.size > 0) this.#set()
  }
}
