/** Answers. */
import type { ApiResponse, ResponseStream } from '../../../api/request.ts'
import type { StatusError } from '../../../api/status.ts'
import type { StatusDetails } from '../../../api/types.ts'

const json = { 'content-type': 'application/json' }

export const ok = (body: object): ApiResponse => ({ status: 200, headers: json, body })
export const created = (body: object): ApiResponse => ({ status: 201, headers: json, body })
export const plain = (text: string, status = 200): ApiResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text })
export function failure(error: StatusError): ApiResponse {
  const seconds = error.status.details?.retryAfterSeconds
  return { status: error.code, headers: seconds ? { ...json, 'retry-after': String(seconds) } : json, body: error.status }
}
export const streaming = (stream: ResponseStream): ApiResponse => ({
  status: 200,
  headers: { 'content-type': stream.kind === 'text' ? 'text/plain' : 'application/json' },
  stream,
})

export const success = (details?: StatusDetails): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  ...(details ? { details } : {}),
})
