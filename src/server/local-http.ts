/** HTTP on a real port of this machine, for kubectl proxy. */
import { rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LocalAddress } from './local-port.ts'

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | ((sink: { data(text: string): void; end(): void }) => () => void)
}

/** As the API server's own limit. */
const maxBodyBytes = 3 * 1024 * 1024

/** Rejects with the operating system's error, which has a `code`. */
export async function serveLocally(at: LocalAddress, answer: (request: Asked) => Promise<Answered>): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    read(incoming)
      .then((body) => answer({ method: incoming.method ?? 'GET', url: incoming.url ?? '/', headers: headersOf(incoming), body }))
      .then((answered) => send(answered, outgoing))
      .catch((error: Error) => send({ status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${error.message}\n` }, outgoing))
  })
  if ('path' in at && statSync(at.path, { throwIfNoEntry: false })?.isSocket()) rmSync(at.path)
  await new Promise<void>((done, failed) => server.once('error', failed).listen('path' in at ? { path: at.path } : { host: at.host, port: at.port }, done))
  return {
    port: 'path' in at ? 0 : (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) throw new Error('http: request body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const headersOf = (incoming: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))

function send({ status, headers, body }: Answered, outgoing: ServerResponse): void {
  if (outgoing.destroyed) return
  outgoing.writeHead(status, headers)
  if (typeof body === 'string') {
    outgoing.end(body)
    return
  }
  outgoing.flushHeaders()
  const stop = body({ data: (text) => void outgoing.write(text), end: () => void outgoing.end() })
  outgoing.on('close', stop)
}
