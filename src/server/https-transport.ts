/**
 * kubectl's Transport over HTTPS: to a ktutor that serves, or to any other cluster. Speaks what the front door of the
 * other side speaks; errors of the network are worded as Go's net/http words them, because kubectl shows them.
 */

import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { WebSocket } from 'ws'
import type { Connection } from '../api/connection.ts'
import { type ApiRequest, type ApiResponse, queryValue, type ResponseStream } from '../api/request.ts'
import { clientExec } from './exec-client.ts'
import { clientPorts } from './ports-client.ts'

export interface HttpsTransport {
  readonly server: string
  send(request: ApiRequest): Promise<ApiResponse>
  /** Closes kept connections, so that the process can end. */
  close(): void
}

/** `unreachable` makes the error that kubectl knows, from Go's wording of what happened. */
export function httpsTransport(connection: Connection, unreachable: (message: string) => Error): HttpsTransport {
  const base = new URL(connection.server)
  const tls = {
    ...(connection.certificateAuthority ? { ca: connection.certificateAuthority } : {}),
    ...(connection.clientCertificate ? { cert: connection.clientCertificate } : {}),
    ...(connection.clientKey ? { key: connection.clientKey } : {}),
    ...(connection.tlsServerName ? { servername: connection.tlsServerName } : {}),
    rejectUnauthorized: !connection.insecureSkipTlsVerify,
  }
  const agent = base.protocol === 'http:' ? undefined : new Agent({ keepAlive: true, ...tls })
  return {
    server: connection.server,
    close: () => agent?.destroy(),
    send(request) {
      const url = urlOf(base, request)
      const headers = { ...credentials(connection), ...request.headers }
      if (request.method === 'GET' && /\/(exec|attach)$/.test(request.path)) return openExec(url, headers, tls, unreachable)
      if (request.method === 'GET' && request.path.endsWith('/portforward')) return openPorts(url, headers, tls, unreachable)
      return new Promise((resolve, reject) => {
        const send = base.protocol === 'http:' ? httpRequest : httpsRequest
        const body = request.body === undefined ? undefined : typeof request.body === 'string' ? request.body : JSON.stringify(request.body)
        if (body !== undefined)
          Object.assign(headers, { 'content-type': headers['content-type'] ?? 'application/json', 'content-length': String(Buffer.byteLength(body)) })
        const outgoing = send(
          url,
          { method: request.method, headers, ...(agent ? { agent } : {}), ...(connection.requestTimeoutMs ? { timeout: connection.requestTimeoutMs } : {}) },
          (incoming) => {
            receive(request, incoming).then(resolve, reject)
          },
        )
        outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
        outgoing.on('error', (error) => reject(unreachable(goWording(error, base))))
        outgoing.end(body)
      })
    },
  }
}

function urlOf(base: URL, request: ApiRequest): URL {
  const url = new URL(base.pathname.replace(/\/$/, '') + request.path, base)
  for (const [name, value] of Object.entries(request.query ?? {}))
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one)
  return url
}

function credentials({ token, username, password, impersonate }: Connection): Record<string, string> {
  return {
    ...(token
      ? { authorization: `Bearer ${token}` }
      : username
        ? { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` }
        : {}),
    ...(impersonate?.user ? { 'impersonate-user': impersonate.user } : {}),
    ...(impersonate?.groups?.length ? { 'impersonate-group': impersonate.groups.join(',') } : {}),
    ...(impersonate?.uid ? { 'impersonate-uid': impersonate.uid } : {}),
    ...Object.fromEntries(
      Object.entries(impersonate?.extra ?? {}).map(([name, values]) => [`impersonate-extra-${encodeURIComponent(name).toLowerCase()}`, values.join(',')]),
    ),
  }
}

async function receive(request: ApiRequest, incoming: IncomingMessage): Promise<ApiResponse> {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
  const status = incoming.statusCode ?? 500
  const goesOn = status < 400 && (isSet(request, 'watch') || isSet(request, 'follow'))
  if (goesOn) return { status, headers, stream: isSet(request, 'watch') ? watchStream(incoming) : textStream(incoming) }
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  if (text === '') return { status, headers }
  return { status, headers, body: (headers['content-type'] ?? '').includes('json') ? (JSON.parse(text) as object) : text }
}

const isSet = (request: ApiRequest, flag: string): boolean => ['true', '1'].includes(queryValue(request, flag) ?? '')

function watchStream(incoming: IncomingMessage): ResponseStream {
  return {
    kind: 'watch',
    open(sink) {
      let rest = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') sink.data(JSON.parse(line) as object)
      })
      incoming.on('end', () => sink.end())
      incoming.on('error', () => sink.end())
      return () => incoming.destroy()
    },
  }
}

const textStream = (incoming: IncomingMessage): ResponseStream => ({
  kind: 'text',
  open(sink) {
    incoming.setEncoding('utf8')
    incoming.on('data', (chunk: string) => sink.data(chunk))
    incoming.on('end', () => sink.end())
    incoming.on('error', () => sink.end())
    return () => incoming.destroy()
  },
})

function openExec(url: URL, headers: Record<string, string>, tls: object, unreachable: (message: string) => Error): Promise<ApiResponse> {
  const target = new URL(url)
  target.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:'
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(target, ['v5.channel.k8s.io'], { headers, ...tls })
    socket.on('open', () =>
      resolve({ status: 101, headers: {}, stream: { kind: 'exec', session: clientExec(socket, url.searchParams.get('tty') === 'true') } }),
    )
    socket.on('unexpected-response', (_request, incoming: IncomingMessage) => {
      receive({ method: 'GET', path: url.pathname }, incoming).then(resolve, reject)
    })
    socket.on('error', (error) => reject(unreachable(goWording(error, url))))
  })
}

/** Over SPDY, which every server still speaks: the name of the protocol for WebSockets is none that their libraries take. */
function openPorts(url: URL, headers: Record<string, string>, tls: object, unreachable: (message: string) => Error): Promise<ApiResponse> {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest
  const upgrade = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' }
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method: 'POST', headers: { ...headers, ...upgrade }, ...(url.protocol === 'http:' ? {} : tls) })
    outgoing.on('upgrade', (_incoming, socket, head) => resolve({ status: 101, headers: {}, stream: clientPorts(socket, head) }))
    outgoing.on('response', (incoming) => receive({ method: 'POST', path: url.pathname }, incoming).then(resolve, reject))
    outgoing.on('error', (error) => reject(unreachable(goWording(error, url))))
    outgoing.end()
  })
}

/** A failure of the connection in Go's words. */
function goWording(error: Error & { code?: string; address?: string; port?: number }, base: URL): string {
  const port = base.port || (base.protocol === 'http:' ? '80' : '443')
  const address = `${error.address ?? base.hostname}:${error.port ?? port}`
  switch (error.code) {
    case 'ECONNREFUSED':
      return `dial tcp ${address}: connect: connection refused`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${base.hostname}: no such host`
    case 'ETIMEDOUT':
      return `dial tcp ${address}: i/o timeout`
    case 'TIMEOUT':
      return 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)'
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
    default:
      return error.message
  }
}
