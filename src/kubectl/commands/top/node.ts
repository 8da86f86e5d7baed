import { defineCommand } from '../../command.ts'
import { NotSimulated } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { requireMetrics, topFlags } from './metrics.ts'

export const topNode = defineCommand({
  name: 'top node',
  usage: 'top node [NAME | -l label]',
  aliases: ['nodes', 'no'],
  summary: 'Show how much CPU and memory each node uses',
  description: 'Percentages are of what the node can give to pods (allocatable), unless told otherwise.',
  examples: [
    { about: 'All nodes', line: 'kubectl top node' },
    { about: 'One node', line: 'kubectl top node worker-1' },
  ],
  flags: { ...topFlags('nodes'), 'show-capacity': bool(false, 'Take percentages of all that the node has, not of what it can give to pods.') },
  async run(invocation) {
    await requireMetrics(invocation, invocation.flags.selector !== '', 'only one of NAME or --selector can be provided')
    throw new NotSimulated('kubectl top node', 'list the CPU and memory that each node uses')
  },
})
