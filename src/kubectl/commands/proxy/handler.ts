/** What the proxy answers: the API server's word below --api-prefix, files below --www-prefix, nothing elsewhere. */

import { jsonText } from '../../../api/pretty.ts'
import { queryOf } from '../../../api/query.ts'
import type { ApiRequest, ApiResponse } from '../../../api/request.ts'
import type { Files } from '../../files.ts'
import type { LocalAnswer, LocalRequest } from '../../sockets.ts'
import { ConnectionError, type Transport } from '../../transport.ts'
import type { Filter } from './filter.ts'

export interface ProxyOptions {
  readonly transport: Transport
  /** `/`, `/k8s/` */
  readonly apiPrefix: string
  /** undefined: everything may pass. */
  readonly filter: Filter | undefined
  readonly files: Files
  /** '' for none. */
  readonly www: string
  readonly wwwPrefix: string
}

const plain = (status: number, body: string): LocalAnswer => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })
const notFound = plain(404, '404 page not found\n')

export async function answer(options: ProxyOptions, request: LocalRequest): Promise<LocalAnswer> {
  const { filter, apiPrefix, www, wwwPrefix } = options
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s)
  if (www !== '' && path.startsWith(wwwPrefix)) return file(options.files, www, path.slice(wwwPrefix.length))
  if (!path.startsWith(apiPrefix)) return notFound
  const stripped = apiPrefix.startsWith('/api') ? path : `/${path.slice(apiPrefix.length).replace(/^\//, '')}`
  if (filter && !filter(request.method, stripped, request.headers.host ?? '')) return plain(403, 'Forbidden\n')
  try {
    const asked = requestOf(request, stripped, query)
    return answerOf(await options.transport.send(asked), asked)
  } catch (error) {
    if (error instanceof ConnectionError) return plain(502, `${error.message}\n`)
    throw error
  }
}

/** What concerns the connection to the proxy stays with it. */
const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'authorization', 'keep-alive', 'upgrade'])

function requestOf({ method, headers, body }: LocalRequest, path: string, query: string) {
  return {
    method: method as ApiRequest['method'],
    path,
    query: queryOf(query),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name))),
    ...(body === '' ? {} : { body }),
  }
}

function answerOf({ status, headers, body, stream }: ApiResponse, asked: ReturnType<typeof requestOf>): LocalAnswer {
  const type = headers['content-type'] ?? (typeof body === 'object' ? 'application/json' : 'text/plain')
  const sent = { ...headers, 'content-type': type }
  if (stream?.kind === 'watch')
    return { status, headers: sent, body: (sink) => stream.open({ data: (event) => sink.data(`${JSON.stringify(event)}\n`), end: sink.end }) }
  if (stream?.kind === 'text') return { status, headers: sent, body: (sink) => stream.open(sink) }
  if (stream) return plain(400, 'ktutor: exec, attach and port-forward do not pass the proxy; use kubectl for them\n')
  return {
    status,
    headers: sent,
    body: body === undefined ? '' : typeof body === 'string' ? body : jsonText(body, asked.headers['user-agent'] ?? '', asked.query.pretty?.[0]),
  }
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
}

/** A file of the folder, never of one above it. */
async function file(files: Files, folder: string, path: string): Promise<LocalAnswer> {
  const parts = decodeURIComponent(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return notFound
  const name = [folder.replace(/\/$/, ''), ...parts].join('/')
  const found = (await files.stat(name)) === 'folder' ? `${name}/index.html` : name
  if ((await files.stat(found)) !== 'file') return notFound
  const type = types[found.replace(/.*\./, '')] ?? 'application/octet-stream'
  return { status: 200, headers: { 'content-type': type }, body: new TextDecoder().decode(await files.read(found)) }
}
