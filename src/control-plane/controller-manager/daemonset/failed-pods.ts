/** How long a daemon pod that failed stays there before another takes its place on that node. Models failedPodsBackoff of pkg/controller/daemon. */
const firstMs = 1000
const mostMs = 900_000

export class FailedPods {
  readonly #entries = new Map<string, { readonly ms: number; readonly last: number }>()

  /** Milliseconds to wait, or 0 if the pod may go now; the next one waits twice as long. */
  wait(key: string, now: number): number {
    const entry = this.#entries.get(key)
    if (entry && now - entry.last < entry.ms) return entry.ms
    const fresh = !entry || now - entry.last > 2 * mostMs
    this.#entries.set(key, { ms: fresh ? firstMs : Math.min(entry.ms * 2, mostMs), last: now })
    return 0
  }
}
