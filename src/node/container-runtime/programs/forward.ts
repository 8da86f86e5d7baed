/** Passing a request on to another server, as proxies do. */
import type { HttpRequest, HttpResponse } from '../../network/http.ts'
import type { Source } from '../../network/network.ts'
import type { Process } from '../process.ts'

/** What the upstream `host:port` answers; why not, where it does not. The path stays as it is. */
export function forward(
  process: Process,
  request: HttpRequest,
  peer: Source,
  upstream: string,
): HttpResponse | 'refused' | 'timeout' | 'no-such-host' | 'reset' {
  const { network, source } = process.environment
  const { 'x-forwarded-for': before, ...headers } = request.headers
  const answer = network.http(source, {
    url: `http://${upstream}${request.path}`,
    method: request.method,
    headers: { ...headers, 'x-forwarded-for': before ? `${before}, ${peer.ip}` : peer.ip, 'x-forwarded-proto': 'http' },
    body: request.body,
    timeout: 30,
  })
  if (!answer.ok) return answer.why
  const { status, body, seconds } = answer
  return { status, headers: answer.headers, body, seconds }
}
