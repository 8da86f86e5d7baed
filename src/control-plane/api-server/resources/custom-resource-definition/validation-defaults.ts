/** A default must be an object that the schema would accept. Models apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go. */
import { deepCopy, deepEqual } from '../../../../api/object.ts'
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import { validateEmbedded } from '../../apiextensions/schema/embedded.ts'
import { pruneRoot, pruneValue } from '../../apiextensions/schema/pruning.ts'
import { itemsOf, type JsonSchema, metaFields } from '../../apiextensions/schema/schema.ts'
import { validateAgainst } from '../../apiextensions/schema/validate.ts'

/** `insideMeta`: within metadata, kind or apiVersion, where pruning needs no schema. */
export function validateDefaults(schema: JsonSchema | undefined, path: string, isRoot = true, insideMeta = false): FieldError[] {
  if (!schema) return []
  const embedded = isRoot || (schema['x-kubernetes-embedded-resource'] ?? false)
  const meta = embedded ? false : insideMeta
  return [
    ...(schema.default === undefined || schema.default === null ? [] : validateDefault(schema, meta, embedded, path)),
    ...validateDefaults(itemsOf(schema), `${path}.items`, false, meta),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
      validateDefaults(field, `${path}.properties[${key}]`, false, meta || (embedded && metaFields.has(key))),
    ),
  ]
}

function validateDefault(schema: JsonSchema, insideMeta: boolean, embedded: boolean, path: string): FieldError[] {
  const errors: FieldError[] = []
  const pruned = deepCopy(schema.default)
  if (!insideMeta) {
    if (embedded) pruneRoot(pruned, schema)
    else pruneValue(pruned, schema)
    if (!deepEqual(pruned, schema.default)) errors.push(invalidValue(`${path}.default`, schema.default, 'must not have unknown fields'))
  }
  const wrong = [
    ...validateEmbedded(schema.default, schema).map((error) => ({ ...error, field: `${path}.default.${error.field}` })),
    ...validateAgainst(schema.default, schema, `${path}.default`),
  ]
  return [...errors, ...wrong]
}
