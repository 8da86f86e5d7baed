import type { AnyObject } from '../../api/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CommandError, wrongUse } from '../errors.ts'
import { bool, stringSlice } from '../flags.ts'
import { attachablePod } from '../pods/attachable-pod.ts'
import { chooseContainer } from '../pods/containers.ts'
import { containerFlag, podRunningTimeoutFlag, requireTimeout } from '../pods/pod-flags.ts'
import { converse, openSession, terminalOf } from '../pods/session.ts'
import { findResources } from '../resources/resources.ts'

const flags = {
  ...containerFlag,
  ...podRunningTimeoutFlag(60_000),
  filename: stringSlice([], 'Manifest of the object in whose pod to run the command.', { shorthand: 'f' }),
  quiet: bool(false, 'Print nothing but what the command prints.', { shorthand: 'q' }),
  stdin: bool(false, 'Hand on standard input to the command.', { shorthand: 'i', example: 'kubectl exec -it web -- sh' }),
  tty: bool(false, 'Give the command a terminal. Needs -i, and a terminal on this side.', { shorthand: 't', example: 'kubectl exec -it web -- sh' }),
}

type Exec = Invocation<typeof flags>

export const exec = defineCommand({
  name: 'exec',
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Run a command inside a container',
  description: 'Starts a further process in a container that runs, and connects you with it.',
  examples: [
    { about: 'Run date in the first container of a pod', line: 'kubectl exec web -- date' },
    { about: 'In another container', line: 'kubectl exec web -c sidecar -- date' },
    { about: 'Work in a shell', line: 'kubectl exec web -it -- sh' },
    { about: 'What follows -- belongs to the command, flags too', line: 'kubectl exec web -- ls -l /usr' },
    { about: 'In a pod of a deployment', line: 'kubectl exec deploy/web -- date' },
    { about: 'In a pod of a service', line: 'kubectl exec svc/web -- date' },
    { about: 'Send a file to the standard input of the command', line: 'kubectl exec -i web -- sh -c "cat > /tmp/a" < a' },
  ],
  flags,
  async run(invocation) {
    const { flags: given, io } = invocation
    const { resource, words } = readLine(invocation)
    requireTimeout(given['pod-running-timeout'], invocation.command)
    if (resource === '' && given.filename.length === 0) throw new CommandError('pod, type/name or --filename must be specified')
    if (words.length === 0) throw new CommandError('you must specify at least one command for the container')
    const pod = await attachablePod(invocation, await target(invocation, resource), given['pod-running-timeout'])
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    const container = chooseContainer(pod, given.container, (notice) => {
      if (!given.quiet) io.stderr(notice)
    })
    const terminal = terminalOf(invocation)
    const session = await openSession(invocation, pod, 'exec', {
      container: container.name,
      command: words,
      stdin: given.stdin || undefined,
      stdout: true,
      stderr: !terminal || undefined,
      tty: terminal || undefined,
    })
    return converse(invocation, session, terminal)
  },
})

/** The pod is the first word, the command what follows `--`; words between the two are passed over. */
function readLine({ args, dash, flags: given, command }: Exec): { resource: string; words: readonly string[] } {
  const resource = dash === 0 ? '' : (args[0] ?? '')
  if (dash > -1) return { resource, words: args.slice(dash) }
  if (args.length > 1 || (args.length > 0 && given.filename.length > 0))
    throw wrongUse(command, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
  return { resource, words: [] }
}

async function target(invocation: Exec, resource: string): Promise<AnyObject> {
  const { name: namespace, explicit } = await invocation.namespace()
  const named = resource === '' ? {} : { names: { type: 'pods', names: [resource] } }
  const files = { filename: invocation.flags.filename, kustomize: '', recursive: false }
  const found = await findResources(invocation, { typed: true, namespace, enforceNamespace: explicit, files, ...named })
  const infos = await found.infos()
  if (infos.length !== 1) throw new CommandError('cannot exec into multiple objects at a time')
  return infos[0]?.object as AnyObject
}
