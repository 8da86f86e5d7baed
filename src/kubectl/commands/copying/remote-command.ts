/** Runs a command in a container of the pod that a copy is about, as exec does, and gives its streams to others. */
import { pathOf, pods } from '../../../api/kinds.ts'
import type { Pod } from '../../../api/types.ts'
import type { Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { chooseContainer } from '../../pods/containers.ts'
import { openSession } from '../../pods/session.ts'
import { request } from '../../rest.ts'
import type { Place } from './place.ts'

interface Streams {
  readonly input?: string
  stdout(text: string): void
  stderr(text: string): void
}

/** Resolves to the exit code. Throws StatusError if there is no such pod, CommandError if the command could not be started. */
export async function remoteCommand(invocation: Invocation, place: Place, command: readonly string[], streams: Streams): Promise<number> {
  const { io, flags } = invocation
  const namespace = place.namespace || (await invocation.namespace()).name
  const pod = await request<Pod>(await invocation.transport(), 'GET', pathOf(pods, namespace, place.pod))
  const phase = pod.status?.phase
  if (phase === 'Succeeded' || phase === 'Failed') throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  const container = chooseContainer(pod, flags.container as string, streams.stderr)
  const conversation = { ...invocation, flags: { stdin: streams.input !== undefined, tty: false, quiet: true } }
  const session = await openSession(conversation, pod, 'exec', {
    container: container.name,
    command,
    stdin: streams.input === undefined ? undefined : true,
    stdout: true,
    stderr: true,
  })
  session.onStdout(streams.stdout)
  session.onStderr(streams.stderr)
  const ended = new Promise<number>((resolve, reject) => {
    session.onExit(resolve)
    session.onFailure?.((message) => reject(new CommandError(message)))
    io.signal.addEventListener('abort', () => resolve(130))
  })
  if (streams.input !== undefined) {
    session.write(streams.input)
    session.closeStdin()
  }
  const exitCode = await io.waitFor(ended)
  if (io.signal.aborted) session.kill()
  return exitCode
}

/** What is said of a command that failed at the other end; its exit code is also kubectl's. */
export function endedWith({ io }: Invocation, exitCode: number): number {
  if (exitCode !== 0 && !io.signal.aborted) io.stderr(`command terminated with exit code ${exitCode}\n`)
  return exitCode
}
