/** Lists that are sets or maps have no element twice. Models apiextensions-apiserver pkg/apiserver/schema/listtype. */
import { compactJson } from '../../../../api/json-text.ts'
import { duplicate, type FieldError, invalidValue } from '../../../../api/status.ts'
import { childPath, isObject, itemsOf, type JsonObject, type JsonSchema, propertyOf, valuesOf } from './schema.ts'

export function validateListTypes(value: unknown, schema: JsonSchema | undefined, path = ''): FieldError[] {
  if (!schema) return []
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return [...validateList(value, schema, path), ...value.flatMap((item, i) => validateListTypes(item, items, `${path}[${i}]`))]
  }
  if (!isObject(value)) return []
  const values = valuesOf(schema)
  return Object.entries(value).flatMap(([key, field]) => {
    const known = propertyOf(schema, key)
    return known ? validateListTypes(field, known, childPath(path, key)) : validateListTypes(field, values, `${path}[${key}]`)
  })
}

function validateList(list: readonly unknown[], schema: JsonSchema, path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  if (type === 'set') return repeated(list).map((i) => duplicate(`${path}[${i}]`, list[i]))
  if (type !== 'map') return []
  const wrong = list.findIndex((item) => item !== null && !isObject(item))
  if (wrong >= 0) return [invalidValue(`${path}[${wrong}]`, list[wrong], 'must be an object for an array of list-type map')]
  const names = schema['x-kubernetes-list-map-keys'] ?? []
  const keys = list.map((item) => keyOf(item as JsonObject | null, names))
  return repeated(keys).map((i) => duplicate(`${path}[${i}]`, keys[i]))
}

const keyOf = (item: JsonObject | null, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.filter((name) => item !== null && Object.hasOwn(item, name)).map((name) => [name, item?.[name]]))

/** Where an element stands for the second time. */
function repeated(list: readonly unknown[]): number[] {
  const seen = new Map<string, number>()
  return list.flatMap((item, i) => {
    const text = compactJson(item)
    const times = (seen.get(text) ?? 0) + 1
    seen.set(text, times)
    return times === 2 ? [i] : []
  })
}
