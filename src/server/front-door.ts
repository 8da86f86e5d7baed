/**
 * The HTTPS front door: what kube-apiserver listens with. Real clients (kubectl, helm, client libraries) reach the same
 * API server here that everybody in the process uses. Loopback only; TLS with the cluster's own authority; client
 * certificates are asked for and verified here, all else is decided behind `handle`. Not simulated: HTTP/2, gzip.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Pki } from '../api/pki.ts'
import type { ApiHandler, ApiRequest, ApiResponse, PeerCertificate } from '../api/request.ts'
import { typeSchema } from '../api/schema.ts'
import { badRequest, StatusError, unauthorized } from '../api/status.ts'
import { toYaml } from '../api/yaml.ts'
import { realSleep } from '../clock.ts'
import { decodeProtobuf, ProtobufError } from './protobuf/decode.ts'
import { openApiProtobuf } from './protobuf/openapi.ts'
import { sendStream } from './streams.ts'
import { serveUpgrade } from './upgrade.ts'
import { answerBytes } from './wire-text.ts'

export interface FrontDoorOptions {
  readonly handle: ApiHandler
  readonly pki: Pki
  readonly certificate: string
  readonly key: string
}

/** Bodies above this are refused before they are read to their end; the API server's own limit is 3 MiB. */
const maxBodyBytes = 4 * 1024 * 1024

export function createFrontDoor({ handle, pki, certificate, key }: FrontDoorOptions): Server {
  const server = createServer({
    cert: certificate,
    key,
    ca: pki.caCertificate,
    requestCert: true,
    rejectUnauthorized: false,
    requestTimeout: 60_000,
    headersTimeout: 20_000,
  })
  const peers = new WeakMap<object, PeerCertificate | undefined>()
  const respond = (incoming: IncomingMessage, body: string | object | undefined): ApiResponse => {
    try {
      return handle(toRequest(incoming, body, peerOf(incoming, pki, peers)))
    } catch (error) {
      const status = error instanceof StatusError ? error : internalError(error)
      return { status: status.code, headers: { 'content-type': 'application/json' }, body: status.status }
    }
  }
  server.on('request', (incoming, outgoing) => {
    readBody(incoming).then(
      async (body) => {
        const response = respond(incoming, body)
        if (response.seconds) await realSleep(response.seconds * 1000)
        send(response, incoming, outgoing)
      },
      (error: unknown) => send(refusal(error), incoming, outgoing),
    )
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const response = respond(incoming, undefined)
    if (response.stream?.kind === 'exec' || response.stream?.kind === 'ports') serveUpgrade({ incoming, socket, head }, response.stream)
    else refuseUpgrade(socket, response)
  })
  // A client that breaks off a handshake is its own affair.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
    else socket.destroy()
  })
  return server
}

function peerOf(incoming: IncomingMessage, pki: Pki, known: WeakMap<object, PeerCertificate | undefined>): PeerCertificate | undefined {
  const socket = incoming.socket as TLSSocket
  if (!known.has(socket)) {
    const presented = socket.getPeerX509Certificate()
    const peer = presented ? pki.readClientCertificate(presented.toString()) : undefined
    if (presented && !peer) throw unauthorized()
    known.set(socket, peer)
  }
  return known.get(socket)
}

function toRequest(incoming: IncomingMessage, body: string | object | undefined, peer: PeerCertificate | undefined): ApiRequest {
  const url = new URL(incoming.url ?? '/', 'https://localhost')
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    Object.defineProperty(query, name, { value: values.length === 1 ? values[0] : values, enumerable: true })
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return {
    method: (incoming.method ?? 'GET') as ApiRequest['method'],
    path: url.pathname,
    query,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(peer ? { peer } : {}),
  }
}

/** The body as text, or as an object if it came as protobuf; undefined if there is none. @throws 400 for bytes that are not UTF-8, 413. */
async function readBody(incoming: IncomingMessage): Promise<string | object | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBodyBytes) chunks.push(chunk)
  }
  if (size > maxBodyBytes) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${3 * 1024 * 1024}`)
  if (size === 0) return undefined
  const type = incoming.headers['content-type'] ?? ''
  if (type.startsWith('application/vnd.kubernetes.protobuf')) return fromProtobuf(Buffer.concat(chunks))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw badRequest('the body of the request is not valid UTF-8')
  }
}

function fromProtobuf(body: Uint8Array): object {
  try {
    return decodeProtobuf(body, typeNameOf)
  } catch (error) {
    if (error instanceof ProtobufError || error instanceof RangeError) throw badRequest(`the object provided is unrecognized: ${error.message}`)
    throw error
  }
}

/** The schema's name for a kind: mostly the kind itself, else with its group and version in front. */
function typeNameOf(apiVersion: string, kind: string): string {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['Core', apiVersion]
  const name = group.split('.')[0] ?? ''
  const qualified = `${name[0]?.toUpperCase()}${name.slice(1)}${version?.toUpperCase()}${kind}`
  const versioned = `${version?.toUpperCase()}${kind}`
  return [qualified, versioned, kind].find((candidate) => typeSchema(candidate) !== undefined) ?? kind
}

function send(response: ApiResponse, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (outgoing.destroyed) return
  for (const [name, value] of Object.entries(response.headers)) outgoing.setHeader(name, value)
  outgoing.setHeader('cache-control', 'no-cache, private')
  if (response.stream) {
    sendStream(response, outgoing)
    return
  }
  const yaml = (incoming.headers.accept ?? '').startsWith('application/yaml') && typeof response.body === 'object'
  if (yaml) outgoing.setHeader('content-type', 'application/yaml')
  outgoing.statusCode = response.status
  outgoing.end(incoming.method === 'HEAD' ? undefined : encoded(response, incoming, yaml))
}

function encoded({ body, headers }: ApiResponse, incoming: IncomingMessage, yaml: boolean): string | Uint8Array {
  if (body === undefined || typeof body === 'string') return body ?? ''
  if (headers['content-type']?.includes('proto-openapi')) return openApiProtobuf(body)
  return yaml ? toYaml(body) : json(body, incoming)
}

function json(body: object, { headers, url = '/' }: IncomingMessage): string | Buffer {
  const pretty = url.includes('pretty') ? new URL(url, 'https://localhost').searchParams.get('pretty') : null
  return answerBytes(body, headers['user-agent'] ?? '', pretty ?? undefined)
}

function refusal(error: unknown): ApiResponse {
  const status = error instanceof StatusError ? error : internalError(error)
  return { status: status.code, headers: { 'content-type': 'application/json' }, body: status.status }
}

/** A bug of ours: the client learns that it is one, the server lives. */
function internalError(error: unknown): StatusError {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`ktutor: an error of our own, please report it:\n${message}\n`)
  return new StatusError(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : message}`)
}

function refuseUpgrade(socket: Duplex, response: ApiResponse): void {
  const failed = response.status >= 400 ? response : refusal(badRequest('unable to upgrade: the resource cannot be streamed'))
  const body = JSON.stringify(failed.body)
  socket.end(
    `HTTP/1.1 ${failed.status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
