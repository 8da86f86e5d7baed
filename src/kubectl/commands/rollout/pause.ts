import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { changeEach, changeFlags } from './changes.ts'

export const pause = defineCommand({
  name: 'rollout pause',
  usage: 'rollout pause RESOURCE',
  summary: 'Hold rollouts of a deployment back',
  description: `Holds a deployment back: the deployment controller starts no rollout until "kubectl rollout resume", so that several changes can become one.

Only deployments can be paused.`,
  examples: [{ about: 'Change what you like: no pod is replaced until you resume', line: 'kubectl rollout pause deployment/web' }],
  flags: changeFlags,
  run: (invocation) =>
    changeEach(invocation, {
      operation: 'paused',
      unchanged: () => 'already paused',
      change(object) {
        if (object.kind !== 'Deployment') throw new CommandError('pausing is not supported')
        if (object.spec?.paused) throw new CommandError('is already paused')
        object.spec = { ...object.spec, paused: true }
      },
    }),
})
