import { serviceAccounts } from '../../../api/kinds.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { inNamespace } from '../../generators/written.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

export const createServiceAccount = defineCommand({
  name: 'create serviceaccount',
  usage: 'create serviceaccount NAME [--dry-run=server|client|none]',
  aliases: ['sa'],
  summary: 'Make a service account',
  description: 'A ServiceAccount is who a program in a pod is, when it talks to the API server.',
  examples: [{ about: 'Create a service account named robot', line: 'kubectl create serviceaccount robot' }],
  flags: generatedFlags,
  async run(invocation) {
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    const object = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name, ...inNamespace(await writtenNamespace(invocation)) } }
    await create(invocation, how, serviceAccounts, object, 'failed to create serviceaccount: ')
  },
})
