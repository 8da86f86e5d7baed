/** Values that may be missing: `object.?spec.?replicas.orValue(1)`. */

import { equal } from '../language/equality.ts'
import { EvaluationError, noSuchOverload } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Duration, isList, isMap, Optional, type Value } from '../language/values.ts'
import { fn, method, type Overload } from './overload.ts'

const a = t.parameter('A')
const maybe = t.optional(a)

/** Empty, zero or false: what a field holds that nobody set. */
function isZero(value: Value): boolean {
  if (value === null || value === '' || value === false) return true
  if (value instanceof Uint8Array || isList(value)) return value.length === 0
  if (isMap(value)) return value.size === 0
  if (value instanceof Optional) return value.value === undefined
  return value instanceof Duration ? value.nanos === 0n : equal(value, 0n)
}

const unused = (): never => {
  throw noSuchOverload()
}

export const optionals: readonly Overload[] = [
  fn('optional.none', [], maybe, () => Optional.none),
  fn('optional.of', [a], maybe, (value: Value) => new Optional(value)),
  fn('optional.ofNonZeroValue', [a], maybe, (value: Value) => (isZero(value) ? Optional.none : new Optional(value))),
  method('hasValue', [maybe], t.bool, ({ value }: Optional) => value !== undefined),
  method('value', [maybe], a, ({ value }: Optional) => {
    if (value === undefined) throw new EvaluationError('optional.none() dereference')
    return value
  }),
  // The interpreter has these itself: what comes second is not wanted if the first is there.
  method('or', [maybe, maybe], maybe, unused),
  method('orValue', [maybe, a], a, unused),
]
