/**
 * What field management knows of a type: what values of it may be, and in which pieces they are owned. One interface for
 * built-in types (built-in.ts), custom resources (custom.ts) and values without a schema (deduced.ts). A type may allow
 * several: a free-form value is whatever it turns out to be. Models structured-merge-diff schema.
 */
import { keyStep, type Step, valueStep } from '../step.ts'

export interface Atom {
  readonly scalar?: 'string' | 'numeric' | 'boolean' | 'untyped'
  readonly list?: ListAtom
  readonly map?: MapAtom
}

export interface ListAtom {
  /** Elements are owned one by one, told apart by `keys`, or without keys by their value. Otherwise the list is owned whole. */
  readonly associative: boolean
  readonly keys: readonly string[]
  element(): Atom
}

export interface MapAtom {
  /** Owned as a whole. */
  readonly atomic: boolean
  /** The type of a declared field. */
  field(name: string): Atom | undefined
  /** The type of what is not declared; undefined if nothing else may be there. */
  readonly element?: () => Atom
  /** What a field that is a key in a list counts as where it is left out. */
  keyDefault?(name: string): unknown
}

/** A field of a map, or undefined if it may not be there. */
export const fieldAtom = (map: MapAtom, name: string): Atom | undefined => map.field(name) ?? map.element?.()

export const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Which of its forms a type has for this value: a map before a scalar before a list where the value does not say. */
export function formOf(atom: Atom, value: unknown): 'map' | 'scalar' | 'list' {
  if (Array.isArray(value)) {
    if (atom.list) return 'list'
  } else if (isMap(value)) {
    if (atom.map) return 'map'
  } else if (value !== null && value !== undefined && atom.scalar) return 'scalar'
  return atom.map ? 'map' : atom.scalar ? 'scalar' : 'list'
}

/** The step to an element of an associative list. Throws an Error for an element that cannot be told apart from others. */
export function elementStep(list: ListAtom, element: unknown): Step {
  if (list.keys.length > 0) return keyedStep(list, element)
  if (isMap(element)) throw new Error("associative list without keys has an element that's a map type")
  if (Array.isArray(element)) throw new Error('not supported: associative list with lists as elements')
  if (element === null || element === undefined) throw new Error("associative list without keys has an element that's an explicit null")
  return valueStep(element)
}

function keyedStep(list: ListAtom, element: unknown): Step {
  if (element === null || element === undefined) throw new Error('associative list with keys may not have a null element')
  if (!isMap(element)) throw new Error('associative list with keys may not have non-map elements')
  const keys: [string, unknown][] = []
  for (const name of list.keys) {
    const value = element[name] === undefined ? list.element().map?.keyDefault?.(name) : element[name]
    if (value !== undefined) keys.push([name, value])
  }
  if (keys.length === 0) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(' ')
    throw new Error(`associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`)
  }
  return keyStep(keys)
}
