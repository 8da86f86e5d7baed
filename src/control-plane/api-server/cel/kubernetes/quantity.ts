/** Amounts (`100Mi`). Models apiserver pkg/cel/library/quantity.go. */
import { Quantity, quantityProblem } from '../../../../api/quantity.ts'
import { fn, method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque, type Value } from '../language/values.ts'

const type = t.opaque('kubernetes.Quantity')

const wrap = (value: Quantity): Opaque => new Opaque('kubernetes.Quantity', value, (other) => value.equals(other as Quantity))
const unwrap = (value: Opaque): Quantity => value.value as Quantity

function quantity(text: string): Opaque {
  const problem = quantityProblem(text)
  if (problem !== undefined) throw new EvaluationError(problem)
  return wrap(Quantity.parse(text))
}

const read = (name: string, result: t.Type, get: (quantity: Quantity) => Value): Overload => method(name, [type], result, (value: Opaque) => get(unwrap(value)))
const compared = (name: string, result: t.Type, get: (order: number) => Value): Overload =>
  method(name, [type, type], result, (a: Opaque, b: Opaque) => get(unwrap(a).compare(unwrap(b))))

const isInteger = (value: Quantity): boolean => Number.isInteger(value.approximate) && Math.abs(value.approximate) < 2 ** 63

const combined = (name: string, combine: (a: Quantity, b: Quantity) => Quantity): Overload[] => [
  method(name, [type, type], type, (a: Opaque, b: Opaque) => wrap(combine(unwrap(a), unwrap(b)))),
  method(name, [type, t.int], type, (a: Opaque, b: bigint) => wrap(combine(unwrap(a), Quantity.parse(String(b))))),
]

export const quantities: readonly Overload[] = [
  fn('quantity', [t.string], type, quantity),
  fn('isQuantity', [t.string], t.bool, (text: string) => quantityProblem(text) === undefined),
  read('sign', t.int, (value) => BigInt(value.sign)),
  read('isInteger', t.bool, isInteger),
  read('asInteger', t.int, (value) => {
    if (!isInteger(value)) throw new EvaluationError('cannot convert value to integer')
    return BigInt(value.value)
  }),
  read('asApproximateFloat', t.double, (value) => value.approximate),
  compared('isGreaterThan', t.bool, (order) => order > 0),
  compared('isLessThan', t.bool, (order) => order < 0),
  compared('compareTo', t.int, (order) => BigInt(order)),
  ...combined('add', (a, b) => a.add(b)),
  ...combined('sub', (a, b) => a.sub(b)),
]
