/** port-forward and exec as real clients carry them: SPDY on the socket, SPDY in a WebSocket, channels of a WebSocket. */
import { request } from 'node:https'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { WebSocket } from 'ws'
import { pods } from '../../src/api/kinds.ts'
import type { PortConnection } from '../../src/api/request.ts'
import { httpsTransport } from '../../src/server/https-transport.ts'
import { SpdySession, type SpdyStream } from '../../src/server/spdy/session.ts'
import { servedCluster } from './served-cluster.ts'

const cluster = servedCluster()
const { pki, admin, clock, identity } = cluster
const tls = { ca: pki.caCertificate, cert: identity.certificate, key: identity.key }

beforeAll(async () => {
  admin.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } })
  clock.advance(60_000)
  await cluster.open()
})
afterAll(() => cluster.close())

const pod = '/api/v1/namespaces/default/pods/web'
const get = 'GET / HTTP/1.1\r\nhost: web\r\n\r\n'

/** Everything that comes until the other side ends, or until it is as long as a whole answer of nginx. */
const firstLine = (connection: PortConnection): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    connection.onData((data) => {
      text += data
      if (text.includes('</html>')) resolve(text.split('\r\n')[0] as string)
    })
    connection.onFailure((message) => resolve(`failed: ${message.replace(/[0-9a-f]{64}|cni-[0-9a-f-]+/g, '…')}`))
  })

describe('our own client', () => {
  const transport = () =>
    httpsTransport(
      { server: cluster.base, certificateAuthority: pki.caCertificate, clientCertificate: identity.certificate, clientKey: identity.key } as never,
      Error as never,
    )

  async function line() {
    const { stream } = await transport().send({ method: 'GET', path: `${pod}/portforward` })
    if (stream?.kind !== 'ports') throw new Error('no stream')
    return stream
  }

  test('carries two connections side by side, each with more than one request', async () => {
    const ports = await line()
    const [one, two] = [ports.open(80), ports.open(80)]
    one.write(get)
    two.write(get)
    expect(await Promise.all([firstLine(one), firstLine(two)])).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK'])
    const again = new Promise<string>((resolve) => one.onData(resolve))
    one.write(get.slice(0, 10))
    one.write(get.slice(10))
    expect((await again).split('\r\n')[0]).toBe('HTTP/1.1 200 OK')
    ports.close()
  })

  test('is told in the words of containerd that nothing listens', async () => {
    const ports = await line()
    expect(await firstLine(ports.open(81))).toBe(
      'failed: error forwarding port 81 to pod …, uid : failed to execute portforward in network namespace "/var/run/netns/…": failed to connect to localhost:81 inside namespace "…", IPv4: dial tcp4 127.0.0.1:81: connect: connection refused IPv6 dial tcp6 [::1]:81: connect: connection refused ',
    )
    ports.close()
  })

  test('gets a Status for a pod that is not there', async () => {
    const { status, body } = await transport().send({ method: 'GET', path: `${pod.replace('web', 'nobody')}/portforward` })
    expect([status, (body as { message: string }).message]).toEqual([404, 'pods "nobody" not found'])
  })
})

test('SPDY in a WebSocket, as kubectl tunnels it', async () => {
  // The library refuses the name of the protocol, because of its slash: the handshake by hand, the frames by the library.
  const socket = await upgrade('GET', `${pod}/portforward`, {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io',
  })
  expect(socket.headers['sec-websocket-protocol']).toBe('SPDY/3.1+portforward.k8s.io')
  const peer = new WebSocket(null as never, undefined, {})
  Object.assign(peer, { _isServer: false })
  ;(peer as unknown as { setSocket(socket: Duplex, head: Buffer, options: object): void }).setSocket(socket.stream, socket.head, { maxPayload: 1 << 20 })
  const session = new SpdySession('client', { send: (bytes) => peer.send(bytes), close: () => peer.close(1000) }, {})
  peer.on('message', (data) => session.receive(data as Buffer))
  expect(await throughSpdy(session)).toBe('HTTP/1.1 200 OK')
  session.end()
})

