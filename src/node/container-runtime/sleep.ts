/** How programs let time pass. */
import type { Process, Wait } from './process.ts'

const nothing = (): void => {}

/** Waits for nothing but signals. */
export const forSignals: Wait = () => nothing

/** Waits `ms` of simulated time; a signal's handler cuts it short if `signals`. */
export function* sleep(process: Process, ms: number, options: { background?: boolean; signals?: boolean } = {}): Generator<Wait, void, void> {
  const { clock } = process.environment
  const until = clock.now() + Math.round(ms)
  while (clock.now() < until) {
    yield (wake) => {
      const timer = clock.after(until - clock.now(), wake, { background: options.background ?? false })
      return () => timer.cancel()
    }
    if (options.signals) return
  }
}

/** After so many naps of one program and its children, or for so long a one, nobody waits for what comes after it. */
const patience = { naps: 30, longest: 120_000 }

/** A pause that a program makes; in the background if it does little else. What is run with exec counts for itself. */
export function* nap(process: Process, ms: number): Generator<Wait, void, void> {
  const { eldest } = process
  yield* sleep(process, ms, { background: ms > patience.longest || ++eldest.naps > patience.naps })
}
