/** Between JSON and CEL: numbers without a fraction are int, objects are maps. With a type, fields become what it says. */

import { formatMoment, formatSpan, parseMoment, parseSpan } from './functions/time.ts'
import { noSuchOverload } from './language/issues.ts'
import { dyn, type Type } from './language/types.ts'
import { type CelMap, Duration, isList, isMap, Timestamp, Uint, type Value } from './language/values.ts'

/** `type` unknown: as unstructured objects are read. Fields that an object type does not name are not seen. */
export function fromJson(value: unknown, type: Type = dyn): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return textOf(value, type)
  if (typeof value === 'number') return numberOf(value, type)
  if (Array.isArray(value)) return value.map((element) => fromJson(element, type.kind === 'list' ? type.of : dyn))
  if (type.kind === 'object' && type.fields) return fieldsOf(value as Record<string, unknown>, type.fields)
  const of = type.kind === 'map' ? type.value : dyn
  return new Map(Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, fromJson(each, of)] as const])))
}

function numberOf(value: number, type: Type): Value {
  const isDouble = type.kind === 'simple' && type.name === 'double'
  return Number.isInteger(value) && !isDouble ? BigInt(value) : value
}

function textOf(value: string, type: Type): Value {
  if (type.kind !== 'simple') return value
  if (type.name === 'timestamp') return parseMoment(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value)
  if (type.name === 'duration') return parseSpan(value)
  if (type.name === 'bytes') return Uint8Array.from(atob(value), (character) => character.charCodeAt(0))
  return value
}

/** Names of fields that are no names in CEL are written in another way: `__dash__`. */
function fieldsOf(value: Record<string, unknown>, fields: Readonly<Record<string, Type>>): CelMap {
  const found = new Map<string, Value>()
  for (const [key, each] of Object.entries(value)) {
    const name = escapeName(key)
    if (name !== undefined && each !== undefined && Object.hasOwn(fields, name)) found.set(name, fromJson(each, fields[name]))
  }
  return found
}

const keywords = new Set('true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '))
const symbols: Readonly<Record<string, string>> = { '.': '__dot__', '-': '__dash__', '/': '__slash__' }

/** How a property is called in an expression; undefined for one that can't be. Models apiserver pkg/cel/escaping.go. */
export function escapeName(property: string): string | undefined {
  if (keywords.has(property)) return `__${property}__`
  if (property === '' || /^\d/.test(property)) return undefined
  const escaped = property.replace(/__|[.\-/]/g, (part) => symbols[part] ?? '__underscores__')
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined
}

/** Back to JSON. @throws EvaluationError for what has no form there. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (isList(value)) return value.map(toJson)
  if (isMap(value)) return Object.fromEntries([...value].map(([key, each]) => [String(key), toJson(each)]))
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value))
  if (value instanceof Timestamp) return formatMoment(value.nanos)
  if (value instanceof Duration) return formatSpan(value.nanos)
  throw noSuchOverload()
}
