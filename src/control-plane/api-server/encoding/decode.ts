/**
 * Decoding: a body becomes an object of a known type, or is refused with the words of Go's JSON decoder. Models
 * apimachinery's strict serializer (sigs.k8s.io/json) and field validation.
 */
import { goKind } from '../../../api/go-value.ts'
import { canonicalQuantity } from '../../../api/quantity.ts'
import { type FieldType, typeSchema } from '../../../api/schema.ts'
import { badRequest, type StatusError } from '../../../api/status.ts'
import type { CustomType } from '../resource.ts'
import { keptWhenEmpty, plainFields } from './omit-empty.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** Thrown for values that cannot be read as their type at all; strictness does not matter. */
export class DecodeError extends Error {
  /** @param converted the same as the converter says it that reads what a strategic merge patch made. */
  constructor(
    message: string,
    readonly converted = message,
  ) {
    super(message)
  }
}

interface Decoder {
  readonly unknown: string[]
}

/**
 * A private copy of `value` as an object of `typeName`: nulls and empty optional values dropped as Go's omitempty does,
 * quantities in canonical form, unknown fields dropped and named. Throws the 400 Status of the real server.
 * @returns the object and, for `Warn`, the warnings.
 */
export function decodeObject(
  value: unknown,
  type: { typeName: string; kind: string; version: string },
  validation: FieldValidation,
  duplicates: readonly string[] = [],
): Outcome {
  const decoder: Decoder = { unknown: [] }
  let object: unknown
  try {
    object = decodeStruct(value, type.typeName, type.typeName, '', '', decoder)
  } catch (error) {
    if (error instanceof DecodeError) throw cannotBeHandled(type, error.message)
    throw error
  }
  return judged(object, type, validation, duplicates, decoder.unknown)
}

/** As decodeObject, for what a patch made of an object; `custom` as in decodeCustom. @throws DecodeError */
export function decodePatched(
  value: unknown,
  type: Named & { readonly typeName: string; readonly custom?: CustomType },
  validation: FieldValidation,
  duplicates: readonly string[],
): Outcome {
  const { object, unknown } = type.custom ? type.custom.decode(value) : decodePart(value, type.typeName)
  const strict = strictErrors(duplicates, unknown)
  if (strict.length > 0 && validation === 'Strict') throw new DecodeError(`strict decoding error: ${strict.join(', ')}`)
  return { object, warnings: validation === 'Warn' ? strict : [] }
}

const strictErrors = (duplicates: readonly string[], unknown: readonly string[]): string[] => [
  ...duplicates.map((path) => `duplicate field "${path}"`),
  ...unknown.map((path) => `unknown field "${path}"`),
]

/** As decodeObject, for a custom resource: by its own schema. */
export function decodeCustom(value: unknown, type: Named, custom: CustomType, validation: FieldValidation, duplicates: readonly string[]): Outcome {
  try {
    const { object, unknown } = custom.decode(value)
    return judged(object, type, validation, duplicates, unknown)
  } catch (error) {
    if (error instanceof DecodeError) throw cannotBeHandled(type, error.message)
    throw error
  }
}

interface Named {
  readonly kind: string
  readonly version: string
}

interface Outcome {
  object: any
  warnings: string[]
}

const cannotBeHandled = ({ kind, version }: Named, why: string): StatusError =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)

/** What strictness makes of fields that are there twice, or that nobody knows. @throws 400 */
function judged(object: unknown, type: Named, validation: FieldValidation, duplicates: readonly string[], unknown: readonly string[]): Outcome {
  const strict = strictErrors(duplicates, unknown)
  if (strict.length > 0 && validation === 'Strict') throw cannotBeHandled(type, `strict decoding error: ${strict.join(', ')}`)
  return { object, warnings: validation === 'Warn' ? strict : [] }
}

/** As decodeObject, for a part of an object that has a type of its own: with the paths of unknown fields. @throws DecodeError */
export function decodePart(value: unknown, typeName: string): { object: any; unknown: string[] } {
  const decoder: Decoder = { unknown: [] }
  return { object: decodeStruct(value, typeName, typeName, '', '', decoder), unknown: decoder.unknown }
}

/** `owner.path` is how Go names the place: the struct that has the field, and the path without indexes. */
function decodeValue(value: unknown, type: FieldType, owner: string, path: string, shown: string, decoder: Decoder): unknown {
  if (value === null || value === undefined) return undefined
  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) throw mismatch(value, type, owner, path)
    const element = type.slice(2)
    if (element === 'object') return value
    return value.map((item, i) => decodeValue(item, element, owner, path, `${shown}[${i}]`, decoder) ?? emptyOf(element))
  }
  if (type.startsWith('map:')) {
    if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, type, owner, path)
    const element = type.slice(4)
    const map: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) define(map, key, decodeValue(item, element, owner, path, `${shown}.${key}`, decoder) ?? emptyOf(element))
    return map
  }
  const scalar = scalars[type]
  if (scalar) return scalar(value, () => mismatch(value, type, owner, path))
  return decodeStruct(value, type, owner, path, shown, decoder)
}

function decodeStruct(value: unknown, type: string, owner: string, path: string, shown: string, decoder: Decoder): unknown {
  const schema = typeSchema(type)
  if (!schema) throw new Error(`no schema for type ${type}`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(value, type, owner, path)
  const object: Record<string, unknown> = {}
  for (const [field, raw] of Object.entries(value)) {
    const fieldType = Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined
    const fieldShown = shown === '' ? field : `${shown}.${field}`
    if (fieldType === undefined) {
      decoder.unknown.push(fieldShown)
      continue
    }
    const decoded = decodeValue(raw, fieldType, type, path === '' ? field : `${path}.${field}`, fieldShown, decoder)
    if (decoded === undefined || (isEmpty(decoded) && dropsEmpty(type, field, fieldType, schema.required))) continue
    object[field] = decoded
  }
  return object
}

/** `__proto__` is a key like any other in JSON. */
function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}

