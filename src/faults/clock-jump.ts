import { defineFault } from './fault.ts'
import { duration, required } from './field.ts'
import { checkNodes, chosenNodes, nodeFields } from './select.ts'

export const clockJump = defineFault({
  name: 'clock-jump',
  summary: 'the clock of a node is suddenly wrong',
  fields: { ...nodeFields, by: required(duration('how far it is ahead; with a minus, behind')) },
  subject: 'node',
  signs: 'ages and times from that node that can not be right: logs, events, when containers started; leases that seem to come from the past',
  example: 'fault clock-jump worker-1 --by=-2h --for=10m',
  check: checkNodes,
  begin(ground, values, strike) {
    const set = chosenNodes(ground, values).filter(({ name }) => strike(`node/${name}`))
    for (const { clock } of set) clock.offset += values.by
    return () => {
      for (const { clock } of set) clock.offset -= values.by
    }
  },
})
