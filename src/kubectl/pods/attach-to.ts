/** Joins the main process of a container. Models kubectl pkg/cmd/attach; `run --attach` does the same. */
import type { Container, Pod } from '../../api/types.ts'
import type { Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { chooseContainer } from './containers.ts'
import { converse, openSession, terminalOf } from './session.ts'

type Attaching = Pick<Invocation, 'io' | 'transport'> & {
  readonly flags: { readonly stdin: boolean; readonly tty: boolean; readonly quiet: boolean; readonly 'detach-keys': string }
}

/** Until the process ends or we leave; resolves to an exit code. `named` may be '' for the default container. */
export async function attachTo(invocation: Attaching, pod: Pod, named: string): Promise<number> {
  const { io, flags } = invocation
  const container = containerOf(invocation, pod, named)
  const settled = { ...flags, tty: withTerminal(invocation, container) }
  const conversation = { io, transport: invocation.transport, flags: settled }
  const terminal = terminalOf(conversation)
  if (!flags.quiet)
    io.stderr(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
    )
  const session = await openSession(conversation, pod, 'attach', {
    container: container.name,
    stdin: flags.stdin || undefined,
    stdout: true,
    stderr: !terminal || undefined,
    tty: terminal || undefined,
  })
  const exitCode = await converse(conversation, session, terminal, flags['detach-keys'] || 'ctrl-p,ctrl-q')
  if (terminal && !flags.quiet && exitCode === 0) io.stdout(`${reattachMessage(pod, container.name)}\n`)
  return exitCode
}

function containerOf({ io, flags }: Attaching, pod: Pod, named: string): Container {
  try {
    return chooseContainer(pod, named, (notice) => {
      if (!flags.quiet) io.stderr(notice)
    })
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`cannot attach to the container: ${error.message}`) : error
  }
}

/** The container decides: one without a terminal gets none now, one with it can only be spoken to through it. */
function withTerminal({ io, flags }: Attaching, container: Container): boolean {
  if (flags.tty && !container.tty && !flags.quiet) io.stderr(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`)
  return container.tty ?? false
}

function reattachMessage({ metadata, spec }: Pod, container: string): string {
  const how = `'kubectl attach ${metadata.name} -c ${container} -n ${metadata.namespace} -i -t'`
  const ephemeral = spec.ephemeralContainers?.some(({ name }) => name === container)
  return ephemeral
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using ${how} if it is still running`
    : `Session ended, resume using ${how} command`
}