type Scalar = (value: unknown, fail: () => DecodeError) => unknown

const integer =
  (bits: 32 | 64): Scalar =>
  (value, fail) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw fail()
    if (bits === 32 && (value > 2147483647 || value < -2147483648)) throw fail()
    return value
  }

const scalars: Record<string, Scalar> = {
  string: (value, fail) => {
    if (typeof value !== 'string') throw fail()
    return value
  },
  boolean: (value, fail) => {
    if (typeof value !== 'boolean') throw fail()
    return value
  },
  'integer:int32': integer(32),
  'integer:int64': integer(64),
  number: (value, fail) => {
    if (typeof value !== 'number') throw fail()
    return value
  },
  'int-or-string': (value, fail) => {
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value))) throw fail()
    return value
  },
  quantity: (value, fail) => {
    if (typeof value !== 'string' && typeof value !== 'number') throw fail()
    try {
      return canonicalQuantity(value)
    } catch (error) {
      throw new DecodeError((error as Error).message)
    }
  },
  bytes: (value, fail) => {
    if (typeof value !== 'string') throw fail()
    const bad = /^[A-Za-z0-9+/]*/.exec(value.replace(/[\r\n]/g, ''))?.[0].length ?? 0
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replace(/[\r\n]/g, '')))
      throw new DecodeError(`illegal base64 data at input byte ${bad - (bad % 4 === 0 || bad < value.length ? 0 : bad % 4)}`)
    return value
  },
  time: (value, fail) => time(value, fail, /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05Z07:00'),
  'micro-time': (value, fail) => time(value, fail, /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/, '2006-01-02T15:04:05.000000Z07:00'),
  object: (value) => dropNulls(value),
}

function time(value: unknown, fail: () => DecodeError, pattern: RegExp, layout: string): string {
  if (typeof value !== 'string') throw fail()
  const ms = Date.parse(value)
  if (!pattern.test(value) || Number.isNaN(ms))
    throw new DecodeError(
      `parsing time ${JSON.stringify(JSON.stringify(value))} as ${JSON.stringify(JSON.stringify(layout))}: cannot parse ${JSON.stringify(value)} as "2006"`,
    )
  const iso = new Date(ms).toISOString()
  return layout.includes('.000000') ? iso.replace('Z', '000Z') : `${iso.slice(0, 19)}Z`
}

/** Free-form values are kept as they are. */
const dropNulls = (value: unknown): unknown => value

function mismatch(value: unknown, type: FieldType, owner: string, path: string): DecodeError {
  return new DecodeError(
    `json: cannot unmarshal ${jsonKind(value)} into Go ${path === '' ? 'value' : `struct field ${goTypeName(owner)}.${path}`} of type ${goType(type)}`,
    convertedText(value, type),
  )
}

/** Models fromUnstructured of apimachinery pkg/runtime/converter.go. */
function convertedText(value: unknown, type: FieldType): string {
  const from = goKind(value) === 'int' ? 'int64' : goKind(value) === 'float' ? 'float64' : goKind(value)
  if (type.startsWith('[]') || type === 'bytes') return `cannot restore slice from ${from}`
  if (type.startsWith('map:')) return `cannot restore map from ${from}`
  if (!Object.hasOwn(scalars, type)) return `cannot restore struct from: ${from}`
  const to = goTypes[type] ?? type
  const convertible = (from === 'int64' && to === 'string') || (from === 'float64' && to.startsWith('int'))
  return convertible ? `cannot convert ${from} to ${to}` : `unrecognized type: ${to}`
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`
  if (typeof value === 'boolean') return 'bool'
  return typeof value
}

const goTypes: Record<string, string> = {
  boolean: 'bool',
  'integer:int32': 'int32',
  'integer:int64': 'int64',
  number: 'float64',
  time: 'v1.Time',
  'micro-time': 'v1.MicroTime',
  bytes: '[]uint8',
  'int-or-string': 'intstr.IntOrString',
  quantity: 'resource.Quantity',
  object: 'runtime.RawExtension',
  string: 'string',
}

function goType(type: FieldType): string {
  if (type.startsWith('[]')) return `[]${goType(type.slice(2))}`
  if (type.startsWith('map:')) return `map[string]${goType(type.slice(4))}`
  return goTypes[type] ?? `v1.${goTypeName(type)}`
}

/** The models' names carry a version or group where Go has a package. */
const goTypeName = (type: string): string => type.replace(/^(V\d+|[A-Z][a-z]+V\d+)(?=[A-Z])/, '')

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && value !== null && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0))

/** Whether Go leaves an empty value of this field out. Fields that are pointers in Go keep theirs. */
function dropsEmpty(type: string, field: string, fieldType: FieldType, required: readonly string[] = []): boolean {
  const place = `${type}.${field}`
  if (required.includes(field) || keptWhenEmpty.has(place)) return false
  if (fieldType.startsWith('[]') || fieldType.startsWith('map:')) return true
  if (fieldType === 'string') return true
  if (fieldType === 'boolean' || fieldType.startsWith('integer')) return plainFields.has(place)
  return false
}

const emptyOf = (type: FieldType): unknown => {
  if (type === 'string' || type === 'bytes') return ''
  if (type === 'quantity') return '0'
  if (type === 'boolean') return false
  if (type.startsWith('integer') || type === 'number') return 0
  return {}
}
