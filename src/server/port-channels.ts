/**
 * port-forward over a WebSocket's channels, as client libraries do it: `?ports=80&ports=443` names the ports, and each
 * has two channels, for data and for errors, which begin by naming the port. Models pkg/kubelet/portforward/websocket.go.
 */
import type { RawData, WebSocket } from 'ws'
import type { PortConnection, ResponseStream } from '../api/request.ts'
import { Utf8 } from './utf8.ts'

export function servePortsOverChannels(peer: WebSocket, asked: readonly string[], ports: Extract<ResponseStream, { kind: 'ports' }>): void {
  const numbers = asked.flatMap((one) => one.split(',')).map(Number)
  if (numbers.length === 0 || numbers.some((port) => !(port > 0 && port < 65536))) {
    peer.close(1008, 'query parameter "ports" is required')
    ports.close()
    return
  }
  const connections = numbers.map((port, i) => connect(peer, ports.open(port), port, 2 * i))
  peer.on('message', (data: RawData) => {
    const message = data as Buffer
    const channel = message[0] ?? 0
    if (channel % 2 === 0) connections[channel / 2]?.(message.subarray(1))
  })
  for (const event of ['close', 'error']) peer.on(event, () => ports.close())
}

/** @returns what takes the client's bytes. */
function connect(peer: WebSocket, connection: PortConnection, port: number, channel: number): (data: Buffer) => void {
  const say = (to: number, bytes: Buffer): void => {
    if (peer.readyState === peer.OPEN) peer.send(Buffer.concat([Buffer.from([to]), bytes]))
  }
  const opening = Buffer.from([port % 256, port >> 8])
  say(channel, opening)
  say(channel + 1, opening)
  const text = new Utf8()
  connection.onFailure((message) => say(channel + 1, Buffer.from(message)))
  connection.onData((data) => say(channel, Buffer.from(data)))
  return (data) => connection.write(text.decode(data))
}
