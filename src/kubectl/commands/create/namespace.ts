import { namespaces } from '../../../api/kinds.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { create, creation, generatedFlags, nameArgument } from './generated.ts'

export const createNamespace = defineCommand({
  name: 'create namespace',
  usage: 'create namespace NAME [--dry-run=server|client|none]',
  aliases: ['ns'],
  summary: 'Make a namespace',
  description: 'A namespace is a room of its own for the names of most objects, and what permissions and quotas are given to.',
  examples: [{ about: 'Create a namespace named team-a', line: 'kubectl create namespace team-a' }],
  flags: generatedFlags,
  async run(invocation) {
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    await create(invocation, how, namespaces, { kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} })
  },
})
