/** The HTTPS front door with what no client should send, and what real clients do send. */
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createFrontDoor } from '../../src/server/front-door.ts'
import { server as apiServer, configMap } from '../control-plane/server.ts'

const { api, pki } = apiServer()
api.postStart()
const hour = { notBefore: Date.now() - 10_000, notAfter: Date.now() + 3_600_000 }
const forever = { notBefore: 0, notAfter: Date.UTC(2049, 0) }
const front = createFrontDoor({ handle: api.handle, pki, ...pki.issueServer(['127.0.0.1'], hour) })
const admin = pki.issueClient({ commonName: 'kubernetes-admin', organizations: ['system:masters'] }, forever)

beforeAll(() => new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  front.close()
  front.closeAllConnections()
})

interface Sent {
  body?: string | Buffer
  headers?: Record<string, string>
  anonymous?: boolean
}

function send(
  method: string,
  path: string,
  { body, headers = {}, anonymous = false }: Sent = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; body: any }> {
  return new Promise((resolve, reject) => {
    const { port } = front.address() as AddressInfo
    const identity = anonymous ? {} : { cert: admin.certificate, key: admin.key }
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, ca: pki.caCertificate, agent: false, ...identity }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text.startsWith('{') ? JSON.parse(text) : text })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const maps = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }

describe('who knocks', () => {
  test('a client certificate says who; nobody is anonymous and may hardly do anything', async () => {
    expect((await send('GET', maps)).status).toBe(200)
    const refused = await send('GET', maps, { anonymous: true })
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ])
    expect((await send('GET', '/version', { anonymous: true })).status).toBe(200)
  })

  test('a token that proves nothing is 401', async () => {
    expect(await send('GET', maps, { anonymous: true, headers: { authorization: 'Bearer nonsense' } })).toMatchObject({
      status: 401,
      body: { reason: 'Unauthorized' },
    })
  })
})

describe('what no client should send', () => {
  const cases: [string, Sent, number, string][] = [
    ['no JSON', { body: '{', headers: json }, 400, 'BadRequest'],
    ['no body', { headers: json }, 400, 'BadRequest'],
    ['another kind', { body: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }), headers: json }, 400, 'BadRequest'],
    ['an unknown content type', { body: 'x', headers: { 'content-type': 'text/csv' } }, 415, 'UnsupportedMediaType'],
    ['bytes that are not UTF-8', { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]), headers: json }, 400, 'BadRequest'],
    ['broken protobuf', { body: Buffer.from('k8s\0\x0a\xff\xff'), headers: { 'content-type': 'application/vnd.kubernetes.protobuf' } }, 400, 'BadRequest'],
    ['more than three megabytes', { body: JSON.stringify(configMap('big', { x: 'y'.repeat(3_300_000) })), headers: json }, 413, 'RequestEntityTooLarge'],
    ['more than that', { body: Buffer.alloc(6_000_000, 0x20), headers: json }, 413, 'RequestEntityTooLarge'],
    ['a hundred thousand brackets', { body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, headers: json }, 400, 'BadRequest'],
  ]
  test.each(cases)('%s: a Status, and the server lives', async (_, sent, status, reason) => {
    expect(await send('POST', maps, sent)).toMatchObject({ status, body: { kind: 'Status', status: 'Failure', reason } })
    expect((await send('GET', '/readyz')).body).toBe('ok')
  })

  test('keys of JavaScript objects are keys like any other', async () => {
    const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"constructor":"c","__proto__":"p"}}'
    const made = await send('POST', maps, { body, headers: json })
    expect([made.status, Object.keys(made.body.data ?? {}), ({} as any).polluted]).toEqual([422, [], undefined])
    expect(made.body.message).toContain('"__proto__"')
  })

  test('a revision from the future, a tampered token', async () => {
    expect((await send('GET', `${maps}?resourceVersion=999999999`)).body).toMatchObject({ code: 504, reason: 'Timeout' })
    expect((await send('GET', `${maps}?limit=1&continue=bm9uc2Vuc2U`)).body).toMatchObject({ code: 400, reason: 'BadRequest' })
  })

  test('ten thousand labels, objects nested a thousand deep', async () => {
    const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`label-${i}`, 'x']))
    const made = await send('POST', maps, { body: JSON.stringify(configMap('labelled', {}, { labels })), headers: json })
    expect([made.status, Object.keys(made.body.metadata.labels).length]).toEqual([201, 10_000])
    expect((await send('GET', `${maps}?labelSelector=label-9999%3Dx`)).body.items).toHaveLength(1)
    const deep = `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`
    expect(await send('POST', maps, { body: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"data":${deep}}`, headers: json })).toMatchObject(
      {
        status: 400,
        body: { reason: 'BadRequest' },
      },
    )
  })

  test('who never reads a watch is cut off, and nobody else notices', async () => {
    const { port } = front.address() as AddressInfo
    const identity = { ca: pki.caCertificate, cert: admin.certificate, key: admin.key }
    const deaf = connect({ host: '127.0.0.1', port, ...identity })
    deaf.on('error', () => {})
    await new Promise<void>((resolve) => deaf.on('secureConnect', resolve))
    deaf.write(`GET ${maps}?watch=true HTTP/1.1\r\nhost: x\r\n\r\n`)
    deaf.pause()
    await send('POST', maps, { body: JSON.stringify(configMap('loud')), headers: json })
    const writes = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const loud = configMap('loud', { text: String(i).padEnd(1_000_000, 'x') })
        expect((await send('PUT', `${maps}/loud`, { body: JSON.stringify(loud), headers: json })).status).toBe(200)
      }
    }
    await writes(30)
    const connections = await new Promise<number>((resolve, reject) => front.getConnections((error, open) => (error ? reject(error) : resolve(open))))
    expect(connections).toBe(0)
    deaf.destroy()
  }, 30_000)

  test('a connection that says nothing holds up nobody', async () => {
    const { port } = front.address() as AddressInfo
    const silent = connect({ host: '127.0.0.1', port, ca: pki.caCertificate })
    await new Promise<void>((resolve) => silent.on('secureConnect', resolve))
    silent.write('GET /version HTTP/1.1\r\n')
    expect((await send('GET', '/readyz')).body).toBe('ok')
    silent.destroy()
  })
})

test('warnings travel as headers', async () => {
  const answer = await send('POST', maps, { body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"w"},"dta":{}}', headers: json })
  expect([answer.status, answer.headers.warning]).toEqual([201, '299 - "unknown field \\"dta\\""'])
})

test('a watch is lines of JSON', async () => {
  const { port } = front.address() as AddressInfo
  const lines = await new Promise<string>((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path: `${maps}?watch=true`, ca: pki.caCertificate, cert: admin.certificate, key: admin.key, agent: false },
      (incoming) => {
        let text = ''
        incoming.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (!text.includes('watched')) return
          resolve(text)
          outgoing.destroy()
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
    setImmediate(() => void send('POST', maps, { body: JSON.stringify(configMap('watched')), headers: json }))
  })
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; object: { metadata: { name: string } } })
  expect(events.at(-1)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'watched' } } })
})
