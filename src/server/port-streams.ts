/**
 * port-forward over SPDY: for each connection the client opens a stream for errors and one for data, with the same
 * request id. Models pkg/kubelet/portforward/httpstream.go, whose part the kubelet's runtime plays in a real cluster.
 */
import type { PortConnection, ResponseStream } from '../api/request.ts'
import type { SessionEvents, SpdyStream } from './spdy/session.ts'
import { Utf8 } from './utf8.ts'

/** The WebSocket subprotocol in which SPDY frames are tunnelled. */
export const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io'

export function servePorts(ports: Extract<ResponseStream, { kind: 'ports' }>): SessionEvents {
  const errors = new Map<string, SpdyStream>()
  return {
    stream(stream) {
      // Clients of old sent no request id: the error stream's number stands in.
      const { streamtype: type, port, requestid = String(type === 'error' ? stream.id : stream.id - 2) } = stream.headers
      if (type === 'error') {
        errors.set(requestid, stream)
        return
      }
      const error = errors.get(requestid)
      errors.delete(requestid)
      if (type !== 'data' || !error || !/^\d+$/.test(port ?? '')) stream.reset()
      else join(ports.open(Number(port)), stream, error)
    },
    closed: () => ports.close(),
  }
}

function join(connection: PortConnection, stream: SpdyStream, error: SpdyStream): void {
  const text = new Utf8()
  connection.onFailure((message) => error.write(Buffer.from(message)))
  connection.onData((data) => stream.write(Buffer.from(data)))
  connection.onEnd(() => {
    stream.end()
    error.end()
  })
  stream.onData((data) => connection.write(text.decode(data)))
  stream.onEnd(() => connection.end())
}
