import { defineCommand } from '../../command.ts'
import { dryRunFlag, selectorFlag } from '../../shared-flags.ts'
import { chosenNodes, mark } from './nodes.ts'

export const cordon = defineCommand({
  name: 'cordon',
  usage: 'cordon NODE',
  group: 'Cluster Management Commands',
  summary: 'Keep new pods away from a node',
  description: 'The scheduler then passes the node over. Pods that are there stay and go on running.',
  examples: [{ about: 'Take a node out of the choice', line: 'kubectl cordon worker-1' }],
  flags: { ...selectorFlag, ...dryRunFlag },
  run: async (invocation) => mark(invocation, await chosenNodes(invocation), true),
})

export const uncordon = defineCommand({
  name: 'uncordon',
  usage: 'uncordon NODE',
  group: 'Cluster Management Commands',
  summary: 'Let new pods onto a node again',
  description: 'Undoes cordon and drain. Pods that have moved away do not come back by themselves.',
  examples: [{ about: 'Put a node back to work', line: 'kubectl uncordon worker-1' }],
  flags: { ...selectorFlag, ...dryRunFlag },
  run: async (invocation) => mark(invocation, await chosenNodes(invocation), false),
})
