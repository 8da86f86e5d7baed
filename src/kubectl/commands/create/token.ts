import { pathOf, serviceAccounts } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import { defineCommand } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { duration, type FlagValues, string, stringArray } from '../../flags.ts'
import { request } from '../../rest.ts'
import { outputFlags } from '../../shared-flags.ts'
import { resultPrinter } from '../result-printer.ts'
import { nameArgument } from './generated.ts'

const flags = {
  ...outputFlags,
  audience: stringArray([], 'Who shall accept the token; without it, the API server. May be repeated.'),
  'bound-object-kind': string('', 'Kind of an object whose end is the end of the token: Node, Pod or Secret. Takes --bound-object-name.'),
  'bound-object-name': string('', 'Name of that object. Takes --bound-object-kind.'),
  'bound-object-uid': string('', 'UID of that object; without it, that of the one there is.'),
  duration: duration(0, 'How long the token shall be good; 0 leaves it to the server, which may also shorten or lengthen it.'),
}

const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' }

export const createToken = defineCommand({
  name: 'create token',
  usage: 'create token SERVICE_ACCOUNT_NAME',
  summary: 'Get a short-lived token of a service account',
  description: 'Prints a token with which one is that service account. It ends by itself; nothing is stored.',
  examples: [
    { about: 'A token of the service account robot', line: 'kubectl create token robot' },
    { about: 'One that is good for ten minutes', line: 'kubectl create token robot --duration 10m' },
  ],
  flags,
  async run(invocation) {
    const { io } = invocation
    const name = nameArgument(invocation)
    const { name: namespace } = await invocation.namespace()
    const printer = await resultPrinter(invocation, 'none', { typed: true })
    check(name, invocation.flags)
    const path = pathOf(serviceAccounts, namespace, name, 'token')
    const response = await ask(async () => request<AnyObject>(await invocation.transport(), 'POST', path, { body: tokenRequest(invocation.flags) }))
    const token: string = response.status?.token ?? ''
    if (token === '') throw new CommandError('failed to create token: no token in server response')
    if (invocation.flags.output !== '') printer.print(response, 'created')
    else io.stdout(io.terminal.stdout ? `${token}\n` : token)
  },
})

function check(name: string, given: FlagValues<typeof flags>): void {
  const fail = (message: string): never => {
    throw new CommandError(message)
  }
  const { 'bound-object-kind': kind, 'bound-object-name': bound, 'bound-object-uid': uid } = given
  if (name === '') fail('service account name is required')
  if (given.duration < 0) fail('--duration must be greater than or equal to 0')
  if (given.duration % 1000 !== 0) fail('--duration cannot be expressed in units less than seconds')
  if (given.audience.includes('')) fail('--audience must not be an empty string')
  if (kind === '' && bound !== '') fail('--bound-object-name can only be set if --bound-object-kind is provided')
  if (kind === '' && uid !== '') fail('--bound-object-uid can only be set if --bound-object-kind is provided')
  if (kind !== '' && !(kind in boundKinds)) fail(`supported --bound-object-kind values are ${Object.keys(boundKinds).join(', ')}`)
  if (kind !== '' && bound === '') fail('--bound-object-name is required if --bound-object-kind is provided')
}

function tokenRequest(given: FlagValues<typeof flags>): object {
  const { audience, 'bound-object-kind': kind, 'bound-object-name': name, 'bound-object-uid': uid } = given
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: audience.length > 0 ? audience : null,
      expirationSeconds: given.duration > 0 ? given.duration / 1000 : null,
      boundObjectRef: kind === '' ? null : { kind, apiVersion: boundKinds[kind], name, ...(uid === '' ? {} : { uid }) },
    },
    status: { token: '', expirationTimestamp: null },
  }
}

async function ask<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw error instanceof Error ? new CommandError(`failed to create token: ${error.message}`) : error
  }
}
