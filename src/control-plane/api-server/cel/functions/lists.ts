/** Lists and sets: Kubernetes' own functions on lists, and cel-go's sets. */
import { compare, equal } from '../language/equality.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Duration, Uint, type Value } from '../language/values.ts'
import { spanOf } from './operators.ts'
import { fn, method, type Overload } from './overload.ts'

type List = readonly Value[]

const a = t.parameter('A')
const comparable = [t.int, t.uint, t.double, t.bool, t.duration, t.timestamp, t.string, t.bytes]
const summable: readonly (readonly [t.Type, Value])[] = [
  [t.int, 0n],
  [t.uint, new Uint(0n)],
  [t.double, 0],
  [t.duration, new Duration(0n)],
]

function add(sum: Value, value: Value): Value {
  if (sum instanceof Duration && value instanceof Duration) return spanOf(sum.nanos + value.nanos)
  if (sum instanceof Uint && value instanceof Uint) return new Uint(sum.value + value.value)
  if (typeof sum === 'number' && typeof value === 'number') return sum + value
  const total = (sum as bigint) + (value as bigint)
  if (BigInt.asIntN(64, total) !== total) throw new EvaluationError('integer overflow')
  return total
}

const extreme =
  (name: 'min' | 'max', sign: number) =>
  (list: List): Value => {
    if (list.length === 0) throw new EvaluationError(`${name} called on empty list`)
    return list.reduce((found, value) => (sign * compare(value, found) > 0 ? value : found))
  }

const isSorted = (list: List): boolean => list.every((value, i) => i === 0 || compare(list[i - 1] as Value, value) <= 0)

const contains = (list: List, part: List): boolean => part.every((value) => list.some((other) => equal(value, other)))

const lists = t.list(a)

export const listFunctions: readonly Overload[] = [
  ...comparable.flatMap((type) => [
    method('isSorted', [t.list(type)], t.bool, isSorted),
    method('min', [t.list(type)], type, extreme('min', -1)),
    method('max', [t.list(type)], type, extreme('max', 1)),
  ]),
  ...summable.map(([type, zero]) => method('sum', [t.list(type)], type, (list: List) => list.reduce(add, list.length > 0 ? zeroLike(list[0] as Value) : zero))),
  method('indexOf', [lists, a], t.int, (list: List, value: Value) => BigInt(list.findIndex((each) => equal(each, value)))),
  method('lastIndexOf', [lists, a], t.int, (list: List, value: Value) => BigInt(list.findLastIndex((each) => equal(each, value)))),
  fn('sets.contains', [lists, lists], t.bool, contains),
  fn('sets.equivalent', [lists, lists], t.bool, (x: List, y: List) => contains(x, y) && contains(y, x)),
  fn('sets.intersects', [lists, lists], t.bool, (x: List, y: List) => x.some((value) => contains(y, [value]))),
]

/** Of a list whose type nobody knew beforehand, the first element tells what is summed. */
const zeroLike = (value: Value): Value =>
  value instanceof Duration ? new Duration(0n) : value instanceof Uint ? new Uint(0n) : typeof value === 'number' ? 0 : 0n
