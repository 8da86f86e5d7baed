/**
 * Values of CEL. Most are JavaScript's own: null, booleans, bigint for int, number for double, string, Uint8Array, arrays
 * and Map. The rest are these classes.
 */
import type { Type } from './types.ts'

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | CelMap
  | Uint
  | Timestamp
  | Duration
  | Optional
  | TypeValue
  | Opaque

/** Keys are strings, booleans and whole numbers (a uint as the bigint it equals). */
export type CelMap = ReadonlyMap<string | boolean | bigint, Value>

export class Uint {
  constructor(readonly value: bigint) {}
}

/** A moment: nanoseconds since the epoch. */
export class Timestamp {
  constructor(readonly nanos: bigint) {}
}

export class Duration {
  constructor(readonly nanos: bigint) {}
}

export class Optional {
  static readonly none = new Optional(undefined)
  constructor(readonly value: Value | undefined) {}
}

/** What `type(x)` gives. */
export class TypeValue {
  constructor(readonly name: string) {}
}

/** A value of one of the libraries (a URL, a quantity, a check of authorization): its type, and what only they read. */
export class Opaque {
  constructor(
    readonly type: string,
    readonly value: unknown,
    /** What equals it; undefined: only itself. */
    readonly same?: (other: unknown) => boolean,
  ) {}
}

/** A message that an expression made: `Object{…}`, `JSONPatch{…}`. */
export class Message extends Map<string | boolean | bigint, Value> {
  constructor(
    readonly type: string,
    fields: Iterable<readonly [string, Value]>,
  ) {
    super(fields)
  }
}

export const isMap = (value: Value): value is CelMap => value instanceof Map
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value)

/** The name of a value's type at run time. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
  }
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Message) return value.type
  if (isList(value)) return 'list'
  if (isMap(value)) return 'map'
  if (value instanceof Uint) return 'uint'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof Optional) return 'optional_type'
  if (value instanceof TypeValue) return 'type'
  return (value as Opaque).type
}

const names: Readonly<Record<string, string>> = { null: 'null_type', timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration' }

/** The run-time name of a type. */
export function typeValueOf(type: Type): TypeValue {
  if (type.kind === 'optional') return new TypeValue('optional_type')
  if (type.kind === 'list' || type.kind === 'map' || type.kind === 'type') return new TypeValue(type.kind)
  return new TypeValue(names[type.name] ?? type.name)
}

/** Whether a function that takes `type` takes this value. */
export function isOf(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'parameter':
      return true
    case 'simple':
      return type.name === 'dyn' || typeName(value) === (names[type.name] ?? type.name)
    case 'list':
      return isList(value)
    case 'map':
    case 'object':
      return isMap(value)
    case 'optional':
      return value instanceof Optional
    case 'type':
      return value instanceof TypeValue
    case 'opaque':
      return value instanceof Opaque && value.type === type.name
  }
}
