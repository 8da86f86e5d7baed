import { type FieldError, required } from '../../../../api/status.ts'
import { itemsOf, type JsonSchema, propertyOf } from '../../apiextensions/schema/schema.ts'

/** Every field that is restricted below allOf, anyOf, oneOf or not is also one of the schema. `path` is where the schema stands, `from` where the restriction does. */
export function validateCompleteness(schema: JsonSchema, path: string, restricted: JsonSchema = schema, from = path): FieldError[] {
  const each = (parts: readonly JsonSchema[] | undefined, name: string): FieldError[] =>
    (parts ?? []).flatMap((part, i) => validateRestriction(part, schema, path, `${from}.${name}[${i}]`))
  return [
    ...validateRestriction(restricted.not, schema, path, `${from}.not`),
    ...each(restricted.allOf, 'allOf'),
    ...each(restricted.anyOf, 'anyOf'),
    ...each(restricted.oneOf, 'oneOf'),
  ]
}

function validateRestriction(restriction: JsonSchema | undefined, schema: JsonSchema | undefined, path: string, from: string): FieldError[] {
  if (!restriction) return []
  if (!schema) return [required(path, `because it is defined in ${from}`)]
  return [
    ...validateCompleteness(schema, path, restriction, from),
    ...validateRestriction(itemsOf(restriction), itemsOf(schema), `${path}.items`, `${from}.items`),
    ...Object.entries(restriction.properties ?? {}).flatMap(([key, field]) => {
      const [own, theirs] = [`${path}.properties[${key}]`, `${from}.properties[${key}]`]
      const known = propertyOf(schema, key)
      return known ? validateRestriction(field, known, own, theirs) : [required(own, `because it is defined in ${theirs}`)]
    }),
  ]
}
