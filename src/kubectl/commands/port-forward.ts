import { defineCommand } from '../command.ts'
import { NotSimulated, wrongUse } from '../errors.ts'
import { duration, stringSlice } from '../flags.ts'

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
  async run({ args, command }) {
    if (args.length < 2) throw wrongUse(command, 'TYPE/NAME and list of ports are required for port-forward')
    throw new NotSimulated('kubectl port-forward', `listen on your machine and carry connections to ${args[0]}, port ${args.slice(1).join(', ')}`)
  },
})
