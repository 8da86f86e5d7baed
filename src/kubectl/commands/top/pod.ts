import { defineCommand } from '../../command.ts'
import { NotSimulated } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { allNamespacesFlag, fieldSelectorFlag } from '../../shared-flags.ts'
import { requireMetrics, topFlags } from './metrics.ts'

export const topPod = defineCommand({
  name: 'top pod',
  usage: 'top pod [NAME | -l label]',
  aliases: ['pods', 'po'],
  summary: 'Show how much CPU and memory each pod uses',
  description: 'A pod that has only just begun is missing until it has been measured, which may take a minute or two.',
  examples: [
    { about: 'All pods of the namespace', line: 'kubectl top pod' },
    { about: 'The hungriest pods of the cluster first', line: 'kubectl top pod --all-namespaces --sort-by=memory' },
    { about: 'One pod, container by container', line: 'kubectl top pod web --containers' },
    { about: 'Pods with a label', line: 'kubectl top pod -l app=web' },
  ],
  flags: {
    ...topFlags('pods'),
    ...allNamespacesFlag,
    ...fieldSelectorFlag,
    containers: bool(false, 'A line for each container rather than for each pod.'),
    sum: bool(false, 'Add up all lines in a last one.'),
  },
  async run(invocation) {
    const { flags } = invocation
    await requireMetrics(invocation, flags.selector !== '' || flags['field-selector'] !== '', 'only one of NAME or selector can be provided')
    throw new NotSimulated('kubectl top pod', 'list the CPU and memory that each pod uses')
  },
})
