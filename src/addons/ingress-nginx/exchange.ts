/**
 * One request through nginx, in the order of its phases: the location, the size of the body, redirects, who may come in,
 * who one is, and then the backend. Models the template nginx.tmpl of ingress-nginx.
 */
import { type HttpRequest, type HttpResponse, httpDate } from '../../node/network/http.ts'
import type { Network, Source } from '../../node/network/network.ts'
import { isAdmitted } from './htpasswd.ts'
import { page, reasonFor } from './pages.ts'
import { type Location, locationFor, rewritten, type Server, serverFor, upstreamName } from './servers.ts'
import { cookieOf, type Endpoint, type Order, type Upstreams } from './upstream.ts'

/** What a request meets. */
export interface Exchange {
  readonly servers: ReadonlyMap<string, Server>
  readonly upstreams: Upstreams
  readonly network: Network
  /** The controller's pod. */
  readonly source: Source
  now(): number
  requestId(): string
  /** A file of passwords, by the place of its secret. */
  passwords(secret: string): string | undefined
  log(line: AccessLine): void
}

export interface AccessLine {
  readonly peer: string
  readonly user: string
  readonly request: HttpRequest
  readonly status: number
  readonly size: number
  readonly seconds: number
  /** `default-web-80`; empty where nginx answered by itself. */
  readonly upstream: string
  readonly alternative: string
  /** What each endpoint that was asked said, in order. */
  readonly tried: readonly { readonly address: string; readonly size: number; readonly seconds: number; readonly status: number }[]
  readonly id: string
}

interface Outcome {
  readonly response: HttpResponse
  readonly location?: Location
  readonly alternative?: string
  readonly tried?: AccessLine['tried']
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** Answers a request that came in over TLS or not. */
export function answer(exchange: Exchange, request: HttpRequest, peer: Source, secure: boolean): HttpResponse {
  const id = exchange.requestId()
  const outcome = handle(exchange, request, peer, secure, id)
  const { location, alternative, tried = [] } = outcome
  const response = finished(outcome.response, exchange, secure)
  const noBackend = location === undefined && response.status === 404
  exchange.log({
    peer: peer.ip,
    user: credentials(request)?.user ?? '',
    request,
    status: response.status,
    size: byteLength(response.body),
    seconds: tried.reduce((sum, { seconds }) => sum + seconds, 0),
    upstream: location ? upstreamName(location.backend) : noBackend ? 'upstream-default-backend' : '',
    alternative: alternative ?? '',
    tried: noBackend ? [{ address: '127.0.0.1:8181', size: byteLength(response.body), seconds: 0.001, status: 404 }] : tried,
    id,
  })
  return request.method === 'HEAD' ? { ...response, body: '' } : response
}

function handle(exchange: Exchange, request: HttpRequest, peer: Source, secure: boolean, id: string): Outcome {
  const [path = '/', query] = request.path.split(/\?(.*)/s)
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const server = serverFor(exchange.servers, host)
  const found = server && locationFor(server, path)
  const again = `${secure ? 'https' : 'http'}://${request.headers.host ?? ''}`
  if (found && 'redirect' in found) return { response: moved(301, `${again}${found.redirect}${query ? `?${query}` : ''}`) }
  if (!server || !found) return { response: path === '/healthz' && !server ? own(200, '') : own(404) }
  const { location } = found
  const stopped = stop(exchange, location, server, request, peer, secure)
  if (stopped) return { response: stopped, location }
  return proxy(exchange, location, request, peer, secure, `${rewritten(location, path)}${query === undefined ? '' : `?${query}`}`, id)
}

/** What keeps a request from the backend. */
function stop(exchange: Exchange, { settings }: Location, server: Server, request: HttpRequest, peer: Source, secure: boolean): HttpResponse | undefined {
  if (settings.bodySize > 0 && byteLength(request.body) > settings.bodySize) return own(413)
  if (settings.redirect) return moved(settings.redirect.status, settings.redirect.to)
  const toHttps = settings.forceSslRedirect || (settings.sslRedirect && server.tls !== undefined)
  if (toHttps && !secure) return moved(308, `https://${(request.headers.host ?? '').replace(/:\d+$/, '')}${request.path}`)
  if (!settings.admits(peer.ip)) return own(403)
  if (!settings.auth) return undefined
  const said = credentials(request)
  const file = exchange.passwords(settings.auth.secret)
  // Without the secret nobody gets in: nginx is told to refuse.
  if (file === undefined) return own(503)
  if (said && isAdmitted(file, said.user, said.password)) return undefined
  return { ...own(401), headers: { ...own(401).headers, 'WWW-Authenticate': `Basic realm="${settings.auth.realm}"` } }
}

function credentials({ headers }: HttpRequest): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  try {
    const [user = '', password] = encoded === undefined ? [] : atob(encoded).split(/:(.*)/s)
    return password === undefined ? undefined : { user, password }
  } catch {
    return undefined
  }
}

