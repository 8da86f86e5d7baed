/** The client's side of port-forward over SPDY, as a stream of ports. Models client-go tools/portforward. */
import type { Duplex } from 'node:stream'
import type { PortConnection, ResponseStream } from '../api/request.ts'
import { SpdySession, type SpdyStream } from './spdy/session.ts'
import { Utf8 } from './utf8.ts'

/** `head` is what arrived with the answer to the upgrade. */
export function clientPorts(socket: Duplex, head: Buffer): Extract<ResponseStream, { kind: 'ports' }> {
  const session = new SpdySession('client', { send: (bytes) => socket.write(bytes), close: () => socket.end() }, {})
  if (head.length > 0) session.receive(head)
  socket.on('data', (bytes: Buffer) => session.receive(bytes))
  for (const event of ['close', 'error']) socket.on(event, () => session.close())
  let requests = 0
  return {
    kind: 'ports',
    open(port) {
      const headers = { port: String(port), requestid: String(requests++) }
      const error = session.open({ ...headers, streamtype: 'error' })
      return new RemotePort(
        error,
        error.then(() => session.open({ ...headers, streamtype: 'data' })),
      )
    },
    close: () => session.end(),
  }
}

/** A connection whose streams are being opened: what is written before that waits. */
class RemotePort implements PortConnection {
  readonly #message: Promise<string>

  constructor(
    error: Promise<SpdyStream>,
    private readonly data: Promise<SpdyStream>,
  ) {
    this.#message = error.then(readAll)
  }

  onData(listener: (text: string) => void): void {
    const text = new Utf8()
    void this.data.then((stream) => stream.onData((bytes) => listener(text.decode(bytes))))
  }

  onEnd(listener: () => void): void {
    void this.data.then((stream) => stream.onEnd(listener))
  }

  onFailure(listener: (message: string) => void): void {
    void this.#message.then((message) => message !== '' && listener(message))
  }

  write(text: string): void {
    void this.data.then((stream) => stream.write(Buffer.from(text)))
  }

  end(): void {
    void this.data.then((stream) => stream.end())
  }

  close(): void {
    void this.data.then((stream) => stream.reset())
  }
}

/** The client says nothing on the stream of errors. */
function readAll(stream: SpdyStream): Promise<string> {
  stream.end()
  const chunks: Buffer[] = []
  stream.onData((bytes) => void chunks.push(bytes))
  return new Promise((resolve) => stream.onEnd(() => resolve(Buffer.concat(chunks).toString())))
}