test('SPDY on the socket itself, as kubectl did before', async () => {
  const { stream, headers } = await upgrade('POST', `${pod}/portforward`, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' })
  expect(headers['x-stream-protocol-version']).toBe('portforward.k8s.io')
  const session = overSocket(stream)
  expect(await throughSpdy(session)).toBe('HTTP/1.1 200 OK')
  session.end()
})

test('a protocol that nobody speaks is refused', async () => {
  const refused = await upgrade('POST', `${pod}/portforward`, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'carrier-pigeon' }).catch(
    (error: Error) => error,
  )
  expect((refused as Error).message).toBe(
    '403 unable to upgrade: unable to negotiate protocol: client supports [carrier-pigeon], server accepts [portforward.k8s.io]',
  )
})

test('bytes that are no SPDY end the connection, and the server lives', async () => {
  const { stream } = await upgrade('POST', `${pod}/portforward`, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' })
  const closed = new Promise((resolve) => stream.on('close', resolve))
  stream.on('data', () => {})
  stream.write(Buffer.alloc(4096, 0xff))
  await closed
  const session = overSocket((await upgrade('POST', `${pod}/portforward`, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' })).stream)
  expect(await throughSpdy(session)).toBe('HTTP/1.1 200 OK')
  session.end()
})

test('channels of a WebSocket, as client libraries do it', async () => {
  const peer = new WebSocket(`${cluster.base.replace('https', 'wss')}${pod}/portforward?ports=80&ports=81`, ['v4.channel.k8s.io'], tls)
  const said = new Map<number, string>()
  const done = new Promise<void>((resolve) => {
    peer.on('message', (data) => {
      const [channel = 0, ...bytes] = data as Buffer
      said.set(channel, (said.get(channel) ?? '') + Buffer.from(bytes).toString('latin1'))
      if (said.get(0)?.includes('</html>')) resolve()
    })
  })
  peer.on('open', () => peer.send(Buffer.concat([Buffer.from([0]), Buffer.from(get)])))
  await done
  expect(said.get(0)?.slice(0, 17)).toBe('\x50\x00HTTP/1.1 200 OK')
  expect(said.get(1)).toBe('\x50\x00')
  expect(said.get(3)?.slice(0, 40)).toMatch(/^Q\x00error forwarding port 81 to pod [0-9a-f]{6}$/)
  peer.close()
})

test('exec over SPDY: input, output, errors and the exit status have streams of their own', async () => {
  const query = 'container=web&command=sh&command=-c&command=cat%3B+echo+no+%3E%262%3B+exit+3&stdin=true&stdout=true&stderr=true'
  const { stream } = await upgrade('POST', `${pod}/exec?${query}`, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v4.channel.k8s.io, v3.channel.k8s.io' })
  const session = overSocket(stream)
  const texts = await Promise.all(
    (['error', 'stdin', 'stdout', 'stderr'] as const).map(async (streamtype) => {
      const opened = await session.open({ streamtype })
      if (streamtype === 'stdin') {
        opened.write(Buffer.from('typed'))
        opened.end()
        return ''
      }
      return everything(opened)
    }),
  )
  expect(texts).toEqual([
    JSON.stringify({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    }),
    '',
    'typed',
    'no\n',
  ])
})

function overSocket(stream: Duplex): SpdySession {
  const session = new SpdySession('client', { send: (bytes) => stream.write(bytes), close: () => stream.end() }, {})
  stream.on('data', (bytes: Buffer) => session.receive(bytes))
  return session
}

async function throughSpdy(session: SpdySession): Promise<string> {
  const headers = { port: '80', requestid: '0' }
  await session.open({ ...headers, streamtype: 'error' })
  const data = await session.open({ ...headers, streamtype: 'data' })
  data.write(Buffer.from(get.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n')))
  return (await everything(data)).split('\r\n')[0] as string
}

function everything(stream: SpdyStream): Promise<string> {
  const chunks: Buffer[] = []
  stream.onData((data) => void chunks.push(data))
  return new Promise((resolve) => stream.onEnd(() => resolve(Buffer.concat(chunks).toString())))
}

interface Upgraded {
  readonly headers: Record<string, string | string[] | undefined>
  readonly stream: Duplex
  readonly head: Buffer
}

function upgrade(method: string, path: string, headers: Record<string, string>): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, cluster.base), { method, headers: { connection: 'Upgrade', ...headers }, ...tls })
    outgoing.on('upgrade', (incoming, stream, head) => resolve({ headers: incoming.headers, stream, head }))
    outgoing.on('response', async (incoming) => {
      let text = ''
      for await (const chunk of incoming) text += String(chunk)
      reject(new Error(`${incoming.statusCode} ${text}`))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
