/** Requests to an API server as kubectl makes them: paths and queries, error answers thrown as StatusErrors. */
import { type ApiRequest, type ApiResponse, isStatus } from '../api/request.ts'
import { StatusError } from '../api/status.ts'
import { genericError } from './generic-error.ts'
import { ConnectionError, RequestError, type Transport } from './transport.ts'

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object | string
  /** An error answer is put in the client's own words, not the server's: what real kubectl does for discovery. */
  readonly ownWords?: boolean
  /** The path is the user's own (`--raw`): an error does not say what resource it is about. */
  readonly raw?: boolean
}

/** Sends a request and gives back the answer. Throws StatusError for an error answer, RequestError if there was none. */
export async function send(transport: Transport, method: ApiRequest['method'], path: string, options: RequestOptions = {}): Promise<ApiResponse> {
  const query = queryOf(options.query ?? {})
  const request: ApiRequest = {
    method,
    path,
    ...(Object.keys(query).length > 0 ? { query } : {}),
    headers: { accept: 'application/json', ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body === undefined ? {} : { body: options.body }),
  }
  const response = await answer(transport, request)
  if (response.status >= 400) throw errorOf(response, options.raw ? { ...request, path: '' } : request, options.ownWords ?? false)
  return response
}

/** Like send, and the answer's body is an object. */
export async function request<T = any>(transport: Transport, method: ApiRequest['method'], path: string, options?: RequestOptions): Promise<T> {
  const { body } = await send(transport, method, path, options)
  return (typeof body === 'string' ? JSON.parse(body) : body) as T
}

async function answer(transport: Transport, request: ApiRequest): Promise<ApiResponse> {
  try {
    return await transport.send(request)
  } catch (error) {
    if (error instanceof ConnectionError && !(error instanceof RequestError))
      throw new RequestError(request.method, requestUrl(transport.server, request), error.message)
    throw error
  }
}

/** The StatusError of an answer, also for answers that carry no Status. */
function errorOf(response: ApiResponse, request: ApiRequest, ownWords: boolean): StatusError {
  const body = typeof response.body === 'string' ? parsed(response.body) : response.body
  if (isStatus(body) && !ownWords) return StatusError.from(body)
  return genericError(response.status, request, typeof response.body === 'string' && body === undefined ? response.body.trim() : 'unknown')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function queryOf(query: NonNullable<RequestOptions['query']>): Record<string, string | readonly string[]> {
  const result: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') result[name] = Array.isArray(value) ? value : String(value)
  return result
}

/** The address of a request, query sorted as Go encodes it. */
export function requestUrl(server: string, request: ApiRequest): string {
  const pairs = Object.entries(request.query ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${encodeQuery(name)}=${encodeQuery(one)}`))
  return `${server}${request.path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`
}

const encodeQuery = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
