/** The body of a request, from bytes to an object of the expected type. */

import { type AnyObject, deepCopy, shallowCopy } from '../../../api/object.ts'
import { type ApiRequest, queryValue } from '../../../api/request.ts'
import { badRequest, invalid, invalidValue, notSupported, StatusError } from '../../../api/status.ts'
import { parseYamlOrJson } from '../../../api/yaml.ts'
import type { CustomType } from '../resource.ts'
import { DecodeError, decodeCustom, decodeObject, decodePatched, type FieldValidation } from './decode.ts'
import { duplicateFields } from './duplicate-fields.ts'

/** What a body must be. */
export interface ExpectedType {
  readonly typeName: string
  readonly kind: string
  readonly version: string
  readonly apiVersion: string
  /** Set for custom resources, which are read by their own schema. */
  readonly custom?: CustomType
  /** See ResourceDefinition. */
  readonly shallow?: true
}

export interface Decoded {
  readonly object: AnyObject
  readonly warnings: readonly string[]
}

/** Three megabytes, as the real server's limit. */
const maxBodyBytes = 3 * 1024 * 1024

const readable = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** The raw value in the body. @throws 400, 413, 415 */
export function readBody(request: ApiRequest): { value: unknown; text: string | undefined } {
  const { body } = request
  if (body === undefined) return { value: undefined, text: undefined }
  if (typeof body === 'object') return { value: body, text: undefined }
  if (body.length > maxBodyBytes) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`)
  const type = (request.headers?.['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? ''
  if (type === 'application/yaml') return { value: parseOr400(() => parseYamlOrJson(body)[0]), text: body }
  if (type === 'application/json' || type === '' || type.endsWith('+json')) return { value: parseOr400(() => JSON.parse(body)), text: body }
  throw unsupportedMediaType(readable.slice(0, 2))
}

export const unsupportedMediaType = (accepted: readonly string[]): StatusError =>
  new StatusError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`)

/** The body as an object of one type. A component's own object is only copied: its types were checked by the compiler. */
export function decodeBody(request: ApiRequest, expected: ExpectedType): Decoded {
  const { value, text } = readBody(request)
  if (value === undefined || value === null) throw badRequest('Required body is empty')
  if (request.component && text === undefined)
    return { object: expected.shallow ? upperCopy(value as AnyObject) : (deepCopy(value) as AnyObject), warnings: none }
  if (expected.custom) checkVersion(value, expected)
  else checkKind(value, expected)
  return decodeStrictly(value, request, expected, text)
}

const none: readonly string[] = []

/** A copy of an object and its metadata that shares what is below. */
function upperCopy(object: AnyObject): AnyObject {
  const copy = shallowCopy(object)
  if (copy.metadata) copy.metadata = shallowCopy(copy.metadata)
  return copy
}

function decodeStrictly(value: unknown, request: ApiRequest, expected: Omit<ExpectedType, 'apiVersion'>, text?: string): Decoded {
  const validation = fieldValidation(request)
  const duplicates = text !== undefined && validation !== 'Ignore' ? duplicateFields(text) : []
  return expected.custom ? decodeCustom(value, expected, expected.custom, validation, duplicates) : decodeObject(value, expected, validation, duplicates)
}

/** What a patch made of an object, as an object of its type. `shown`: how the real server quotes the patch or its result. @throws 422 */
export function decodeAfterPatch(
  value: unknown,
  request: ApiRequest,
  expected: Omit<ExpectedType, 'apiVersion'>,
  text: string | undefined,
  shown: { readonly strategic: boolean; text(): string },
): Decoded {
  const validation = fieldValidation(request)
  try {
    return decodePatched(value, expected, validation, text !== undefined && validation !== 'Ignore' ? duplicateFields(text) : [])
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const { message = '', details } = invalid({ group: '', kind: '' }, '', [
      invalidValue('patch', shown.text(), shown.strategic ? error.converted : error.message),
    ]).status
    throw new StatusError(422, 'Invalid', message, { causes: details?.causes ?? [] })
  }
}

/** @throws 422 for a value that is none of the three. The server's default is Warn. */
function fieldValidation(request: ApiRequest): FieldValidation {
  const asked = queryValue(request, 'fieldValidation') ?? ''
  if (asked === '') return 'Warn'
  if (asked === 'Ignore' || asked === 'Warn' || asked === 'Strict') return asked
  throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [notSupported('fieldValidation', asked, ['Ignore', 'Strict', 'Warn'])])
}

/** Objects of custom resources are not converted: they come in the version of the path. */
function checkVersion(value: unknown, { apiVersion: wanted }: ExpectedType): void {
  const { apiVersion } = (typeof value === 'object' ? value : {}) as { apiVersion?: unknown }
  if (typeof apiVersion === 'string' && apiVersion !== '' && apiVersion !== wanted)
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`)
}

function checkKind(value: unknown, expected: { kind: string; apiVersion: string }): void {
  const { kind, apiVersion } = (typeof value === 'object' ? value : {}) as { kind?: unknown; apiVersion?: unknown }
  if (
    typeof kind === 'string' &&
    kind !== '' &&
    (kind !== expected.kind || (typeof apiVersion === 'string' && apiVersion !== '' && apiVersion !== expected.apiVersion))
  ) {
    const [group, version] = typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion ?? '']
    const [wantedGroup, wantedVersion] = expected.apiVersion.includes('/') ? expected.apiVersion.split('/') : ['', expected.apiVersion]
    throw badRequest(
      `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: converting (${[group, version].filter((part) => part !== '').join('/')}.${kind}) to (${[wantedGroup, wantedVersion].filter((part) => part !== '').join('/')}.${expected.kind}): unknown conversion`,
    )
  }
}

function parseOr400<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type ${'Object'}): ${(error as Error).message}`)
  }
}
