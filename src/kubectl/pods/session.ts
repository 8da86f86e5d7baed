/** Conversation with a process in a container: its output here, our input there, and its end. Models kubectl pkg/cmd/exec. */
import { pathOf, pods } from '../../api/kinds.ts'
import type { ExecSession } from '../../api/request.ts'
import { StatusError } from '../../api/status.ts'
import type { Pod } from '../../api/types.ts'
import type { Invocation } from '../command.ts'
import { CommandError } from '../errors.ts'
import { type RequestOptions, send } from '../rest.ts'

type Conversation = Pick<Invocation, 'io' | 'transport'> & { readonly flags: { readonly stdin: boolean; readonly tty: boolean; readonly quiet: boolean } }

/** Whether the process gets a terminal: only if it is asked for, and there is one on this side. */
export function terminalOf({ flags, io }: Conversation): boolean {
  if (!flags.stdin || !flags.tty) return false
  if (io.terminal.stdin && io.keyboard) return true
  if (!flags.quiet) io.stderr('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return false
}

/**
 * Opens the stream. Like the real one it asks with GET, as a WebSocket begins, and where that is refused with POST, as
 * the older protocol did: the refusal of the second is the one to show.
 */
export async function openSession(
  { transport }: Conversation,
  { metadata }: Pod,
  subresource: 'exec' | 'attach',
  query: RequestOptions['query'],
): Promise<ExecSession> {
  const path = pathOf(pods, metadata.namespace ?? '', metadata.name, subresource)
  const open = async (method: 'GET' | 'POST') => send(await transport(), method, path, query ? { query } : {})
  try {
    const { stream } = await open('GET').catch((error: unknown) => {
      if (error instanceof StatusError) return open('POST')
      throw error
    })
    if (stream?.kind === 'exec') return stream.session
    throw new CommandError('unable to upgrade connection: the server answered with something that is no stream')
  } catch (error) {
    throw error instanceof StatusError ? new CommandError(`unable to upgrade connection: ${error.message}`) : error
  }
}

const interrupted = 130

/**
 * Until the process ends, or the keys to detach are typed; resolves to its exit code. Throws CommandError if it could not
 * be started.
 */
export async function converse({ io, flags }: Conversation, session: ExecSession, terminal: boolean, detachKeys = ''): Promise<number> {
  session.onStdout((text) => io.stdout(text))
  session.onStderr((text) => io.stderr(text))
  let detach = () => {}
  const ended = new Promise<number>((resolve, reject) => {
    detach = () => resolve(0)
    session.onExit(resolve)
    session.onFailure?.((message) => reject(new CommandError(message)))
    io.signal.addEventListener('abort', () => resolve(interrupted))
  })
  const letGo = terminal ? handOverKeyboard(io, session, detachReader(detachKeys, detach)) : () => {}
  if (flags.stdin && !terminal) void sendInput(io, session, ended)
  try {
    const exitCode = await io.waitFor(ended)
    if (io.signal.aborted || terminal) session.kill()
    if (io.signal.aborted) return interrupted
    if (exitCode !== 0) io.stderr(`command terminated with exit code ${exitCode}\n`)
    return exitCode
  } finally {
    letGo()
  }
}

/** What is typed goes there as it is, Ctrl-C too; so does the size of the terminal. */
function handOverKeyboard({ keyboard, terminal }: Conversation['io'], session: ExecSession, read: (text: string) => string): () => void {
  session.resize?.(terminal.columns, terminal.rows ?? 24)
  const stopTyping = keyboard?.onData((text) => {
    const typed = read(text)
    if (typed !== '') session.write(typed)
  })
  const stopResizing = keyboard?.resize?.((columns, rows) => session.resize?.(columns, rows))
  return () => {
    stopTyping?.()
    stopResizing?.()
  }
}

/** `ctrl-p,ctrl-q`: keys that leave; the first ones are held back until it is clear that the others do not follow. */
function detachReader(keys: string, detach: () => void): (text: string) => string {
  const sequence = keys === '' ? [] : keys.split(',').map(codeOf)
  let held = ''
  return (text) => {
    let typed = ''
    for (const sign of text) {
      const next = sequence[held.length] === sign
      if (!next) typed += held
      held = next ? held + sign : sequence[0] === sign ? sign : ''
      if (held === '' && !next) typed += sign
      if (sequence.length > 0 && held.length === sequence.length) {
        held = ''
        detach()
      }
    }
    return typed
  }
}

/** `ctrl-p` is what a terminal sends for it. */
function codeOf(key: string): string {
  const [, letter] = /^ctrl-([a-zA-Z@\\^[\]_])$/.exec(key) ?? []
  if (letter !== undefined) return String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64)
  if ([...key].length === 1) return key
  throw new CommandError(`could not bind detach keys: Unknown character: '${key}'`)
}

/** Whoever ended needs no more input. */
async function sendInput(io: Conversation['io'], session: ExecSession, ended: Promise<number>): Promise<void> {
  let over = false
  const noteEnd = () => {
    over = true
  }
  void ended.then(noteEnd, noteEnd)
  const text = await io.stdin()
  if (over) return
  if (text !== '') session.write(text)
  session.closeStdin()
}
