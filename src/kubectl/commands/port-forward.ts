import { pathOf, pods } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import type { ResponseStream } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Pod } from '../../api/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError, NotSimulated, wrongUse } from '../errors.ts'
import { duration, stringSlice } from '../flags.ts'
import { attachablePod } from '../pods/attachable-pod.ts'
import { requireTimeout } from '../pods/pod-flags.ts'
import { findResources } from '../resources/resources.ts'
import { send } from '../rest.ts'
import { listenAddresses } from './port-forward/addresses.ts'
import { forward } from './port-forward/forward.ts'
import { forwardedPorts } from './port-forward/ports.ts'

export const portForward = defineCommand({
  name: 'port-forward',
  usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Make ports of a pod reachable on your own machine',
  description: `Listens here and carries every connection through the API server to one pod. A deployment or service stands for one of its pods: there is no load balancing, and the line ends when that pod does.`,
  examples: [
    { about: 'Reach port 5000 of a pod as localhost:5000', line: 'kubectl port-forward pod/web 5000' },
    { about: 'Reach port 80 of some pod of a deployment as localhost:8080', line: 'kubectl port-forward deployment/web 8080:80' },
    { about: "Name the service's port", line: 'kubectl port-forward service/web 8443:https' },
    { about: 'Let other machines in, too', line: 'kubectl port-forward --address 0.0.0.0 pod/web 8888:5000' },
    { about: 'Take any free port here', line: 'kubectl port-forward pod/web :5000' },
  ],
  flags: {
    address: stringSlice(
      ['localhost'],
      'Addresses of this machine to listen on, between commas: IP addresses, or localhost for both 127.0.0.1 and ::1, of which at least one must work.',
    ),
    'pod-running-timeout': duration(60_000, 'How long to wait for a pod that runs, at most.'),
  },
  async run(invocation) {
    const { args, flags, command, io } = invocation
    const [name, ...words] = args
    if (name === undefined || words.length === 0) throw wrongUse(command, 'TYPE/NAME and list of ports are required for port-forward')
    const { name: namespace } = await invocation.namespace()
    requireTimeout(flags['pod-running-timeout'], command)
    const found = await findResources(invocation, { typed: true, namespace, names: { type: 'pods', names: [name] } })
    const target = (await found.infos())[0]?.object as AnyObject
    const pod = await attachablePod(invocation, target, flags['pod-running-timeout'])
    const ports = forwardedPorts(words, target, pod)
    const phase = pod.status?.phase
    if (phase !== 'Running') throw new CommandError(`unable to forward port because pod is not running. Current status=${phase}`)
    if (!io.listen) throw new NotSimulated('kubectl port-forward', 'listen on your machine, which this page cannot')
    const addresses = listenAddresses(flags.address)
    await forward(io, io.listen, await openLine(invocation, pod), addresses, ports)
  },
})

/** The line to the pod, over which each connection goes. */
async function openLine({ transport }: Pick<Invocation, 'transport'>, { metadata }: Pod): Promise<Extract<ResponseStream, { kind: 'ports' }>> {
  const path = pathOf(pods, metadata.namespace ?? '', metadata.name, 'portforward')
  try {
    const { stream } = await send(await transport(), 'GET', path, {})
    if (stream?.kind === 'ports') return stream
    throw new CommandError('error upgrading connection: the server answered with something that is no stream')
  } catch (error) {
    throw error instanceof StatusError ? new CommandError(`error upgrading connection: ${error.message}`) : error
  }
}
