/** What a client makes of an error answer that explains nothing. Models apimachinery pkg/api/errors, NewGenericServerResponse. */
import type { ApiRequest } from '../api/request.ts'
import { StatusError } from '../api/status.ts'

/** Reason and message by code; where there is no message, what the server said is it. */
const generic: Readonly<Record<number, readonly [string, string?]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable'],
  409: ['Conflict', 'the server reported a conflict'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
}

export function genericError(code: number, { method, path }: ApiRequest, said: string): StatusError {
  const [reason, message = said] = generic[code] ?? [
    'InternalError',
    `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`,
  ]
  const [, resource, name] = /^\/apis?(?:\/[^/]+)?\/v[^/]+(?:\/namespaces\/[^/]+)?\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? []
  const subject = [method.toLowerCase(), resource, name].filter((part) => part !== undefined).join(' ')
  return new StatusError(code, reason, resource === undefined ? message : `${message} (${subject})`, {})
}
