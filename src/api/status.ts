/**
 * Kubernetes' Status, and the error that carries it: the only kind of error that the API server answers with.
 * Texts and codes model apimachinery pkg/api/errors.
 */
import { groupResource, type Kind } from './kinds.ts'
import type { StatusCause, StatusDetails, Status as WireStatus } from './types.ts'

export type Status = WireStatus & { kind: 'Status'; apiVersion: 'v1' }

export class StatusError extends Error {
  readonly status: Status

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    // An answer like any other: where it was made does not matter, and finding that out costs more than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'StatusError'
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details ? { details } : {}),
      code,
    }
  }

  get code(): number {
    return this.status.code ?? 500
  }

  get reason(): string {
    return this.status.reason ?? ''
  }

  static from(status: Status): StatusError {
    return new StatusError(status.code ?? 500, status.reason ?? '', status.message ?? '', status.details)
  }
}

export const isReason = (error: unknown, reason: string): error is StatusError => error instanceof StatusError && error.reason === reason
export const isNotFound = (error: unknown): error is StatusError => isReason(error, 'NotFound')
export const isAlreadyExists = (error: unknown): error is StatusError => isReason(error, 'AlreadyExists')
export const isConflict = (error: unknown): error is StatusError => isReason(error, 'Conflict')

type Named = Pick<Kind<unknown>, 'group' | 'plural'>
const detailsOf = (kind: Named, name: string): StatusDetails => ({
  ...(name === '' ? {} : { name }),
  ...(kind.group === '' ? {} : { group: kind.group }),
  kind: kind.plural,
})

export const notFound = (kind: Named, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${groupResource(kind)} "${name}" not found`, detailsOf(kind, name))

export const alreadyExists = (kind: Named, name: string): StatusError =>
  new StatusError(409, 'AlreadyExists', `${groupResource(kind)} "${name}" already exists`, detailsOf(kind, name))

export const conflict = (kind: Named, name: string, why: string): StatusError =>
  new StatusError(409, 'Conflict', `Operation cannot be fulfilled on ${groupResource(kind)} "${name}": ${why}`, detailsOf(kind, name))

/** The text of every lost update. */
export const modified = (kind: Named, name: string): StatusError =>
  conflict(kind, name, 'the object has been modified; please apply your changes to the latest version and try again')

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message)

export const forbidden = (kind: Named, name: string, why: string): StatusError =>
  new StatusError(
    403,
    'Forbidden',
    name === '' ? `${groupResource(kind)} is forbidden: ${why}` : `${groupResource(kind)} "${name}" is forbidden: ${why}`,
    detailsOf(kind, name),
  )

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized')

export const methodNotAllowed = (): StatusError => new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')

export const noSuchPath = (): StatusError => new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})

export const expired = (message: string): StatusError => new StatusError(410, 'Expired', message)

/** Validation failed: every cause in one Status. `kind` is the Kind, not the resource, as in the real message. */
export function invalid(kind: Pick<Kind<unknown>, 'group' | 'kind'>, name: string, errors: readonly FieldError[]): StatusError {
  const texts = errors.map(fieldErrorText)
  const list = texts.length === 1 ? texts[0] : `[${[...new Set(texts)].join(', ')}]`
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  const causes: StatusCause[] = errors.map((error) => ({ reason: error.type, message: fieldErrorBody(error), field: error.field }))
  return new StatusError(422, 'Invalid', `${qualified} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes,
  })
}

/** One finding of validation. Models apimachinery pkg/util/validation/field/errors.go. */
export interface FieldError {
  readonly type:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'InternalError'
  /** Path as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels`. */
  readonly field: string
  /** The offending value, where the text shows it. */
  readonly value?: unknown
  readonly detail: string
}

const omitted = Symbol('omitted')

export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail })
export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, value, detail })
/** The server names what it supports in the order of the alphabet, or for a few fields as they are listed in its source. */
export const notSupported = (field: string, value: unknown, supported: readonly string[], order: 'sorted' | 'as listed' = 'sorted'): FieldError => {
  const values = order === 'sorted' ? [...supported].sort() : supported
  const detail = values.length > 0 ? `supported values: ${values.map((v) => JSON.stringify(v)).join(', ')}` : ''
  return { type: 'FieldValueNotSupported', field, value, detail }
}
/** Invalid, without showing the value. */
export const invalidWhole = (field: string, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, value: omitted, detail })
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'FieldValueDuplicate', field, value, detail: '' })
export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail })
export const notFoundField = (field: string, value: unknown): FieldError => ({ type: 'FieldValueNotFound', field, value, detail: '' })
export const tooLong = (field: string, maxBytes: number): FieldError => ({
  type: 'FieldValueTooLong',
  field,
  value: '<value omitted>',
  detail: `may not be more than ${maxBytes} bytes`,
})
export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'FieldValueTooMany',
  field,
  value: actual,
  detail: `must have at most ${max} items`,
})

const typeText: Record<FieldError['type'], string> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueNotFound: 'Not found',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0` */
export const fieldErrorText = (error: FieldError): string => `${error.field}: ${fieldErrorBody(error)}`

function fieldErrorBody(error: FieldError): string {
  const head = typeText[error.type]
  const bare =
    error.type === 'FieldValueRequired' || error.type === 'FieldValueForbidden' || error.type === 'FieldValueTooLong' || error.type === 'InternalError'
  const value = bare || error.value === omitted ? '' : `: ${valueText(error.value)}`
  return `${head}${value}${error.detail === '' ? '' : `: ${error.detail}`}`
}

/** As Go prints a value in an error: texts quoted, numbers and booleans bare, the rest as JSON. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  return JSON.stringify(value)
}
