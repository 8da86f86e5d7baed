/** The client's side of exec over a WebSocket (v5.channel.k8s.io), as an ExecSession. */
import type { RawData, WebSocket } from 'ws'
import type { ExecSession } from '../api/request.ts'

export function clientExec(socket: WebSocket, tty: boolean): ExecSession {
  const out = new Channel<string>()
  const err = new Channel<string>()
  const exit = new Channel<number>()
  socket.on('message', (data: RawData) => {
    const message = data as Buffer
    const text = message.subarray(1).toString()
    if (message[0] === 1) out.put(text)
    else if (message[0] === 2) err.put(text)
    else if (message[0] === 3) exit.put(exitCode(text))
  })
  socket.on('close', () => exit.put(1))
  const send = (channel: number, data: string | Buffer): void => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]))
  return {
    tty,
    onStdout: (listener) => out.listen(listener),
    onStderr: (listener) => err.listen(listener),
    onExit: (listener) => exit.first(listener),
    write: (text) => send(0, text),
    closeStdin: () => send(255, Buffer.from([0])),
    resize: (Width, Height) => send(4, JSON.stringify({ Width, Height })),
    kill: () => socket.close(),
  }
}

/** Keeps what arrives until somebody listens. */
class Channel<T> {
  #waiting: T[] = []
  #listener: ((value: T) => void) | undefined

  put(value: T): void {
    if (this.#listener) this.#listener(value)
    else this.#waiting.push(value)
  }

  listen(listener: (value: T) => void): void {
    this.#listener = listener
    for (const value of this.#waiting.splice(0)) listener(value)
  }

  /** Only the first value counts: what follows an exit is the connection's end. */
  first(listener: (value: T) => void): void {
    let done = false
    this.listen((value) => {
      if (!done) listener(value)
      done = true
    })
  }
}

function exitCode(text: string): number {
  const status = JSON.parse(text) as { status?: string; details?: { causes?: { reason?: string; message?: string }[] } }
  if (status.status === 'Success') return 0
  return Number(status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? 1)
}
