/** A command in a running container, seen from outside: what kubectl exec talks to. */
import type { ExecSession } from '../../api/request.ts'
import type { Container } from './container.ts'
import { RuntimeError } from './cri.ts'
import { type Descriptor, nullDevice, output, Pipe } from './descriptor.ts'
import type { Process } from './process.ts'
import { signalNumbers } from './signal.ts'
import { Terminal } from './terminal.ts'

/** Keeps what was written before somebody listens. */
class Channel {
  #listeners: ((text: string) => void)[] = []
  #waiting = ''

  send(text: string): void {
    if (this.#listeners.length === 0) this.#waiting += text
    else for (const listener of this.#listeners) listener(text)
  }

  listen(listener: (text: string) => void): void {
    this.#listeners.push(listener)
    const waiting = this.#waiting
    this.#waiting = ''
    if (waiting !== '') listener(waiting)
  }
}

/** Tells onlookers that something has changed, and those who come later that it has. */
class Changes {
  #happened = false
  readonly #listeners: (() => void)[] = []

  readonly happen = (): void => {
    this.#happened = true
    for (const listener of this.#listeners) listener()
  }

  listen(listener: () => void): void {
    this.#listeners.push(listener)
    if (this.#happened) listener()
  }
}

/** Starts `command`. @throws RuntimeError with the runtime's text, exitCode 126 or 127, if it cannot be started */
export function openExec(container: Container, command: readonly string[], options: { stdin: boolean; tty: boolean }): ExecSession {
  const stdout = new Channel()
  const stderr = new Channel()
  const changes = new Changes()
  const { inside } = container
  const { kernel } = inside
  if (options.tty) {
    const terminal = new Terminal((text) => stdout.send(text), kernel)
    const process = inside.spawn(command, kernel, {
      stdin: options.stdin ? terminal.stdin : nullDevice,
      stdout: terminal.stdout,
      stderr: terminal.stdout,
      session: terminal,
      terminal: true,
      changed: changes.happen,
    })
    return session(process, stdout, stderr, changes, {
      tty: true,
      write: (text) => terminal.type(text),
      closeStdin: () => terminal.type('\x04'),
      resize: (columns, rows) => {
        terminal.columns = columns
        terminal.rows = rows
      },
      hangUp: () => terminal.hangUp(),
    })
  }
  const input = new Pipe(true)
  const process = inside.spawn(command, kernel, {
    stdin: options.stdin ? (input.reader as Descriptor) : nullDevice,
    stdout: output((text) => stdout.send(text)),
    stderr: output((text) => stderr.send(text)),
    changed: changes.happen,
  })
  return session(process, stdout, stderr, changes, {
    tty: false,
    write: (text) => input.write(text),
    closeStdin: () => input.close(),
    hangUp: () => input.close(),
  })
}

/** Joins the main process: its output from now on, and its input if it has one. */
export function openAttach(container: Container): ExecSession {
  const stdout = new Channel()
  const stderr = new Channel()
  const { inside } = container
  const { kernel, terminal, stdin } = inside
  const process = kernel.processes.get(1)
  const cancel = inside.onOutput((stream, text) => (stream === 'stdout' ? stdout : stderr).send(text))
  if (!process) throw new RuntimeError('StartError', 'container not running', 126)
  const changes = new Changes()
  return session(process, stdout, stderr, changes, {
    tty: terminal !== undefined,
    // What the main process makes of it nobody knows; it is no look.
    write: (text) => {
      changes.happen()
      if (terminal) terminal.type(text)
      else stdin.write(text)
    },
    closeStdin: () => (terminal ? undefined : stdin.close()),
    hangUp: cancel,
    detachOnly: true,
  })
}

interface Line {
  readonly tty: boolean
  write(text: string): void
  closeStdin(): void
  resize?(columns: number, rows: number): void
  hangUp(): void
  /** Leaving does not end the process. */
  readonly detachOnly?: boolean
}

function session(process: Process, stdout: Channel, stderr: Channel, changes: Changes, line: Line): ExecSession {
  const { kernel } = process
  const after = (action: () => void): void => {
    if (process.ended) return
    action()
    kernel.run()
  }
  const opened: ExecSession = {
    tty: line.tty,
    onStdout: (listener) => stdout.listen(listener),
    onStderr: (listener) => stderr.listen(listener),
    onChange: (listener) => changes.listen(listener),
    write: (text) => after(() => line.write(text)),
    closeStdin: () => after(() => line.closeStdin()),
    ...(line.resize ? { resize: line.resize } : {}),
    onExit(listener) {
      if (process.ended) listener(process.exitCode ?? 128 + signalNumbers.KILL)
      else process.exited(() => listener(process.exitCode ?? 128 + signalNumbers.KILL))
    },
    kill: () =>
      after(() => {
        line.hangUp()
        if (!line.detachOnly) process.signal('KILL')
      }),
  }
  kernel.run()
  return opened
}
