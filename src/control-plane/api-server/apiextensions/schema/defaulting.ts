/** Defaults of a schema, and nulls where the schema allows none. Models apiextensions-apiserver pkg/apiserver/schema/defaulting. */
import { deepCopy } from '../../../../api/object.ts'
import { isObject, itemsOf, type JsonSchema, propertyOf, valuesOf } from './schema.ts'

const hasDefault = (schema: JsonSchema): boolean => schema.default !== undefined && schema.default !== null

const wrongNull = (value: unknown, schema: JsonSchema | undefined): schema is JsonSchema => value === null && schema !== undefined && !schema.nullable

/** Fills in the defaults, in place. */
export function applyDefaults(value: unknown, schema: JsonSchema | undefined): void {
  if (!schema) return
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    for (const [i, item] of value.entries()) {
      if (wrongNull(item, items)) value[i] = deepCopy(items.default ?? null)
      applyDefaults(value[i], items)
    }
  } else if (isObject(value)) {
    for (const [key, field] of Object.entries(schema.properties ?? {}))
      if (hasDefault(field) && (!Object.hasOwn(value, key) || value[key] === undefined || wrongNull(value[key], field))) value[key] = deepCopy(field.default)
    const values = valuesOf(schema)
    for (const key of Object.keys(value)) {
      const known = propertyOf(schema, key)
      if (!known && wrongNull(value[key], values)) value[key] = deepCopy(values.default ?? null)
      applyDefaults(value[key], known ?? values)
    }
  }
}

/** Drops nulls that are neither allowed nor will get a default, in place. */
export function dropNulls(value: unknown, schema: JsonSchema | undefined): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(item, itemsOf(schema))
  else if (isObject(value)) {
    for (const [key, field] of Object.entries(value)) {
      const of = propertyOf(schema, key) ?? valuesOf(schema)
      if (wrongNull(field, of) && !hasDefault(of)) delete value[key]
      else dropNulls(field, of)
    }
  }
}

/** Whether any default stands anywhere in the schema. */
export function someDefault(schema: JsonSchema | undefined): boolean {
  if (!schema) return false
  return hasDefault(schema) || someDefault(itemsOf(schema)) || someDefault(valuesOf(schema)) || Object.values(schema.properties ?? {}).some(someDefault)
}
