/**
 * exec and attach over SPDY: the client opens a stream for each of error, stdin, stdout, stderr and resize that it wants,
 * and the session starts when all are there. Models pkg/kubelet/cri/streaming/remotecommand/httpstream.go.
 */
import type { IncomingMessage } from 'node:http'
import type { ExecSession } from '../api/request.ts'
import { exitStatus, failureStatus } from './exec-status.ts'
import type { SessionEvents, SpdyStream } from './spdy/session.ts'
import { Utf8 } from './utf8.ts'

type StreamType = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize'

export function serveExecSpdy(session: ExecSession, incoming: IncomingMessage, protocol: string, end: () => void): SessionEvents {
  const expected = expectedStreams(incoming, protocol)
  const streams = new Map<StreamType, SpdyStream>()
  return {
    stream(stream) {
      const type = stream.headers.streamtype as StreamType
      if (!expected.includes(type)) {
        stream.reset()
        return
      }
      streams.set(type, stream)
      if (streams.size === expected.length) start(session, streams, protocol, end)
    },
    closed: () => session.kill(),
  }
}

function expectedStreams(incoming: IncomingMessage, protocol: string): StreamType[] {
  const { searchParams } = new URL(incoming.url ?? '/', 'https://localhost')
  const wants = (name: string): boolean => ['true', '1'].includes(searchParams.get(name) ?? '')
  const tty = wants('tty')
  const types = (['stdin', 'stdout', 'stderr'] as const).filter((name) => wants(name) && !(tty && name === 'stderr'))
  const resizes = tty && (protocol.startsWith('v3') || protocol.startsWith('v4'))
  return ['error', ...types, ...(resizes ? (['resize'] as const) : [])]
}

function start(session: ExecSession, streams: ReadonlyMap<StreamType, SpdyStream>, protocol: string, end: () => void): void {
  const finish = (error: string): void => {
    if (error !== '') streams.get('error')?.write(Buffer.from(error))
    for (const stream of streams.values()) stream.end()
    end()
  }
  const stdin = new Utf8()
  session.onStdout((text) => streams.get('stdout')?.write(Buffer.from(text)))
  session.onStderr((text) => streams.get('stderr')?.write(Buffer.from(text)))
  streams.get('stdin')?.onData((data) => session.write(stdin.decode(data)))
  streams.get('stdin')?.onEnd(() => session.closeStdin())
  streams.get('resize')?.onData((data) => resize(session, data))
  // Before v4 an error was plain text.
  const structured = protocol.startsWith('v4')
  session.onExit((code) =>
    finish(structured ? JSON.stringify(exitStatus(code)) : code === 0 ? '' : `command terminated with non-zero exit code: exit status ${code}`),
  )
  session.onFailure?.((message) => finish(structured ? JSON.stringify(failureStatus(message)) : message))
}

function resize(session: ExecSession, data: Buffer): void {
  const { Width = 80, Height = 24 } = JSON.parse(data.toString()) as { Width?: number; Height?: number }
  session.resize?.(Width, Height)
}
