/** Where a proxied request goes. */
import type { ProxyAnswer, ProxyRequest } from '../../../../api/request.ts'
import { badRequest } from '../../../../api/status.ts'

export interface Location {
  answer(request: ProxyRequest): ProxyAnswer
}

export interface Target {
  readonly scheme: string
  readonly name: string
  /** A number, a name, or ''. */
  readonly port: string
}

/** `web`, `web:80`, `https:web:443`. @throws 400 */
export function targetOf(id: string, what: string): Target {
  const [, scheme = '', name, port = ''] = /^(?:(https?|):(?=[^:]*:))?([^:]+)(?::([^:]*))?$/.exec(id) ?? []
  if (name === undefined) throw badRequest(`invalid ${what} request ${JSON.stringify(id)}`)
  return { scheme, name, port }
}
