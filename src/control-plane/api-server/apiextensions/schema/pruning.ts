/** Fields that a schema does not know are dropped, whoever sends them. Models apiextensions-apiserver pkg/apiserver/schema/pruning. */
import { childPath, hasValues, isObject, itemsOf, type JsonSchema, metaFields, propertyOf, valuesOf } from './schema.ts'

/** Prunes an object of the schema, in place. @returns the paths of what was dropped, sorted. */
export function pruneRoot(object: unknown, schema: JsonSchema): string[] {
  const dropped: string[] = []
  prune(object, { ...schema, 'x-kubernetes-embedded-resource': true }, '', dropped)
  return dropped.sort()
}

/** Prunes a value in the middle of an object, in place. */
export function pruneValue(value: unknown, schema: JsonSchema): void {
  prune(value, schema, '', [])
}

function prune(value: unknown, schema: JsonSchema | undefined, path: string, dropped: string[]): void {
  if (schema?.['x-kubernetes-preserve-unknown-fields']) pruneKnown(value, schema, path, dropped)
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) prune(item, itemsOf(schema), `${path}[${i}]`, dropped)
  } else if (isObject(value)) {
    for (const [key, field] of Object.entries(value)) {
      if (schema?.['x-kubernetes-embedded-resource'] && metaFields.has(key)) continue
      const known = propertyOf(schema, key)
      if (known || hasValues(schema)) prune(field, known ?? valuesOf(schema), childPath(path, key), dropped)
      else {
        if (schema === undefined || !metaFields.has(key) || path !== '') dropped.push(childPath(path, key))
        delete value[key]
      }
    }
  }
}

/** Below x-kubernetes-preserve-unknown-fields: only what the schema does name is looked into. */
function pruneKnown(value: unknown, schema: JsonSchema | undefined, path: string, dropped: string[]): void {
  if (!schema) return
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) pruneKnown(item, itemsOf(schema), `${path}[${i}]`, dropped)
  } else if (isObject(value)) {
    for (const [key, field] of Object.entries(value)) {
      if (schema['x-kubernetes-embedded-resource'] && metaFields.has(key)) continue
      const known = propertyOf(schema, key)
      if (known || hasValues(schema)) prune(field, known ?? valuesOf(schema), childPath(path, key), dropped)
    }
  }
}
