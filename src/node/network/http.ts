/** HTTP as the simulated network carries it: whole messages, no bytes on a wire. */

export interface HttpRequest {
  readonly method: string
  /** Path and query, as in the request line. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface HttpResponse {
  readonly status: number
  /** What the server says beside the status, where that is not what most say. */
  readonly reason?: string
  /** Names as the server writes them, in its order. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** How long the server took; a moment unless told. */
  readonly seconds?: number
}

export interface Url {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
  readonly userInfo?: string
}

/** Reads `http://user@host:port/path?query`; a missing scheme means http. undefined if it is no such thing. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:(https?):\/\/)?(?:([^@/]*)@)?(\[[0-9a-fA-F:]+\]|[^:/?#\s]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text)
  if (!match?.[3]) return undefined
  const scheme = match[1] === 'https' ? 'https' : 'http'
  const path = match[5] ?? '/'
  return {
    scheme,
    host: match[3].replace(/^\[|\]$/g, ''),
    port: match[4] ? Number(match[4]) : scheme === 'https' ? 443 : 80,
    path: path.startsWith('/') ? path : `/${path}`,
    ...(match[2] ? { userInfo: match[2] } : {}),
  }
}

const reasons: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  408: 'Request Time-out',
  409: 'Conflict',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
}

/** `OK`, `Not Found`: the words after the code in a status line. */
export const reasonOf = (status: number): string => reasons[status] ?? 'Unknown'

/** A request typed into a plain connection (`printf 'GET / HTTP/1.0\r\n\r\n' | nc web 80`); undefined while it is incomplete. */
export function parseRequest(text: string): HttpRequest | undefined {
  const end = /\r?\n\r?\n/.exec(text)
  if (!end) return undefined
  const [requestLine = '', ...headerLines] = text.slice(0, end.index).split(/\r?\n/)
  const [method = '', path = '/'] = requestLine.split(' ')
  const headers: Record<string, string> = {}
  for (const line of headerLines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { method, path, headers, body: text.slice(end.index + end[0].length) }
}

/** The response as it would stand on the wire. */
export const responseText = (response: HttpResponse): string =>
  `HTTP/1.1 ${response.status} ${response.reason ?? reasonOf(response.status)}\r\n${Object.entries(response.headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${response.body}`

/** `Tue, 15 Nov 1994 08:12:31 GMT` */
export const httpDate = (ms: number): string => new Date(ms).toUTCString()
