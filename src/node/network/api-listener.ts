/** The API server as programs in pods reach it: HTTPS on port 6443 of the control-plane node. */

import { jsonText } from '../../api/pretty.ts'
import { queryOf } from '../../api/query.ts'
import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/request.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import type { Listener } from './network.ts'

const methods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * A listener that hands HTTP requests to the API server: what the program of the pod kube-apiserver listens with.
 * `authority` is the PEM of the cluster's certificate authority, `names` are those of the server's certificate.
 */
export const apiListener = (handle: ApiHandler, tls: { readonly names: readonly string[]; readonly authority?: string }): Listener => ({
  program: 'kube-apiserver',
  tls,
  http: (request) => (methods.includes(request.method) ? httpResponse(request, handle(apiRequest(request))) : { status: 405, headers: {}, body: '' }),
})

function apiRequest({ method, path, headers, body }: HttpRequest): ApiRequest {
  const [plain = '/', query = ''] = path.split('?')
  return { method: method as ApiRequest['method'], path: plain, query: queryOf(query), headers, ...(body === '' ? {} : { body }) }
}

function httpResponse(request: HttpRequest, response: ApiResponse): HttpResponse {
  const body = response.stream ? streamed(response.stream) : typeof response.body === 'string' ? response.body : json(request, response.body)
  const headers: Record<string, string> = {}
  for (const name in response.headers) headers[wireName(name)] = response.headers[name] as string
  if (typeof response.body === 'object') headers['Content-Type'] ??= 'application/json'
  return { status: response.status, headers, body }
}

const wireNames = new Map<string, string>()

/** `content-type` as it is written on the wire: `Content-Type`. */
function wireName(name: string): string {
  let written = wireNames.get(name)
  if (written === undefined) wireNames.set(name, (written = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())))
  return written
}

const json = ({ path, headers }: HttpRequest, body: object | undefined): string =>
  body === undefined ? '' : jsonText(body, headers['user-agent'] ?? '', queryOf(path.split(/\?(.*)/s)[1] ?? '').pretty?.[0])

/** What a stream has to say at once; the rest of it is nobody's who does not wait. */
function streamed(stream: NonNullable<ApiResponse['stream']>): string {
  let text = ''
  if (stream.kind === 'text') stream.open({ data: (chunk) => (text += chunk), end: () => {} })()
  if (stream.kind === 'watch') stream.open({ data: (chunk) => (text += `${JSON.stringify(chunk)}\n`), end: () => {} })()
  return text
}
