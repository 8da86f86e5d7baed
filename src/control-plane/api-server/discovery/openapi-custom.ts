/** Schemas of custom resources in OpenAPI documents. Models apiextensions-apiserver pkg/controller/openapi/builder. */
import type { JSONSchemaProps } from '../../../api/types.ts'
import type { CustomType } from '../resource.ts'
import type { JsonSchema } from './openapi-types.ts'

interface Identity {
  readonly group: string
  readonly kind: string
  readonly version: string
}

/** What fields that all objects have are called, and where their types are. */
interface Parts {
  /** The prose of a type's fields, for apiVersion and kind. */
  readonly of: Readonly<Record<string, string>>
  readonly aboutMeta: string
  readonly aboutListMeta: string
  readonly meta: JsonSchema
  readonly listMeta: JsonSchema
}

/** The kind and its list, by their names in the document: `com.example.stable.v1.CronTab`. */
export function customSchemas(identity: Identity, plural: string, custom: CustomType | undefined, parts: Parts): Record<string, JsonSchema> {
  const { group, kind, version } = identity
  const prefix = `${group.split('.').reverse().join('.')}.${version}.`
  const listKind = custom?.listKind ?? `${kind}List`
  const identified = (of: string): JsonSchema => ({ 'x-kubernetes-group-version-kind': [{ group, kind: of, version }] })
  const typeMeta = { apiVersion: { description: parts.of.apiVersion ?? '', type: 'string' }, kind: { description: parts.of.kind ?? '', type: 'string' } }
  const schema = custom ? published(custom.schema, typeMeta, parts.meta) : { type: 'object' }
  const metadata = { allOf: [parts.meta], description: parts.aboutMeta }
  const items = {
    description: `List of ${plural}.`,
    type: 'array',
    items: { $ref: `#/components/schemas/${prefix}${kind}` },
  }
  return {
    [prefix + kind]: { ...schema, properties: { ...(schema.properties as object | undefined), ...typeMeta, metadata }, ...identified(kind) },
    [prefix + listKind]: {
      description: `${listKind} is a list of ${kind}`,
      type: 'object',
      required: ['items'],
      properties: { ...typeMeta, items, metadata: { allOf: [parts.listMeta], description: parts.aboutListMeta } },
      ...identified(listKind),
    },
  }
}

/** The schema with what embedded objects have, and with defaults where Go writes them. */
function published(schema: JSONSchemaProps, typeMeta: JsonSchema, meta: JsonSchema): JsonSchema {
  const below = (part: unknown): unknown => (typeof part === 'object' && part !== null ? published(part as JSONSchemaProps, typeMeta, meta) : part)
  const made: JsonSchema = { ...schema, ...(schema['x-kubernetes-int-or-string'] && !schema.anyOf ? { anyOf: [{ type: 'integer' }, { type: 'string' }] } : {}) }
  if (schema.properties) made.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, below(part)]))
  if (schema.items) made.items = below(schema.items)
  if (schema.additionalProperties) made.additionalProperties = below(schema.additionalProperties)
  if (!schema['x-kubernetes-embedded-resource']) return made
  const required = schema.required ?? []
  return {
    ...made,
    properties: { ...(made.properties as object | undefined), ...typeMeta, metadata: { allOf: [meta] } },
    required: [...required, ...['kind', 'apiVersion'].filter((field) => !required.includes(field))],
  }
}
