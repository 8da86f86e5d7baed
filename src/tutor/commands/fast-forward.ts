import { DurationError, parseDuration } from '../../api/duration.ts'
import type { ShellCommand } from '../../shell/command.ts'
import type { Stage } from '../player/stage.ts'

const longest = 86_400_000

/** `ff 5m`: the cluster lives through five minutes at once. */
export const fastForward = (stage: Pick<Stage, 'skip'>): ShellCommand => ({
  name: 'ff',
  summary: 'ff DURATION: let time pass at once (30s, 5m, 2h)',
  async run([text = ''], io) {
    const ms = milliseconds(text)
    if (ms === undefined) {
      io.stderr('ff: how long? A duration up to a day, such as: ff 30s, ff 5m, ff 2h\n')
      return 2
    }
    stage.skip(ms)
    io.stdout(`${text} later …\n`)
    return 0
  },
})

function milliseconds(text: string): number | undefined {
  try {
    const ms = parseDuration(text)
    return ms > 0 && ms <= longest ? ms : undefined
  } catch (error) {
    if (error instanceof DurationError) return undefined
    throw error
  }
}
