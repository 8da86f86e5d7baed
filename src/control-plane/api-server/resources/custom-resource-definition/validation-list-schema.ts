/** Lists that are sets or maps, and maps that are whole: x-kubernetes-list-type, -list-map-keys, -map-type. */
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import { itemsOf, type JsonSchema, propertyOf } from '../../apiextensions/schema/schema.ts'

/** The type that an extension asks for. */
function needsType(schema: JsonSchema, type: string, extension: string, path: string): FieldError[] {
  if (schema.type === type) return []
  const why = `must be ${type} if ${extension} is specified`
  return [schema.type ? invalidValue(`${path}.type`, schema.type, why) : required(`${path}.type`, why)]
}

export function validateMapType(schema: JsonSchema, path: string): FieldError[] {
  const type = schema['x-kubernetes-map-type']
  if (type === undefined) return []
  const known = ['atomic', 'granular']
  return [
    ...needsType(schema, 'object', 'x-kubernetes-map-type', path),
    ...(known.includes(type) ? [] : [notSupported(`${path}.x-kubernetes-map-type`, type, known)]),
  ]
}

export function validateListSchema(schema: JsonSchema, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const known = ['atomic', 'set', 'map']
  const why = 'must be map if x-kubernetes-list-map-keys is non-empty'
  return [
    ...(type === undefined ? [] : schema.type === 'array' ? validateSetItems(schema, path) : needsType(schema, 'array', 'x-kubernetes-list-type', path)),
    ...(type === undefined || known.includes(type)
      ? []
      : [{ ...notSupported(`${path}.x-kubernetes-list-type`, type, known), detail: 'supported values: "atomic", "set", "map"' }]),
    ...(keys.length === 0 || type === 'map'
      ? []
      : [type === undefined ? required(`${path}.x-kubernetes-list-type`, why) : invalidValue(`${path}.x-kubernetes-list-type`, type, why)]),
    ...(type === 'map' ? validateMapItems(schema, keys, path) : []),
    ...validateKeys(schema, keys, path),
  ]
}

function validateSetItems(schema: JsonSchema, path: string): FieldError[] {
  const items = itemsOf(schema)
  if (schema['x-kubernetes-list-type'] !== 'set' || !items) return []
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items['x-kubernetes-list-type']
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') return [invalidValue(`${path}.items.x-kubernetes-list-type`, listType, why)]
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalidValue(`${path}.items.x-kubernetes-map-type`, listType ?? null, why)]
  return []
}

function validateMapItems(schema: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const items = itemsOf(schema)
  const errors: FieldError[] = []
  if (keys.length === 0) errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'))
  if (schema.items === undefined) errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'))
  if (!items) return errors
  if (items.type !== 'object')
    return [...errors, invalidValue(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map")]
  for (const [i, key] of keys.entries()) {
    const field = propertyOf(items, key)
    if (!field) errors.push(invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, 'entries must all be names of item properties'))
    else if (field.type === 'array' || field.type === 'object')
      errors.push(invalidValue(`${path}.items.properties[${key}].type`, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"))
    if (keys.indexOf(key) < i) errors.push(invalidValue(`${path}.x-kubernetes-list-map-keys`, keys, 'must not contain duplicate entries'))
  }
  return errors
}

/** Keys are there in every element, and not null. */
function validateKeys(schema: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const items = itemsOf(schema)
  const type = schema['x-kubernetes-list-type']
  if (!items || (type !== 'set' && type !== 'map')) return []
  const errors = items.nullable ? [forbiddenField(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${type}`)] : []
  for (const key of type === 'map' ? keys : []) {
    const field = propertyOf(items, key)
    if (!field) continue
    const own = `${path}.items.properties[${key}]`
    if (!items.required?.includes(key) && (field.default === undefined || field.default === null))
      errors.push(required(`${own}.default`, 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property'))
    if (field.nullable) errors.push(forbiddenField(`${own}.nullable`, 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'))
  }
  return errors
}
