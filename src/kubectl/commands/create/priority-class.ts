import { defineCommand } from '../../command.ts'
import { bool, int32, string } from '../../flags.ts'
import { create, creation, generatedFlags, nameArgument } from './generated.ts'

const priorityClasses = { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass', plural: 'priorityclasses', namespaced: false }

export const createPriorityClass = defineCommand({
  name: 'create priorityclass',
  usage: 'create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  aliases: ['pc'],
  summary: 'Create a name for how important pods are',
  description: 'Pods that name a PriorityClass of a higher value are placed first. Where there is no room, they may push out pods of a lower one.',
  examples: [
    { about: 'A class for what matters', line: 'kubectl create priorityclass high --value=1000 --description="must run"' },
    { about: 'The class of all pods that name none', line: 'kubectl create priorityclass normal --value=100 --global-default=true' },
    { about: 'First in the queue, but nobody has to go', line: 'kubectl create priorityclass patient --value=1000 --preemption-policy=Never' },
  ],
  flags: {
    ...generatedFlags,
    description: string('', 'When this class should be used, for people to read.'),
    'global-default': bool(false, 'Make this the class of pods that name none. Only one class may say so.'),
    'preemption-policy': string('PreemptLowerPriority', 'Whether pods of this class may push out others: PreemptLowerPriority or Never.'),
    value: int32(0, 'How important: the higher, the more.'),
  },
  async run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    const object = {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.value,
      ...(flags['global-default'] ? { globalDefault: true } : {}),
      ...(flags.description === '' ? {} : { description: flags.description }),
      preemptionPolicy: flags['preemption-policy'],
    }
    await create(invocation, how, priorityClasses, object, 'failed to create priorityclass: ')
  },
})
