import { deepEqual } from '../../../../api/object.ts'
import { duplicates, type Result, tooFewOf, tooManyOf } from './findings.ts'
import { isObject, itemsOf, type JsonSchema } from './schema.ts'
import { check, merge, type Place } from './validate.ts'

/** The elements, and how many there are. */
export function validateArray({ schema, path, old }: Place, list: readonly unknown[]): Result {
  const result: Result = { findings: [], matches: 1 }
  const items = itemsOf(schema)
  if (items)
    for (const [i, value] of list.entries()) {
      const before = oldElement(value, schema, old?.value)
      merge(result, check({ value, schema: items, path: `${path}[${i}]`, ...(before ? { old: before } : {}) }))
    }
  if (schema.minItems !== undefined && list.length < schema.minItems) merge(result, [tooFewOf(path, 'items', list.length, schema.minItems)])
  if (schema.maxItems !== undefined && list.length > schema.maxItems) merge(result, [tooManyOf(path, 'items', list.length, schema.maxItems)])
  if (schema.uniqueItems && list.some((item, i) => list.slice(0, i).some((earlier) => deepEqual(earlier, item)))) merge(result, [duplicates(path)])
  return result
}

/** Only elements of a map are known again: by their keys. */
function oldElement(value: unknown, schema: JsonSchema, before: unknown): { value: unknown } | undefined {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(before) || !isObject(value)) return undefined
  const found = before.find((item) => isObject(item) && keys.every((key) => deepEqual(item[key], value[key])))
  return found === undefined ? undefined : { value: found }
}
