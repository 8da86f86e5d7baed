import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { editedConfig, exactly } from './kubeconfig-file.ts'

export const useContext = defineCommand({
  name: 'config use-context',
  usage: 'config use-context CONTEXT_NAME',
  aliases: ['use'],
  summary: 'Switch to another context',
  description: 'From then on every command goes to the cluster of that context, as its user and in its namespace.',
  examples: [{ about: 'Use the context of the minikube cluster', line: 'kubectl config use-context minikube' }],
  flags: {},
  async run(invocation) {
    const [name = ''] = exactly(1, invocation)
    const { config, save } = await editedConfig(invocation)
    if (name === '') throw new CommandError('empty context names are not allowed')
    if (!config.contexts.has(name)) throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`)
    config.currentContext = name
    await save()
    invocation.io.stdout(`Switched to context ${JSON.stringify(name)}.\n`)
  },
})
