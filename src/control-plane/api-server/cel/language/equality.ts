/** Equality and order: numbers compare across int, uint and double; values of different types are just not equal. */
import { EvaluationError, noSuchOverload } from './issues.ts'
import { type CelMap, Duration, isList, isMap, Opaque, Optional, Timestamp, TypeValue, Uint, type Value } from './values.ts'

type Numeric = bigint | number

const numeric = (value: Value): Numeric | undefined =>
  typeof value === 'bigint' || typeof value === 'number' ? value : value instanceof Uint ? value.value : undefined

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true
  const [m, n] = [numeric(a), numeric(b)]
  if (m !== undefined || n !== undefined) return m !== undefined && n !== undefined && order(m, n) === 0
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (isList(a)) return isList(b) && a.length === b.length && a.every((value, i) => equal(value, b[i] as Value))
  if (isMap(a)) return isMap(b) && equalMaps(a, b)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
  if (a instanceof Timestamp || a instanceof Duration) return a.constructor === b.constructor && a.nanos === (b as Timestamp).nanos
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name
  if (a instanceof Optional) return b instanceof Optional && equalOptionals(a, b)
  return a instanceof Opaque && b instanceof Opaque && a.type === b.type && (a.same?.(b.value) ?? false)
}

const equalMaps = (a: CelMap, b: CelMap): boolean => a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key) as Value))

function equalOptionals(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value
  return equal(a.value, b.value)
}

/** Below, at or above zero; NaN is equal to nothing: NaN. A whole number meets a double as the double next to it. */
function order(a: Numeric, b: Numeric): number {
  const [x, y] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)]
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  return x < y ? -1 : x > y ? 1 : 0
}

/** @throws for what has no order. */
export function compare(a: Value, b: Value): number {
  const [m, n] = [numeric(a), numeric(b)]
  if (m !== undefined && n !== undefined) return order(m, n)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos)
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos)
  throw noSuchOverload()
}

/** By code point, as Go's strings of UTF-8 compare. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const by = (left[i]?.codePointAt(0) as number) - (right[i]?.codePointAt(0) as number)
    if (by !== 0) return by
  }
  return left.length - right.length
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number)
  return a.length - b.length
}

/** The form in which a value is a key. @throws for what can be none. */
export function keyOf(value: Value): string | boolean | bigint | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
  if (value instanceof Uint) return value.value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined
  throw new EvaluationError('unsupported key type')
}
