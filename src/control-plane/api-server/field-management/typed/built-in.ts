/** The types of the API itself, as field management sees them. */
import { isAtomicField, isAtomicType, listTypeOf } from '../../../../api/patch/merge-keys.ts'
import { elementType, type FieldType, fieldType, typeSchema, valueType } from '../../../../api/schema.ts'
import type { Atom, MapAtom } from './atom.ts'
import { deduced, whole } from './deduced.ts'

const scalars: Readonly<Record<string, Atom>> = {
  string: { scalar: 'string' },
  bytes: { scalar: 'string' },
  boolean: { scalar: 'boolean' },
  'integer:int32': { scalar: 'numeric' },
  'integer:int64': { scalar: 'numeric' },
  number: { scalar: 'numeric' },
  time: { scalar: 'untyped' },
  'micro-time': { scalar: 'untyped' },
  quantity: { scalar: 'untyped' },
  'int-or-string': { scalar: 'untyped' },
  object: { map: { atomic: false, field: () => undefined, element: () => deduced } },
}

const atoms = new Map<string, Atom>()

const once = (key: string, make: () => Atom): Atom => {
  let atom = atoms.get(key)
  if (!atom) atoms.set(key, (atom = make()))
  return atom
}

/** The type of that name: an object of named fields. */
export const builtInType = (typeName: string): Atom => atomOf(typeName, false)

function atomOf(type: FieldType, atomic: boolean): Atom {
  return scalars[type] ?? once(`${type}${atomic ? '!' : ''}`, () => make(type, atomic))
}

function make(type: FieldType, atomic: boolean): Atom {
  const element = elementType(type)
  if (element !== undefined) return { list: { associative: false, keys: [], element: () => atomOf(element, isAtomicType(element)) } }
  const value = valueType(type)
  if (value !== undefined) return { map: { atomic, field: () => undefined, element: () => atomOf(value, isAtomicType(value)) } }
  return { map: struct(type, atomic) }
}

function struct(typeName: string, atomic: boolean): MapAtom {
  const known = new Map<string, Atom | undefined>()
  return {
    atomic,
    field(name) {
      let atom = known.get(name)
      // What a client calls its fields is not kept: there is no end to that.
      if (!atom && (atom = fieldOf(typeName, name))) known.set(name, atom)
      return atom
    },
    keyDefault: (name) => keyDefault(typeName, name),
  }
}

/** Fields of a schema that may be any JSON: a default may as well be a text. Elsewhere what is free is an object. */
const free: ReadonlyMap<FieldType, Atom> = new Map([
  ['object', whole],
  ['[]object', { list: { associative: false, keys: [], element: () => whole } }],
])

function fieldOf(typeName: string, name: string): Atom | undefined {
  const type = fieldType(typeName, name)
  if (type === undefined) return undefined
  const element = elementType(type)
  if (typeName === 'JSONSchemaProps' && free.has(type)) return free.get(type)
  if (element === undefined) return atomOf(type, isAtomicField(typeName, name, type))
  const { type: listType, keys = [] } = listTypeOf(typeName, name)
  if (listType === 'atomic') return atomOf(type, false)
  return once(`${typeName}.${name}`, () => ({ list: { associative: true, keys, element: () => atomOf(element, isAtomicType(element)) } }))
}

const keyDefaults: Readonly<Record<string, string>> = {
  'ContainerPort.protocol': 'TCP',
  'ServicePort.protocol': 'TCP',
  'LocalObjectReference.name': '',
}

/** Required fields have their zero value as a default, as all of Kubernetes' own types do. */
function keyDefault(typeName: string, name: string): unknown {
  const stated = keyDefaults[`${typeName}.${name}`]
  if (stated !== undefined || !typeSchema(typeName)?.required?.includes(name)) return stated
  return fieldType(typeName, name)?.startsWith('integer') ? 0 : ''
}
