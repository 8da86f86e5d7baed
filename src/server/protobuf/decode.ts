/**
 * Kubernetes' protobuf, as clients write it: kubectl's typed commands (`create deployment`, `auth can-i`) send nothing
 * else. Decoded into the same value that JSON would have been. Answers are JSON, which all these clients accept too.
 * Source: apimachinery pkg/runtime/serializer/protobuf and the encoding specification of protocol buffers.
 */
import { type FieldType, typeSchema } from '../../api/schema.ts'
import { fieldNumbers } from './field-numbers.ts'
import { Reader, type WireValue } from './wire.ts'

interface Field {
  readonly name: string
  /** An embedded struct: its fields belong to the message around it. */
  readonly embedded: boolean
}

let messages: Map<string, Map<number, Field>> | undefined

function messageOf(name: string): Map<number, Field> | undefined {
  messages ??= new Map(
    fieldNumbers
      .trim()
      .split('\n')
      .map((line) => {
        const [message = '', ...fields] = line.split(' ')
        return [message, new Map(fields.map(fieldOf))]
      }),
  )
  return messages.get(name)
}

function fieldOf(text: string): [number, Field] {
  const [, number, sign, name = ''] = /^(\d+)([:>])(.*)$/.exec(text) ?? []
  return [Number(number), { name, embedded: sign === '>' }]
}

const magic = 'k8s\0'

export class ProtobufError extends Error {}

/**
 * The object in a body of type application/vnd.kubernetes.protobuf. `typeName` says which type of the schema a kind has.
 * @throws ProtobufError
 */
export function decodeProtobuf(body: Uint8Array, typeName: (apiVersion: string, kind: string) => string): Record<string, unknown> {
  if (new TextDecoder().decode(body.subarray(0, 4)) !== magic)
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  let apiVersion = ''
  let kind = ''
  let raw: Uint8Array = new Uint8Array()
  for (const [number, value] of new Reader(body.subarray(4)).fields()) {
    if (number === 1) {
      for (const [inner, text] of new Reader(bytes(value)).fields()) {
        if (inner === 1) apiVersion = string(text)
        if (inner === 2) kind = string(text)
      }
    } else if (number === 2) raw = bytes(value)
  }
  return { apiVersion, kind, ...message(raw, typeName(apiVersion, kind)) }
}

function message(data: Uint8Array, type: string, outer?: string): Record<string, unknown> {
  const fields = messageOf(type)
  if (!fields) throw new ProtobufError(`${type} is not known on the protobuf wire`)
  const schema = typeSchema(outer ?? type)?.fields ?? {}
  const object: Record<string, unknown> = {}
  for (const [number, value] of new Reader(data).fields()) {
    const field = fields.get(number)
    if (!field) continue
    if (field.embedded) {
      // The schema knows the fields of an embedded struct as those of the type around it.
      Object.assign(object, message(bytes(value), field.name, outer ?? type))
      continue
    }
    put(object, field.name, value, schema[field.name] ?? 'object')
  }
  return object
}

function put(object: Record<string, unknown>, name: string, value: WireValue, type: FieldType): void {
  if (type.startsWith('[]')) {
    const list = (object[name] ??= []) as unknown[]
    const element = type.slice(2)
    if (element.startsWith('integer') && value instanceof Uint8Array) list.push(...[...new Reader(value).varints()].map((number) => signed(number)))
    else list.push(single(value, element))
  } else if (type.startsWith('map:')) {
    const map = (object[name] ??= {}) as Record<string, unknown>
    const [key, item] = entry(bytes(value), type.slice(4))
    Object.defineProperty(map, key, { value: item, enumerable: true, configurable: true, writable: true })
  } else object[name] = single(value, type)
}

function entry(data: Uint8Array, type: FieldType): [string, unknown] {
  let key = ''
  let value: unknown = type === 'string' || type === 'bytes' ? '' : type.startsWith('[]') ? [] : {}
  for (const [number, wire] of new Reader(data).fields()) {
    if (number === 1) key = string(wire)
    // A list as the value of a map is a message of its own, with the items in field 1.
    else if (type.startsWith('[]')) value = [...new Reader(bytes(wire)).fields()].map(([, item]) => single(item, type.slice(2)))
    else value = single(wire, type)
  }
  return [key, value]
}

function single(value: WireValue, type: FieldType): unknown {
  switch (type) {
    case 'string':
      return string(value)
    case 'boolean':
      return value === 1n
    case 'integer:int32':
    case 'integer:int64':
      return signed(value as bigint)
    case 'number':
      return new DataView(bytes(value).slice().buffer).getFloat64(0, true)
    case 'bytes':
      return Buffer.from(bytes(value)).toString('base64')
    case 'quantity':
      return textField(bytes(value), 1)
    case 'time':
    case 'micro-time':
      return time(bytes(value), type)
    case 'int-or-string':
      return intOrString(bytes(value))
    case 'object':
      return JSON.parse(textField(bytes(value), 1) || 'null')
    default:
      return message(bytes(value), type)
  }
}

const signed = (value: bigint): number => Number(BigInt.asIntN(64, value))

function bytes(value: WireValue): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ProtobufError('proto: wrong wireType')
  return value
}

const string = (value: WireValue): string => new TextDecoder().decode(bytes(value))

function textField(data: Uint8Array, wanted: number): string {
  for (const [number, value] of new Reader(data).fields()) if (number === wanted) return string(value)
  return ''
}

function time(data: Uint8Array, type: 'time' | 'micro-time'): string | undefined {
  let seconds = 0
  let nanos = 0
  for (const [number, value] of new Reader(data).fields()) {
    if (number === 1) seconds = signed(value as bigint)
    if (number === 2) nanos = signed(value as bigint)
  }
  // Go's zero time: not set.
  if (seconds === 0 && nanos === 0) return undefined
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  return type === 'time' ? `${whole}Z` : `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`
}

function intOrString(data: Uint8Array): number | string {
  let kind = 0n
  let number = 0
  let text = ''
  for (const [field, value] of new Reader(data).fields()) {
    if (field === 1) kind = value as bigint
    if (field === 2) number = signed(value as bigint)
    if (field === 3) text = string(value)
  }
  return kind === 0n ? number : text
}
