/**
 * Connections that become streams: exec, attach and port-forward. Clients of today ask for a WebSocket; kubectl before
 * 1.31, and whoever switches WebSockets off, for SPDY/3.1 on the socket itself.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ResponseStream } from '../api/request.ts'
import { serveExec } from './exec-socket.ts'
import { serveExecSpdy } from './exec-spdy.ts'
import { servePortsOverChannels } from './port-channels.ts'
import { servePorts, tunnelProtocol } from './port-streams.ts'
import { type SessionEvents, SpdySession } from './spdy/session.ts'

type Upgraded = Extract<ResponseStream, { kind: 'exec' | 'ports' }>

/** An upgrade request with its socket. */
interface Upgrade {
  readonly incoming: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Protocols inside SPDY, newest first. */
const execProtocols = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io']
const portProtocols = ['portforward.k8s.io']
const channelProtocol = 'v4.channel.k8s.io'
/** What the library takes for the tunnel's name, whose slash it calls invalid. */
const tunnelAlias = 'tunnel.portforward.k8s.io'

export function serveUpgrade(upgrade: Upgrade, stream: Upgraded): void {
  const wanted = (upgrade.incoming.headers.upgrade ?? '').toLowerCase()
  if (wanted === 'websocket') overWebSocket(upgrade, stream)
  else if (wanted === 'spdy/3.1') overSpdy(upgrade, stream)
  else refuse(upgrade.socket, stream, `unable to upgrade: unknown protocol ${JSON.stringify(wanted)}`)
}

function overWebSocket({ incoming, socket, head }: Upgrade, stream: Upgraded): void {
  if (stream.kind === 'exec') {
    serveExec(incoming, socket, head, stream.session)
    return
  }
  const protocols = [tunnelAlias, channelProtocol]
  const server = new WebSocketServer({ noServer: true, handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false })
  const offered = incoming.headers['sec-websocket-protocol']
  if (offered) incoming.headers['sec-websocket-protocol'] = offered.replace(tunnelProtocol, tunnelAlias)
  server.on('headers', (headers) => {
    const chosen = headers.findIndex((header) => header.endsWith(tunnelAlias))
    if (chosen >= 0) headers[chosen] = (headers[chosen] as string).replace(tunnelAlias, tunnelProtocol)
  })
  server.handleUpgrade(incoming, socket, head, (peer) => {
    if (peer.protocol !== tunnelAlias) {
      servePortsOverChannels(peer, new URL(incoming.url ?? '/', 'https://localhost').searchParams.getAll('ports'), stream)
      return
    }
    const carrier = { send: (bytes: Buffer) => peer.send(bytes), close: () => peer.close(1000) }
    const session = new SpdySession('server', carrier, servePorts(stream))
    peer.on('message', (data) => session.receive(data as Buffer))
    peer.on('close', () => session.close())
    peer.on('error', () => session.close())
  })
}

function overSpdy({ incoming, socket, head }: Upgrade, stream: Upgraded): void {
  const offered = String(incoming.headers['x-stream-protocol-version'] ?? '')
    .split(',')
    .map((protocol) => protocol.trim())
  const known = stream.kind === 'exec' ? execProtocols : portProtocols
  const chosen = known.find((protocol) => offered.includes(protocol))
  if (!chosen) {
    refuse(socket, stream, `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${known.join(' ')}]`, 403)
    return
  }
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: ${chosen}\r\n\r\n`)
  const events: SessionEvents = stream.kind === 'exec' ? serveExecSpdy(stream.session, incoming, chosen, () => session.end()) : servePorts(stream)
  const session = new SpdySession('server', { send: (bytes) => socket.write(bytes), close: () => socket.end() }, events)
  if (head.length > 0) session.receive(head)
  socket.on('data', (bytes: Buffer) => session.receive(bytes))
  socket.on('close', () => session.close())
}

function refuse(socket: Duplex, stream: Upgraded, why: string, status = 400): void {
  if (stream.kind === 'exec') stream.session.kill()
  else stream.close()
  socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(why)}\r\nconnection: close\r\n\r\n${why}`)
}
