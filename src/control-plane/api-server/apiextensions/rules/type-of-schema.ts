/** The type that a rule knows `self` by. Models apiserver pkg/cel/common/schemas.go. */
import { escapeName } from '../../cel/json.ts'
import { bool, bytes, double, duration, dyn, int, list, map, object, string, type Type, timestamp } from '../../cel/language/types.ts'
import { itemsOf, type JsonSchema, valuesOf } from '../schema/schema.ts'

const metadata = object('object', { name: string, generateName: string })

/** Undefined for what rules cannot see, because nothing is known about it. `isRoot`: the schema of a whole object, also an embedded one. */
export function typeOfSchema(schema: JsonSchema | undefined, isRoot: boolean): Type | undefined {
  if (!schema) return undefined
  if (schema['x-kubernetes-int-or-string']) return dyn
  switch (schema.type) {
    case 'array': {
      const items = typeOfPart(itemsOf(schema))
      return items && list(items)
    }
    case 'object':
      return typeOfObject(schema, isRoot)
    case 'string':
      return typeOfString(schema.format)
    case 'boolean':
      return bool
    case 'number':
      return double
    case 'integer':
      return int
    default:
      return undefined
  }
}

const typeOfPart = (schema: JsonSchema | undefined): Type | undefined => typeOfSchema(schema, schema?.['x-kubernetes-embedded-resource'] ?? false)

function typeOfObject(schema: JsonSchema, isRoot: boolean): Type | undefined {
  const values = valuesOf(schema)
  if (values && !isRoot) {
    const type = typeOfPart(values)
    return type && map(string, type)
  }
  const fields: Record<string, Type> = {}
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const name = escapeName(key)
    const type = typeOfPart(field)
    if (name !== undefined && type) fields[name] = type
  }
  return object('object', isRoot ? { ...fields, apiVersion: string, kind: string, metadata } : fields)
}

function typeOfString(format: string | undefined): Type {
  if (format === 'byte') return bytes
  if (format === 'duration') return duration
  return format === 'date' || format === 'date-time' ? timestamp : string
}
