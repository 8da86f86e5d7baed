/** One HTTP exchange over a connection that is open. */
import type { Connection, HttpAnswer, HttpOptions, Refusal } from './connection.ts'
import type { Url } from './http.ts'
import { type Fault, programFault, refusal } from './refusal.ts'
import { roundTrip } from './route.ts'

/** Sends the request and waits for the answer, `patience` seconds if the client does not say how long. Follows no redirect. */
export function exchangeHttp(connection: Connection, url: Url, options: HttpOptions, patience: number): HttpAnswer | Refusal {
  const plain = url.scheme === 'http'
  const { listener } = connection
  if (plain && listener.tls) return spokenInClear(connection)
  if (!plain && !listener.tls) return broken(connection, 'no-tls')
  if (!listener.http) return broken(connection, 'no-http')
  const standard = url.port === (plain ? 80 : 443)
  const headers = { host: standard ? url.host : `${url.host}:${url.port}`, ...options.headers }
  const response = listener.http({ method: options.method ?? 'GET', path: url.path, headers, body: options.body ?? '' }, connection.peer)
  if (response === 'reset') return broken(connection, 'closed')
  const seconds = connection.seconds + roundTrip + (response === 'hang' ? Number.POSITIVE_INFINITY : (response.seconds ?? 0))
  if (response === 'hang' || seconds > (options.timeout ?? Number.POSITIVE_INFINITY))
    return refusal('timeout', programFault(connection, 'no-answer'), connection.hops, options.timeout ?? patience)
  return { ok: true, ...response, seconds, connection: plain ? connection : secured(connection, url.host) }
}

/** The certificate is the one for the name that the client asked for. */
const secured = (connection: Connection, serverName: string): Connection =>
  connection.listener.sni ? { ...connection, listener: { ...connection.listener, tls: connection.listener.sni(serverName) } } : connection

/** What a server of Go says to who forgets TLS. */
const spokenInClear = (connection: Connection): HttpAnswer => ({
  ok: true,
  status: 400,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
  body: 'Client sent an HTTP request to an HTTPS server.\n',
  seconds: connection.seconds,
  connection,
})

const broken = (connection: Connection, fault: Fault): Refusal => refusal('reset', programFault(connection, fault), connection.hops, connection.seconds)
