/** Arithmetic, order, membership and size. Whole numbers have 64 bits; more is an error. */
import { compare, equal, keyOf } from '../language/equality.ts'
import { EvaluationError, noSuchOverload } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { type CelMap, Duration, Timestamp, Uint, type Value } from '../language/values.ts'
import { fn, method, type Overload } from './overload.ts'

const int = (value: bigint): bigint => {
  if (BigInt.asIntN(64, value) !== value) throw new EvaluationError('integer overflow')
  return value
}
const uint = (value: bigint): Uint => {
  if (BigInt.asUintN(64, value) !== value) throw new EvaluationError('unsigned integer overflow')
  return new Uint(value)
}
const divisor = (value: bigint, what: 'division' | 'modulus'): bigint => {
  if (value === 0n) throw new EvaluationError(`${what} by zero`)
  return value
}

const first = -62_135_596_800_000_000_000n
const last = 253_402_300_799_999_999_999n

/** A moment between the years 1 and 9999. */
export const momentOf = (nanos: bigint): Timestamp => {
  if (nanos < first || nanos > last) throw new EvaluationError('timestamp overflow')
  return new Timestamp(nanos)
}
export const spanOf = (nanos: bigint): Duration => {
  if (BigInt.asIntN(64, nanos) !== nanos) throw new EvaluationError('duration overflow')
  return new Duration(nanos)
}

const a = t.parameter('A')
const b = t.parameter('B')

const arithmetic = (name: string, whole: (x: bigint, y: bigint) => bigint, broken?: (x: number, y: number) => number): Overload[] => [
  fn(name, [t.int, t.int], t.int, (x: bigint, y: bigint) => int(whole(x, y))),
  fn(name, [t.uint, t.uint], t.uint, (x, y) => uint(whole(x.value, y.value))),
  ...(broken ? [fn(name, [t.double, t.double], t.double, broken)] : []),
]

const ordered: readonly (readonly [string, (order: number) => boolean])[] = [
  ['_<_', (order) => order < 0],
  ['_<=_', (order) => order <= 0],
  ['_>_', (order) => order > 0],
  ['_>=_', (order) => order >= 0],
]
const numbers = [t.int, t.uint, t.double]
const comparable = [t.bool, t.string, t.bytes, t.timestamp, t.duration]
const comparisons = ordered.flatMap(([name, holds]) =>
  [...comparable.map((type) => [type, type] as const), ...numbers.flatMap((left) => numbers.map((right) => [left, right] as const))].map((types) =>
    fn(name, types, t.bool, (x, y) => holds(compare(x, y))),
  ),
)

const unused = (): never => {
  throw noSuchOverload()
}

export const operators: readonly Overload[] = [
  // The interpreter has these itself; the checker reads their types here.
  fn('_&&_', [t.bool, t.bool], t.bool, unused),
  fn('_||_', [t.bool, t.bool], t.bool, unused),
  fn('_?_:_', [t.bool, a, a], a, unused),
  fn('_==_', [a, a], t.bool, unused),
  fn('_!=_', [a, a], t.bool, unused),
  fn('_[_]', [t.list(a), t.int], a, unused),
  fn('_[_]', [t.map(a, b), a], b, unused),
  fn('_[_]', [t.optional(t.list(a)), t.int], t.optional(a), unused),
  fn('_[_]', [t.optional(t.map(a, b)), a], t.optional(b), unused),
  fn('_[?_]', [t.list(a), t.int], t.optional(a), unused),
  fn('_[?_]', [t.map(a, b), a], t.optional(b), unused),
  fn('_[?_]', [t.optional(t.list(a)), t.int], t.optional(a), unused),
  fn('_[?_]', [t.optional(t.map(a, b)), a], t.optional(b), unused),
  fn('!_', [t.bool], t.bool, (x) => !x),
  fn('-_', [t.int], t.int, (x: bigint) => int(-x)),
  fn('-_', [t.double], t.double, (x) => -x),
  ...arithmetic(
    '_+_',
    (x, y) => x + y,
    (x, y) => x + y,
  ),
  ...arithmetic(
    '_-_',
    (x, y) => x - y,
    (x, y) => x - y,
  ),
  ...arithmetic(
    '_*_',
    (x, y) => x * y,
    (x, y) => x * y,
  ),
  ...arithmetic(
    '_/_',
    (x, y) => x / divisor(y, 'division'),
    (x, y) => x / y,
  ),
  ...arithmetic('_%_', (x, y) => x % divisor(y, 'modulus')),
  fn('_+_', [t.string, t.string], t.string, (x: string, y: string) => x + y),
  fn('_+_', [t.bytes, t.bytes], t.bytes, (x, y) => Uint8Array.from([...x, ...y])),
  fn('_+_', [t.list(a), t.list(a)], t.list(a), (x, y) => [...x, ...y]),
  fn('_+_', [t.timestamp, t.duration], t.timestamp, (x, y) => momentOf(x.nanos + y.nanos)),
  fn('_+_', [t.duration, t.timestamp], t.timestamp, (x, y) => momentOf(x.nanos + y.nanos)),
  fn('_+_', [t.duration, t.duration], t.duration, (x, y) => spanOf(x.nanos + y.nanos)),
  fn('_-_', [t.timestamp, t.duration], t.timestamp, (x: Timestamp, y: Duration) => momentOf(x.nanos - y.nanos)),
  fn('_-_', [t.timestamp, t.timestamp], t.duration, (x: Timestamp, y: Timestamp) => spanOf(x.nanos - y.nanos)),
  fn('_-_', [t.duration, t.duration], t.duration, (x: Duration, y: Duration) => spanOf(x.nanos - y.nanos)),
  ...comparisons,
  fn('@in', [a, t.list(a)], t.bool, (x: Value, list: readonly Value[]) => list.some((value) => equal(x, value))),
  fn('@in', [a, t.map(a, b)], t.bool, (x: Value, map: CelMap) => {
    const key = keyOf(x)
    return key !== undefined && map.has(key)
  }),
  ...sizes(t.string, (x: string) => [...x].length),
  ...sizes(t.bytes, (x: Uint8Array) => x.length),
  ...sizes(t.list(a), (x: readonly Value[]) => x.length),
  ...sizes(t.map(a, b), (x: CelMap) => x.size),
]

function sizes(type: t.Type, size: (value: any) => number): Overload[] {
  const call = (value: Value): bigint => BigInt(size(value))
  return [fn('size', [type], t.int, call), method('size', [type], t.int, call)]
}
