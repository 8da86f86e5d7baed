import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { editedConfig } from './kubeconfig-file.ts'

export const currentContext = defineCommand({
  name: 'config current-context',
  usage: 'config current-context [flags]',
  summary: 'Show the context that is in use',
  examples: [{ about: 'Show the context that is in use', line: 'kubectl config current-context' }],
  flags: {},
  async run(invocation) {
    const { config } = await editedConfig(invocation)
    if (config.currentContext === '') throw new CommandError('current-context is not set')
    invocation.io.stdout(`${config.currentContext}\n`)
  },
})
