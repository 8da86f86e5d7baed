import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { editedConfig, exactly } from './kubeconfig-file.ts'

export const renameContext = defineCommand({
  name: 'config rename-context',
  usage: 'config rename-context CONTEXT_NAME NEW_NAME',
  summary: 'Give a context another name',
  description: 'If it is the context in use, it stays in use.',
  examples: [{ about: "Rename the context 'old-name' to 'new-name'", line: 'kubectl config rename-context old-name new-name' }],
  flags: {},
  async run(invocation) {
    const [from = '', to = ''] = exactly(2, invocation)
    if (to === '') throw new CommandError('You must specify a new non-empty context name')
    const { config, file, save } = await editedConfig(invocation)
    const context = config.contexts.get(from)
    if (context === undefined) throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${file}`)
    if (config.contexts.has(to))
      throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${file}`)
    config.contexts.set(to, context)
    config.contexts.delete(from)
    if (config.currentContext === from) config.currentContext = to
    await save()
    invocation.io.stdout(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`)
  },
})
