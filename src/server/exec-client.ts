/** The client's side of exec over a WebSocket (v5.channel.k8s.io), as an ExecSession. */
import type { RawData, WebSocket } from 'ws'
import type { ExecSession } from '../api/request.ts'

export function clientExec(socket: WebSocket, tty: boolean): ExecSession {
  const out = new Channel<string>()
  const err = new Channel<string>()
  // Only the first counts: what follows an exit is the connection's end.
  const ended = new Promise<End>((resolve) => {
    socket.on('message', (data: RawData) => (data as Buffer)[0] === 3 && resolve(endOf((data as Buffer).subarray(1).toString())))
    socket.on('close', () => resolve({ exitCode: 1 }))
  })
  socket.on('message', (data: RawData) => {
    const message = data as Buffer
    const text = message.subarray(1).toString()
    if (message[0] === 1) out.put(text)
    else if (message[0] === 2) err.put(text)
  })
  const send = (channel: number, data: string | Buffer): void => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]))
  return {
    tty,
    onStdout: (listener) => out.listen(listener),
    onStderr: (listener) => err.listen(listener),
    onExit: (listener) => void ended.then((end) => 'exitCode' in end && listener(end.exitCode)),
    onFailure: (listener) => void ended.then((end) => 'failure' in end && listener(end.failure)),
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
}

type End = { readonly exitCode: number } | { readonly failure: string }

/** Of the Status that the server sends last. */
function endOf(text: string): End {
  const status = JSON.parse(text) as {
    status?: string
    reason?: string
    message?: string
    details?: { causes?: { reason?: string; message?: string }[] }
  }
  if (status.status === 'Success') return { exitCode: 0 }
  if (status.reason !== 'NonZeroExitCode') return { failure: status.message ?? '' }
  return { exitCode: Number(status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message ?? 1) }
}
