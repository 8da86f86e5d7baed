/** Numbers that a template makes itself: Go tells a written 3 (int) from 3.0 (float64) and from an object's number (int64). */
import { byBytes, goFloat, goKind, goTypeName, sortedKeys } from '../go-value.ts'

export class GoNumber {
  constructor(
    readonly value: number,
    readonly type: 'int' | 'float64',
  ) {}
}

export const int = (value: number): GoNumber => new GoNumber(value, 'int')

/** A field that is not there: Go's zero reflect.Value. */
export const missing = Symbol('missing')

export type Value = unknown

export const isNothing = (value: Value): boolean => value === missing || value === null || value === undefined

export const typeName = (value: Value): string => (value instanceof GoNumber ? value.type : isNothing(value) ? 'nil' : goTypeName(value))

/** A number's size, undefined for what is none. */
export const numberOf = (value: Value): number | undefined => (value instanceof GoNumber ? value.value : typeof value === 'number' ? value : undefined)

export type BasicKind = 'bool' | 'int' | 'float' | 'string'

export function basicKind(value: Value): BasicKind | undefined {
  if (value instanceof GoNumber) return value.type === 'int' ? 'int' : 'float'
  const kind = value === missing ? 'nil' : goKind(value)
  return kind === 'map' || kind === 'slice' || kind === 'nil' ? undefined : kind
}

/** `%v` */
export function display(value: Value): string {
  if (value === missing) return '<no value>'
  if (isNothing(value)) return '<nil>'
  if (value instanceof GoNumber) return value.type === 'int' ? String(value.value) : goFloat(value.value)
  if (Array.isArray(value)) return `[${value.map(display).join(' ')}]`
  if (typeof value === 'object')
    return `map[${entries(value as object)
      .map(([key, item]) => `${key}:${display(item)}`)
      .join(' ')}]`
  return goKind(value) === 'float' ? goFloat(value as number) : String(value)
}

export const entries = (map: object): [string, Value][] => sortedKeys(map).map((key) => [key, (map as Record<string, Value>)[key]])

/** Whether `{{if}}` takes a value for true: not empty, not zero, not nil. */
export function isTrue(value: Value): boolean {
  if (isNothing(value)) return false
  const number = numberOf(value)
  if (number !== undefined) return number !== 0
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0
  return typeof value === 'object' ? Object.keys(value as object).length > 0 : Boolean(value)
}

/** fmt.Sprint: spaces between operands when neither is a text. */
export const sprint = (values: readonly Value[]): string =>
  values
    .map((value, i) => (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '') + (value === missing ? '<nil>' : display(value)))
    .join('')

export { byBytes }
