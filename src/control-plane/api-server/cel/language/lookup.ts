/** Looking into maps, lists and optionals. */
import { keyOf } from './equality.ts'
import { EvaluationError, noSuchOverload } from './issues.ts'
import { isList, isMap, Optional, Uint, type Value } from './values.ts'

/** What stands under a key or index, or undefined. @throws if the value has neither. */
export function lookUp(value: Value, index: Value): Value | undefined {
  if (isMap(value)) {
    const key = keyOf(index)
    return key === undefined ? undefined : value.get(key)
  }
  if (!isList(value)) throw noSuchOverload()
  const place = index instanceof Uint ? Number(index.value) : typeof index === 'bigint' || typeof index === 'number' ? Number(index) : Number.NaN
  if (Number.isNaN(place)) throw noSuchOverload()
  return value[place]
}

/** @throws for what is not there. */
export const indexed = (value: Value, index: Value): Value => {
  const found = lookUp(value, index)
  if (found !== undefined) return found
  throw new EvaluationError(isMap(value) ? `no such key: ${keyText(index)}` : `index out of bounds: ${keyText(index)}`)
}

/** A key or index as errors name it. */
export const keyText = (key: Value): string => (key instanceof Uint ? String(key.value) : String(key))

/** `x[?y]`: what is there, if anything. */
export function maybe(operand: Value, index: Value): Optional {
  const inner = operand instanceof Optional ? operand.value : operand
  const found = inner === undefined ? undefined : lookUp(inner, index)
  if (found instanceof Optional) return found
  return found === undefined ? Optional.none : new Optional(found)
}