/** Three endpoints are asked in turn, as long as they don't answer. */
const attempts = 3
const connectTimeout = 5

function proxy(exchange: Exchange, location: Location, request: HttpRequest, peer: Source, secure: boolean, path: string, id: string): Outcome {
  const { upstreams, network, source } = exchange
  const { settings } = location
  const { main, alternative } = upstreams.backend(location, request)
  const backend = alternative ?? main
  const name = upstreamName(backend)
  const endpoints = upstreams.endpoints(backend)
  const known = { location, ...(alternative ? { alternative: name } : {}) }
  if (endpoints.length === 0) return { ...known, response: own(503) }
  const stay = settings.affinity === undefined ? undefined : cookieOf(request.headers.cookie, settings.affinity)
  const order: Order =
    settings.affinity === undefined ? { endpoints: upstreams.inTurn(name, endpoints) } : upstreams.kept(name, endpoints, stay, exchange.now())
  const tried: { address: string; size: number; seconds: number; status: number }[] = []
  let last = 502
  for (const endpoint of order.endpoints.slice(0, attempts)) {
    const result = network.http(source, {
      url: { scheme: settings.scheme, host: endpoint.host, port: endpoint.port, path },
      method: request.method,
      headers: forwarded(location, request, peer, secure, id),
      body: request.body,
      timeout: 60,
    })
    if (result.ok) {
      tried.push({ address: addressOf(endpoint), size: byteLength(result.body), seconds: result.seconds, status: result.status })
      const headers = { ...result.headers }
      if (order.cookie !== undefined) headers['Set-Cookie'] = `${settings.affinity}=${order.cookie}; Path=/; HttpOnly`
      return { ...known, tried, response: { status: result.status, headers, body: result.body, seconds: sum(tried) } }
    }
    last = result.why === 'timeout' ? 504 : 502
    tried.push({ address: addressOf(endpoint), size: 0, seconds: last === 504 ? connectTimeout : 0, status: last })
  }
  return { ...known, tried, response: { ...own(last), seconds: sum(tried) } }
}

const addressOf = ({ host, port }: Endpoint): string => `${host}:${port}`
const sum = (tried: AccessLine['tried']): number => tried.reduce((all, { seconds }) => all + seconds, 0)

/** What the backend is told of the client. */
function forwarded({ settings }: Location, { headers }: HttpRequest, peer: Source, secure: boolean, id: string): Record<string, string> {
  const scheme = secure ? 'https' : 'http'
  const { 'x-forwarded-for': original, connection: _, ...rest } = headers
  return {
    ...rest,
    host: settings.upstreamHost ?? headers.host ?? '',
    'x-request-id': id,
    'x-real-ip': peer.ip,
    'x-forwarded-for': peer.ip,
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-port': secure ? '443' : '80',
    'x-forwarded-proto': scheme,
    'x-forwarded-scheme': scheme,
    'x-scheme': scheme,
    ...(original === undefined ? {} : { 'x-original-forwarded-for': original }),
  }
}

/** A page of nginx' own. */
function own(status: number, body = page(status)): HttpResponse {
  const reason = reasonFor(status)
  return { status, ...(reason ? { reason } : {}), headers: { 'Content-Type': 'text/html', 'Content-Length': String(byteLength(body)) }, body }
}

function moved(status: number, to: string): HttpResponse {
  const response = own(status)
  return { ...response, headers: { ...response.headers, Location: to } }
}

const hopByHop = /^(server|date|connection|keep-alive|content-type|content-length)$/i

/** Headers in nginx' order; who the server is is not told. */
function finished({ status, reason, headers, body, seconds }: HttpResponse, exchange: Exchange, secure: boolean): HttpResponse {
  const read = (name: string): string | undefined => Object.entries(headers).find(([written]) => written.toLowerCase() === name)?.[1]
  const type = read('content-type')
  const length = read('content-length')
  return {
    status,
    ...(reason === undefined ? {} : { reason }),
    headers: {
      Date: httpDate(exchange.now()),
      ...(type === undefined ? {} : { 'Content-Type': type }),
      ...(length === undefined ? {} : { 'Content-Length': length }),
      Connection: 'keep-alive',
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.test(name))),
      ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
    },
    body,
    ...(seconds === undefined ? {} : { seconds }),
  }
}
