/** Comparisons, items of sequences, arguments of calls, kinds of exceptions. */
import type { Parameter } from './syntax.ts'
import { Dict, equal, items, List, less, PythonError, repr, Tuple, typeName, type Value } from './values.ts'

export function compares(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case 'is':
    case 'is not':
      return (left === right) === (operator === 'is')
    case 'in':
    case 'not in': {
      const found = typeof right === 'string' ? typeof left === 'string' && right.includes(left) : items(right).some((item) => equal(item, left))
      return found === (operator === 'in')
    }
    case '<':
      return less(left, right, operator)
    case '>':
      return less(right, left, operator)
    case '<=':
      return less(left, right, operator) || equal(left, right)
    default:
      return less(right, left, operator) || equal(left, right)
  }
}

export function itemOf(of: Value, key: Value): Value {
  if (of instanceof Dict) {
    const value = of.get(key)
    if (value === undefined) throw new PythonError('KeyError', repr(key))
    return value
  }
  if (!(of instanceof List || of instanceof Tuple || typeof of === 'string'))
    throw new PythonError('TypeError', `'${typeName(of)}' object is not subscriptable`)
  if (typeof key !== 'bigint') throw new PythonError('TypeError', `${typeName(of)} indices must be integers or slices, not ${typeName(key)}`)
  const value = items(of).at(Number(key))
  if (value === undefined) throw new PythonError('IndexError', `${typeof of === 'string' ? 'string' : typeName(of)} index out of range`)
  return value
}

/** The values of `a, b = value`. */
export function unpacked(value: Value, wanted: number): readonly Value[] {
  if (value === null || typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    throw new PythonError('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
  const values = items(value)
  if (values.length > wanted) throw new PythonError('ValueError', `too many values to unpack (expected ${wanted})`)
  if (values.length < wanted) throw new PythonError('ValueError', `not enough values to unpack (expected ${wanted}, got ${values.length})`)
  return values
}

/** What a call gives to each parameter; those with a default may be missing. */
export function argumentsOf(name: string, parameters: readonly Parameter[], args: readonly Value[], named: ReadonlyMap<string, Value>): Map<string, Value> {
  const given = new Map(named)
  for (const [i, parameter] of parameters.entries()) if (i < args.length) given.set(parameter.name, args[i] as Value)
  const missing = parameters.filter((parameter) => !parameter.value && !given.has(parameter.name)).map((parameter) => `'${parameter.name}'`)
  if (missing.length > 0)
    throw new PythonError(
      'TypeError',
      `${name}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${missing.join(' and ')}`,
    )
  const most = parameters.length
  if (args.length > most)
    throw new PythonError(
      'TypeError',
      `${name}() takes ${most} positional argument${most === 1 ? '' : 's'} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`,
    )
  return given
}

const systemErrors = /^(FileNotFoundError|ConnectionRefusedError|PermissionError|URLError|gaierror)$/

/** Whether `except TYPES` takes an exception of this type. */
export const catches = (types: readonly string[], type: string): boolean =>
  types.length === 0 ||
  types.some(
    (each) =>
      each === type.replace(/.*\./, '') ||
      each === 'BaseException' ||
      (each === 'Exception' && !/^(SystemExit|KeyboardInterrupt)$/.test(type)) ||
      (each === 'OSError' && systemErrors.test(type.replace(/.*\./, ''))),
  )
