/** Query parameters that several verbs share. */
import { type ApiRequest, queryValue, queryValues } from '../../../api/request.ts'
import { badRequest, invalid, notSupported, StatusError } from '../../../api/status.ts'
import type { DeleteOptions } from '../../../api/types.ts'
import { readBody } from '../encoding/body.ts'
import type { ListRequest } from '../registry/list.ts'
import { selection } from '../registry/selection.ts'
import type { ResourceDefinition } from '../resource.ts'

export function listRequest(request: ApiRequest, definition: ResourceDefinition<any>): ListRequest {
  const limit = count(request, 'limit')
  const continueToken = queryValue(request, 'continue')
  const resourceVersion = queryValue(request, 'resourceVersion')
  const resourceVersionMatch = queryValue(request, 'resourceVersionMatch')
  checkMatch(resourceVersion, resourceVersionMatch, continueToken)
  return {
    selection: selection(definition, queryValue(request, 'labelSelector'), queryValue(request, 'fieldSelector')),
    ...(limit ? { limit } : {}),
    ...(continueToken ? { continueToken } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(resourceVersionMatch ? { resourceVersionMatch } : {}),
  }
}

function checkMatch(version: string | undefined, match: string | undefined, continueToken: string | undefined): void {
  if (!match) return
  const refuse = (detail: string): never => {
    throw new StatusError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${detail}`, {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [{ reason: 'FieldValueForbidden', message: `Forbidden: ${detail}`, field: 'resourceVersionMatch' }],
    })
  }
  if (!['Exact', 'NotOlderThan'].includes(match))
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', ''])])
  if (continueToken) refuse('resourceVersionMatch is forbidden when continue is provided')
  if (!version) refuse('resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (match === 'Exact' && version === '0') refuse('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
}

/** @throws 400 for a number that is none. */
export function count(request: ApiRequest, name: string): number | undefined {
  const text = queryValue(request, name)
  if (text === undefined || text === '') return undefined
  if (!/^-?\d+$/.test(text)) throw badRequest(`unable to decode query parameter ${name}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

export const truth = (request: ApiRequest, name: string): boolean | undefined => {
  const text = queryValue(request, name)
  return text === undefined || text === '' ? undefined : text === 'true' || text === '1'
}

/** @throws 422 for anything but `All`. */
export function dryRun(request: ApiRequest, kind = 'CreateOptions'): boolean {
  if (request.query?.dryRun === undefined) return false
  const asked = queryValues(request, 'dryRun').filter((value) => value !== '')
  if (asked.some((value) => value !== 'All')) throw invalid({ group: 'meta.k8s.io', kind }, '', [notSupported('dryRun', asked[0], ['All'])])
  return asked.length > 0
}

/** DeleteOptions from the body or, without one, from the query. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const { value } = readBody(request)
  if (value && typeof value === 'object') {
    const { kind } = value as DeleteOptions
    if (kind !== undefined && kind !== 'DeleteOptions') throw badRequest('the object provided is unrecognized (must be of type DeleteOptions)')
    return checked(value as DeleteOptions)
  }
  const gracePeriodSeconds = count(request, 'gracePeriodSeconds')
  const propagationPolicy = queryValue(request, 'propagationPolicy')
  return checked({ ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }), ...(propagationPolicy ? { propagationPolicy } : {}) })
}

const policies = ['Background', 'Foreground', 'Orphan']

function checked(options: DeleteOptions): DeleteOptions {
  const name = { group: 'meta.k8s.io', kind: 'DeleteOptions' }
  const policy = options.propagationPolicy
  if (policy !== undefined && !policies.includes(policy)) throw invalid(name, '', [notSupported('propagationPolicy', policy, [...policies, 'nil'])])
  if (options.dryRun?.some((value) => value !== 'All')) throw invalid(name, '', [notSupported('dryRun', options.dryRun[0], ['All'])])
  return options
}
