import { formatTime } from '../../../api/time.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { changeEach, changeFlags } from './changes.ts'

const restartable = ['Deployment', 'DaemonSet', 'StatefulSet']
const annotation = 'kubectl.kubernetes.io/restartedAt'

export const restart = defineCommand({
  name: 'rollout restart',
  usage: 'rollout restart RESOURCE',
  summary: 'Replace all pods of a workload by new ones',
  description: 'Replaces all pods of a workload by new ones: an annotation with the time makes the pod template a new one, and so starts a rollout.',
  examples: [
    { about: 'Restart all deployments of a namespace', line: 'kubectl rollout restart deployment -n blue' },
    { about: 'Restart one', line: 'kubectl rollout restart deployment/web' },
    { about: 'Restart a daemonset', line: 'kubectl rollout restart daemonset/agent' },
    { about: 'Restart the deployments with a label', line: 'kubectl rollout restart deployment --selector=app=web' },
  ],
  flags: changeFlags,
  run: (invocation) =>
    changeEach(invocation, {
      operation: 'restarted',
      unchanged(name) {
        throw new CommandError(
          `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        )
      },
      change(object) {
        if (!restartable.includes(object.kind)) throw new CommandError('restarting is not supported')
        if (object.kind === 'Deployment' && object.spec?.paused) throw new CommandError("can't restart paused deployment (run rollout resume first)")
        const template = object.spec?.template
        const annotations = { ...template?.metadata?.annotations, [annotation]: formatTime(invocation.io.now()) }
        object.spec = { ...object.spec, template: { ...template, metadata: { ...template?.metadata, annotations } } }
      },
    }),
})
