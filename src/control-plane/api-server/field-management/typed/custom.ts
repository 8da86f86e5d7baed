/** The types of custom resources, as field management sees them: by their structural schema. Models kube-openapi pkg/schemaconv. */
import { itemsOf, type JsonSchema, propertyOf, valuesOf } from '../../apiextensions/schema/schema.ts'
import type { Atom, MapAtom } from './atom.ts'
import { builtInType } from './built-in.ts'
import { deduced } from './deduced.ts'

/** An object of the kind. */
export function customAtom(schema: JsonSchema, preservesUnknown: boolean): Atom {
  return withObjectFields(atomOf(schema, preservesUnknown))
}

const text: Atom = { scalar: 'string' }

/** Whatever the schema says, an object has its kind and its metadata. */
function withObjectFields(atom: Atom): Atom {
  const map = atom.map as MapAtom
  const field = (name: string): Atom | undefined => {
    if (name === 'metadata') return builtInType('ObjectMeta')
    return name === 'apiVersion' || name === 'kind' ? text : map.field(name)
  }
  return { map: { ...map, field } }
}

function atomOf(schema: JsonSchema, preservesUnknown: boolean): Atom {
  if (schema['x-kubernetes-int-or-string']) return { scalar: 'untyped' }
  if (schema.type === 'array') return listOf(schema, preservesUnknown)
  if (schema.type === 'object') {
    const atom: Atom = { map: mapOf(schema, preservesUnknown) }
    return schema['x-kubernetes-embedded-resource'] ? withObjectFields(atom) : atom
  }
  if (schema.type === 'integer' || schema.type === 'number') return { scalar: 'numeric' }
  return schema.type === 'boolean' ? { scalar: 'boolean' } : schema.type === 'string' ? text : deduced
}

function mapOf(schema: JsonSchema, preservesUnknown: boolean): MapAtom {
  const known = new Map<string, Atom>()
  const values = valuesOf(schema)
  const ofValues = values && atomOf(values, preservesUnknown)
  const any = preservesUnknown || schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties === true ? deduced : undefined
  const element = ofValues ?? any
  return {
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    field(name) {
      const property = propertyOf(schema, name)
      if (!property) return undefined
      let atom = known.get(name)
      if (!atom) known.set(name, (atom = atomOf(property, preservesUnknown)))
      return atom
    },
    ...(element ? { element: () => element } : {}),
    keyDefault: (name) => propertyOf(schema, name)?.default,
  }
}

function listOf(schema: JsonSchema, preservesUnknown: boolean): Atom {
  const items = itemsOf(schema)
  const element = items ? atomOf(items, preservesUnknown) : deduced
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  return { list: { associative: type === 'map' || type === 'set', keys: type === 'map' ? keys : [], element: () => element } }
}
