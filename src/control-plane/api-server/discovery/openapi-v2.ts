/**
 * The OpenAPI v2 document: all kinds in one, in the older form. kubectl reads it for `explain --output=plaintext-openapiv2`,
 * others to learn how objects are merged. Made from the documents of version 3.
 */
import type { JsonSchema } from './openapi-types.ts'

interface Document {
  readonly paths: Record<string, Record<string, any>>
  readonly components: { readonly schemas: Record<string, JsonSchema> }
}

export function openApiV2(documents: readonly Document[], version: string): object {
  const definitions: Record<string, JsonSchema> = {}
  const paths: Record<string, object> = {}
  for (const document of documents) {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      // A kind is only a type in the documents of other groups.
      if (definitions[name] && !schema['x-kubernetes-group-version-kind']) continue
      definitions[name] = schemaOf(schema)
    }
    for (const [path, item] of Object.entries(document.paths)) paths[path] = pathItem(item)
  }
  const byName = <T>(map: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { swagger: '2.0', info: { title: 'Kubernetes', version }, paths: byName(paths), definitions: byName(definitions) }
}

/** References stand alone, beside them only prose; what is one of several scalars is a text; defaults are not told. */
function schemaOf(schema: JsonSchema): JsonSchema {
  const { allOf, oneOf, default: _, properties, items, additionalProperties, $ref, ...rest } = schema as Record<string, any>
  const reference: string | undefined = $ref ?? (allOf?.length === 1 ? allOf[0].$ref : undefined)
  return {
    ...rest,
    ...(reference === undefined ? {} : { $ref: reference.replace('#/components/schemas/', '#/definitions/') }),
    ...(oneOf ? { type: 'string' } : {}),
    ...(items ? { items: schemaOf(items) } : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: schemaOf(additionalProperties) } : {}),
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, schemaOf(each as JsonSchema)])) } : {}),
  }
}

function pathItem(item: Record<string, any>): object {
  return Object.fromEntries(
    Object.entries(item).map(([method, value]) =>
      method === 'parameters' ? [method, value.map(parameter)] : [method, { ...value, parameters: value.parameters.map(parameter) }],
    ),
  )
}

const parameter = ({ schema, ...rest }: Record<string, any>): object => ({ ...rest, ...schema })
