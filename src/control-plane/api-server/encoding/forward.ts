/** A request as it is passed on over HTTP. */
import type { ApiRequest } from '../../../api/request.ts'

/** `?labelSelector=app%3Dweb`, or nothing. */
export function queryText({ query = {} }: ApiRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

export const bodyText = ({ body = '' }: ApiRequest): string => (typeof body === 'string' ? body : JSON.stringify(body))
