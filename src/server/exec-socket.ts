/**
 * exec over a WebSocket: the subprotocols v5.channel.k8s.io and v4.channel.k8s.io, in which the first byte of every
 * message names its channel. Models apimachinery pkg/util/remotecommand and apiserver's websocket executor.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { ExecSession } from '../api/request.ts'
import { exitStatus, failureStatus } from './exec-status.ts'

const stdin = 0
const stdout = 1
const stderr = 2
const errors = 3
const resize = 4
/** v5: the peer closes one channel. */
const close = 255

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

export function serveExec(incoming: IncomingMessage, socket: Duplex, head: Buffer, session: ExecSession): void {
  const server = new WebSocketServer({ noServer: true, handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false })
  server.handleUpgrade(incoming, socket, head, (peer) => connect(peer, session))
}

function connect(peer: WebSocket, session: ExecSession): void {
  const say = (channel: number, text: string): void => {
    if (peer.readyState === peer.OPEN) peer.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]))
  }
  peer.on('message', (data: RawData) => receive(Buffer.isBuffer(data) ? data : Buffer.from(data as ArrayBuffer), session))
  peer.on('close', () => session.kill())
  peer.on('error', () => session.kill())
  session.onStdout((text) => say(stdout, text))
  session.onStderr((text) => say(stderr, text))
  session.onExit((code) => {
    say(errors, JSON.stringify(exitStatus(code)))
    peer.close(1000)
  })
  session.onFailure?.((message) => {
    say(errors, JSON.stringify(failureStatus(message)))
    peer.close(1000)
  })
}

function receive(message: Buffer, session: ExecSession): void {
  const [channel] = message
  const body = message.subarray(1)
  if (channel === stdin) session.write(body.toString())
  else if (channel === close && body[0] === stdin) session.closeStdin()
  else if (channel === resize) {
    const { Width = 80, Height = 24 } = JSON.parse(body.toString()) as { Width?: number; Height?: number }
    session.resize?.(Width, Height)
  }
}
