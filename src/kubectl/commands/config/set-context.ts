import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { bool, string } from '../../flags.ts'
import { assign, editedConfig, exactly } from './kubeconfig-file.ts'

export const setContext = defineCommand({
  name: 'config set-context',
  usage: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  summary: 'Write a context into your kubeconfig',
  description: 'A context that is there already keeps what you do not mention.',
  examples: [
    { about: 'Set the user of the context gce and leave the rest alone', line: 'kubectl config set-context gce --user=cluster-admin' },
    { about: 'Work in another namespace from now on', line: 'kubectl config set-context --current --namespace=blue' },
  ],
  flags: {
    cluster: string('', 'Cluster of the context.'),
    current: bool(false, 'Change the context that is in use.'),
    namespace: string('', 'Namespace of the context.', { shorthand: 'n' }),
    user: string('', 'User of the context.'),
  },
  async run(invocation) {
    const { args, flags, changed, io } = invocation
    const [given = ''] = args.length > 1 ? exactly(1, invocation) : args
    if (given === '' && !flags.current) throw new CommandError('you must specify a non-empty context name or --current')
    if (given !== '' && flags.current) throw new CommandError('you cannot specify both a context name and --current')
    const { config, save } = await editedConfig(invocation)
    if (flags.current && config.currentContext === '') throw new CommandError('no current context is set')
    const name = flags.current ? config.currentContext : given
    const existing = config.contexts.get(name)
    const context = { ...existing }
    for (const field of ['cluster', 'user', 'namespace'] as const) if (changed(field)) assign(context, field, flags[field])
    config.contexts.set(name, context)
    await save()
    io.stdout(`Context ${JSON.stringify(name)} ${existing === undefined ? 'created' : 'modified'}.\n`)
  },
})
