/** `"%d pods in %s".format([n, ns])`. Models cel-go ext/formatting_v2.go. */
import { EvaluationError } from '../language/issues.ts'
import { Duration, isList, isMap, Optional, Timestamp, TypeValue, typeName, Uint, type Value } from '../language/values.ts'
import { formatDouble } from './conversions.ts'
import { formatMoment, formatSpan } from './time.ts'

export function formatString(text: string, values: readonly Value[]): string {
  let next = 0
  return text.replace(/%(?:%|(?:\.(\d+))?([a-zA-Z])?)/g, (whole, precision: string | undefined, clause: string | undefined) => {
    if (whole === '%%') return '%'
    if (clause === undefined) throw new EvaluationError('unexpected end of string')
    const value = values[next++]
    if (value === undefined) throw new EvaluationError(`index ${next - 1} out of range`)
    const write = Object.hasOwn(clauses, clause) ? clauses[clause] : undefined
    if (!write) throw new EvaluationError(`could not parse formatting clause: unrecognized formatting clause "${clause}"`)
    return write(value, precision === undefined ? undefined : Number(precision))
  })
}

type Clause = (value: Value, precision: number | undefined) => string

const whole = (value: Value): bigint | undefined => (typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined)

const wrong = (allowed: string, value: Value): EvaluationError => new EvaluationError(`error during formatting: ${allowed}, was given ${typeName(value)}`)

const special = (value: Value): string | undefined =>
  typeof value === 'number' && !Number.isFinite(value) ? (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity') : undefined

const clauses: Readonly<Record<string, Clause>> = {
  s: (value) => text(value),
  d: (value) => {
    const number = whole(value)
    if (number !== undefined) return String(number)
    if (typeof value === 'number') return special(value) ?? String(value)
    throw wrong('decimal clause can only be used on numbers', value)
  },
  f: (value, precision) => {
    const number = numberOf(value)
    if (number === undefined) throw wrong('fixed-point clause can only be used on numbers', value)
    return special(number) ?? fixed(number, precision ?? 6)
  },
  e: (value, precision) => {
    const number = numberOf(value)
    if (number === undefined) throw wrong('scientific clause can only be used on numbers', value)
    return special(number) ?? number.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
  },
  b: (value) => {
    const number = typeof value === 'boolean' ? BigInt(value) : whole(value)
    if (number === undefined) throw wrong('only ints, uints, and bools can be formatted as binary', value)
    return number.toString(2)
  },
  x: (value) => hex(value),
  X: (value) => hex(value).toUpperCase(),
  o: (value) => {
    const number = whole(value)
    if (number === undefined) throw wrong('octal clause can only be used on ints and uints', value)
    return number.toString(8)
  },
}

const numberOf = (value: Value): number | undefined => (typeof value === 'number' ? value : whole(value) === undefined ? undefined : Number(whole(value)))

function hex(value: Value): string {
  const number = whole(value)
  if (number !== undefined) return number.toString(16)
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  if (bytes instanceof Uint8Array) return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  throw wrong('only ints, uints, bytes, and strings can be formatted as hex', value)
}

/** What `%s` makes of a value; lists and maps with what they hold. */
function text(value: Value): string {
  if (typeof value === 'number') return special(value) ?? formatDouble(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (value instanceof Timestamp) return formatMoment(value.nanos)
  if (value instanceof Duration) return formatSpan(value.nanos)
  if (value instanceof TypeValue) return value.name
  if (isList(value)) return `[${value.map(text).join(', ')}]`
  if (isMap(value))
    return `{${[...value]
      .map(([key, each]) => `${text(key)}: ${text(each)}`)
      .sort()
      .join(', ')}}`
  if (value instanceof Optional)
    throw wrong('string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps', value)
  throw wrong('string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps', value)
}

/** Halves go to the even neighbour, as in Go; toFixed sends them away from zero. */
function fixed(number: number, places: number): string {
  const scaled = Math.abs(number) * 10 ** places
  const isHalf = scaled % 1 === 0.5 && Number.isInteger(number * 2 ** (places + 1))
  if (!isHalf || Math.floor(scaled) % 2 === 1) return number.toFixed(places)
  return ((Math.sign(number) * Math.floor(scaled)) / 10 ** places).toFixed(places)
}
