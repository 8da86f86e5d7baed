import type { ShellCommand } from '../../shell/command.ts'
import type { Insight } from '../insight/insight.ts'
import { drawTrace } from '../insight/trace.ts'

/** `trace`: who did what after the last change. */
export const trace = (insight: Pick<Insight, 'deeds'>): ShellCommand => ({
  name: 'trace',
  summary: 'who did what after your last change',
  async run(_, io) {
    io.stdout(`${drawTrace(insight.deeds).join('\n')}\n`)
    return 0
  },
})
