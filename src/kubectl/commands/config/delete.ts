import { defineCommand } from '../../command.ts'
import { CommandError, wrongUse } from '../../errors.ts'
import { editedConfig, showHelp } from './kubeconfig-file.ts'

export const deleteContext = defineCommand({
  name: 'config delete-context',
  usage: 'config delete-context NAME',
  summary: 'Delete a context from your kubeconfig',
  description: 'Its cluster and its user stay.',
  examples: [{ about: 'Delete the context of the minikube cluster', line: 'kubectl config delete-context minikube' }],
  flags: {},
  async run(invocation) {
    const { args, io } = invocation
    const { config, file, save } = await editedConfig(invocation)
    const [name] = args
    if (name === undefined || args.length !== 1) return showHelp(invocation)
    if (!config.contexts.has(name)) throw new CommandError(`cannot delete context ${name}, not in ${file}`)
    if (config.currentContext === name) io.stderr('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
    config.contexts.delete(name)
    await save()
    io.stdout(`deleted context ${name} from ${file}\n`)
  },
})

export const deleteCluster = defineCommand({
  name: 'config delete-cluster',
  usage: 'config delete-cluster NAME',
  summary: 'Delete a cluster from your kubeconfig',
  description: 'The cluster itself knows nothing of this: only your note of where it is goes away.',
  examples: [{ about: 'Delete the minikube cluster', line: 'kubectl config delete-cluster minikube' }],
  flags: {},
  async run(invocation) {
    const { args, io } = invocation
    const { config, file, save } = await editedConfig(invocation)
    const [name] = args
    if (name === undefined || args.length !== 1) return showHelp(invocation)
    if (!config.clusters.delete(name)) throw new CommandError(`cannot delete cluster ${name}, not in ${file}`)
    await save()
    io.stdout(`deleted cluster ${name} from ${file}\n`)
  },
})

export const deleteUser = defineCommand({
  name: 'config delete-user',
  usage: 'config delete-user NAME',
  summary: 'Delete a user from your kubeconfig',
  examples: [{ about: 'Delete the minikube user', line: 'kubectl config delete-user minikube' }],
  flags: {},
  async run(invocation) {
    const { args, command, io } = invocation
    const { config, file, save } = await editedConfig(invocation)
    const [name] = args
    if (name === undefined || args.length !== 1) throw wrongUse(command, 'user to delete is required')
    if (!config.users.delete(name)) throw new CommandError(`cannot delete user ${name}, not in ${file}`)
    await save()
    io.stdout(`deleted user ${name} from ${file}\n`)
  },
})
