import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { changeEach, changeFlags } from './changes.ts'

export const resume = defineCommand({
  name: 'rollout resume',
  usage: 'rollout resume RESOURCE',
  summary: 'Let a paused deployment go on',
  description: 'Lets the deployment controller work on a deployment again that was paused. Only deployments can be paused.',
  examples: [{ about: 'Go on with a deployment', line: 'kubectl rollout resume deployment/web' }],
  flags: changeFlags,
  run: (invocation) =>
    changeEach(invocation, {
      operation: 'resumed',
      unchanged: () => 'already resumed',
      change(object) {
        if (object.kind !== 'Deployment') throw new CommandError('resuming is not supported')
        if (!object.spec?.paused) throw new CommandError('is not paused')
        const { paused: _, ...spec } = object.spec
        object.spec = spec
      },
    }),
})
