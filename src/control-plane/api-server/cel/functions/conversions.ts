/** `int("5")`, `string(5)`, `type(x)`: from one type to another. */
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { type Duration, type Timestamp, TypeValue, typeName, Uint, type Value } from '../language/values.ts'
import { momentOf } from './operators.ts'
import { fn, type Overload } from './overload.ts'
import { formatMoment, formatSpan, parseMoment, parseSpan } from './time.ts'

const second = 1_000_000_000n

const overflow = (kind: 'integer' | 'unsigned integer'): EvaluationError => new EvaluationError(`${kind} overflow`)

function toInt(value: bigint | number): bigint {
  if (typeof value === 'number' && !(value > -(2 ** 63) && value < 2 ** 63)) throw overflow('integer')
  const whole = typeof value === 'number' ? BigInt(Math.trunc(value)) : value
  if (BigInt.asIntN(64, whole) !== whole) throw overflow('integer')
  return whole
}

function toUint(value: bigint | number): Uint {
  if (typeof value === 'number' && !(value >= 0 && value < 2 ** 64)) throw overflow('unsigned integer')
  const whole = typeof value === 'number' ? BigInt(Math.trunc(value)) : value
  if (BigInt.asUintN(64, whole) !== whole) throw overflow('unsigned integer')
  return new Uint(whole)
}

const wrong = (from: string, to: string): EvaluationError => new EvaluationError(`type conversion error from '${from}' to '${to}'`)

function readInt(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw wrong('string', 'int')
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(64, value) !== value) throw wrong('string', 'int')
  return value
}

function readUint(text: string): Uint {
  if (!/^\d+$/.test(text) || BigInt.asUintN(64, BigInt(text)) !== BigInt(text)) throw wrong('string', 'uint')
  return new Uint(BigInt(text))
}

function readDouble(text: string): number {
  const special = /^([+-])?(nan|inf(?:inity)?)$/i.exec(text)
  if (special) return special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw wrong('string', 'double')
  return Number(text)
}

const truths: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
}

function readBool(text: string): boolean {
  const value = Object.hasOwn(truths, text) ? truths[text] : undefined
  if (value === undefined) throw wrong('string', 'bool')
  return value
}

function readUtf8(value: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch {
    throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string')
  }
}

/** As Go prints a float: shortest, with an exponent for the very large and small. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const text = Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

const same = (value: Value): Value => value

export const conversions: readonly Overload[] = [
  fn('int', [t.int], t.int, same),
  fn('int', [t.uint], t.int, (x: Uint) => toInt(x.value)),
  fn('int', [t.double], t.int, toInt),
  fn('int', [t.string], t.int, readInt),
  fn('int', [t.timestamp], t.int, (x: Timestamp) => (x.nanos - (((x.nanos % second) + second) % second)) / second),
  fn('int', [t.duration], t.int, (x: Duration) => x.nanos),
  fn('uint', [t.uint], t.uint, same),
  fn('uint', [t.int], t.uint, toUint),
  fn('uint', [t.double], t.uint, toUint),
  fn('uint', [t.string], t.uint, readUint),
  fn('double', [t.double], t.double, same),
  fn('double', [t.int], t.double, Number),
  fn('double', [t.uint], t.double, (x: Uint) => Number(x.value)),
  fn('double', [t.string], t.double, readDouble),
  fn('bool', [t.bool], t.bool, same),
  fn('bool', [t.string], t.bool, readBool),
  fn('string', [t.string], t.string, same),
  fn('string', [t.bool], t.string, String),
  fn('string', [t.int], t.string, String),
  fn('string', [t.uint], t.string, (x: Uint) => String(x.value)),
  fn('string', [t.double], t.string, formatDouble),
  fn('string', [t.bytes], t.string, readUtf8),
  fn('string', [t.timestamp], t.string, (x: Timestamp) => formatMoment(x.nanos)),
  fn('string', [t.duration], t.string, (x: Duration) => formatSpan(x.nanos)),
  fn('bytes', [t.bytes], t.bytes, same),
  fn('bytes', [t.string], t.bytes, (x: string) => new TextEncoder().encode(x)),
  fn('timestamp', [t.timestamp], t.timestamp, same),
  fn('timestamp', [t.string], t.timestamp, parseMoment),
  fn('timestamp', [t.int], t.timestamp, (x: bigint) => momentOf(x * second)),
  fn('duration', [t.duration], t.duration, same),
  fn('duration', [t.string], t.duration, parseSpan),
  fn('dyn', [t.parameter('A')], t.dyn, same),
  fn('type', [t.parameter('A')], t.typeOfType(t.parameter('A')), (x: Value) => new TypeValue(typeName(x))),
]
