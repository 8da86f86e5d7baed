/** Work that comes round again and again: what the API server refuses ends this round, and the next one tries again. */
import { StatusError } from '../api/status.ts'
import type { Clock } from '../clock.ts'

/** One round; errors of our own go up. @returns whether the server refused nothing. */
export function round(act: () => void): boolean {
  try {
    act()
    return true
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    return false
  }
}

/** A round each `ms` from now on, in the background, as long as the clock goes or `stopped()` says so. */
export function everyRound(clock: Clock, ms: number, act: () => void, stopped: () => boolean = () => false): void {
  const tick = (): void => {
    if (stopped()) return
    round(act)
    clock.after(ms, tick, { background: true })
  }
  clock.after(ms, tick, { background: true })
}
