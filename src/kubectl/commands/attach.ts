import type { AnyObject } from '../../api/object.ts'
import type { Pod } from '../../api/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { bool, string } from '../flags.ts'
import { attachTo } from '../pods/attach-to.ts'
import { attachablePod } from '../pods/attachable-pod.ts'
import { containerFlag, podRunningTimeoutFlag, requireTimeout } from '../pods/pod-flags.ts'
import { findResources } from '../resources/resources.ts'

const flags = {
  ...containerFlag,
  ...podRunningTimeoutFlag(60_000),
  'detach-keys': string('ctrl-p,ctrl-q', 'Keys that detach from the container.'),
  quiet: bool(false, 'Print nothing but what the container prints.', { shorthand: 'q' }),
  stdin: bool(false, 'Hand on standard input to the container.', { shorthand: 'i' }),
  tty: bool(false, 'Standard input is a terminal; the container must have one too.', { shorthand: 't' }),
}

type Attach = Invocation<typeof flags>

export const attach = defineCommand({
  name: 'attach',
  usage: 'attach (POD | TYPE/NAME) -c CONTAINER',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Attach to a running container',
  description: 'Connects you with the process that a container already runs: what it prints from now on, and with -i its standard input.',
  examples: [
    { about: 'See what the main container of a pod prints', line: 'kubectl attach web' },
    { about: 'Another container', line: 'kubectl attach web -c sidecar' },
    { about: 'Type into a container that was started with a terminal', line: 'kubectl attach shell -c shell -i -t' },
    { about: 'The first pod of a replica set', line: 'kubectl attach rs/web' },
  ],
  flags,
  async run(invocation) {
    const { args, flags: given, command } = invocation
    requireTimeout(given['pod-running-timeout'], command)
    if (args.length === 0) throw new CommandError('at least 1 argument is required for attach')
    if (args.length > 2) throw new CommandError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`)
    const pod: Pod = await attachablePod(invocation, await target(invocation), given['pod-running-timeout'])
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`)
    return attachTo(invocation, pod, given.container)
  },
})

async function target(invocation: Attach): Promise<AnyObject> {
  const { args } = invocation
  const { name: namespace } = await invocation.namespace()
  const [type, name] = args.length === 2 ? (args as [string, string]) : ['pods', args[0] as string]
  const found = await findResources(invocation, { typed: true, namespace, names: { type, names: [name] } })
  return (await found.infos())[0]?.object as AnyObject
}
