import { resourceQuotas } from '../../../api/kinds.ts'
import { Quantity, QuantityError } from '../../../api/quantity.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { string } from '../../flags.ts'
import { inNamespace } from '../../generators/written.ts'
import { create, creation, generatedFlags, nameArgument, writtenNamespace } from './generated.ts'

export const createQuota = defineCommand({
  name: 'create quota',
  usage: 'create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  aliases: ['resourcequota'],
  summary: 'Create limits to what a namespace may use in total',
  description: 'A ResourceQuota counts the objects of its namespace and adds up what pods request. What would go over a limit is refused.',
  examples: [
    { about: 'One CPU, one gigabyte, two pods', line: 'kubectl create quota team --hard=cpu=1,memory=1G,pods=2' },
    { about: 'At most 100 pods that make no requests', line: 'kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort' },
  ],
  flags: {
    ...generatedFlags,
    hard: string('', 'The limits, as resource=quantity between commas: cpu=1,memory=1G,pods=2.'),
    scopes: string('', 'Count only objects for which all of these hold, between commas: BestEffort, NotTerminating …'),
  },
  async run(invocation) {
    const { flags } = invocation
    const name = nameArgument(invocation)
    const how = await creation(invocation)
    if (name === '') throw new CommandError('name must be specified')
    const hard = limits(flags.hard)
    const scopes = scopesOf(flags.scopes)
    const object = {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name, ...inNamespace(await writtenNamespace(invocation)) },
      spec: { ...(hard && { hard }), ...(scopes && { scopes }) },
      status: {},
    }
    await create(invocation, how, resourceQuotas, object, 'failed to create quota: ')
  },
})

function limits(text: string): Record<string, string> | undefined {
  if (text === '') return undefined
  const pairs = text.split(',').map((pair): [string, string] => {
    const [name = '', value, ...more] = pair.split('=')
    if (value === undefined || more.length > 0) throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    try {
      return [name, Quantity.parse(value).toString()]
    } catch (error) {
      throw error instanceof QuantityError ? new CommandError(error.message) : error
    }
  })
  return Object.fromEntries(pairs)
}

function scopesOf(text: string): string[] | undefined {
  if (text === '') return undefined
  const scopes = text.split(',')
  if (scopes.includes('')) throw new CommandError('invalid resource quota scope ""')
  return scopes
}
