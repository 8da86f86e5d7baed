/**
 * The terminal is closed (SIGHUP), or somebody ends the program (SIGTERM): the line that runs is called off and kept, as
 * Ctrl-C would do it, and only then the program ends.
 */
import { realSleep } from '../../clock.ts'

const signals = { SIGHUP: 1, SIGTERM: 15 } as const

/** A line that can't be called off (an editor of this machine has the terminal) is not waited for; milliseconds. */
const patience = 1000

/** `callOff` resolves when what runs has ended and is kept. @returns takes the listening back. */
export function onHangUp(callOff: () => Promise<unknown>): () => void {
  const leave = async (signal: keyof typeof signals) => {
    await Promise.race([callOff(), realSleep(patience)])
    process.exit(128 + signals[signal])
  }
  // A terminal that is gone can't be read from or written to: that is no news then.
  const gone = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO') throw error
  }
  for (const signal of Object.keys(signals)) process.on(signal, leave)
  process.stdin.on('error', gone)
  return () => {
    for (const signal of Object.keys(signals)) process.off(signal, leave)
    process.stdin.off('error', gone)
  }
}
