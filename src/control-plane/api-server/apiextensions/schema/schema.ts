/** The structural OpenAPI schema of a custom resource, and how to find one's way in it. */
import type { JSONSchemaProps } from '../../../../api/types.ts'

export type JsonSchema = JSONSchemaProps

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema of a list's elements. */
export const itemsOf = (schema: JsonSchema | undefined): JsonSchema | undefined => (isObject(schema?.items) ? (schema.items as JsonSchema) : undefined)

/** The schema of a map's values; undefined too where any value is allowed, or none. */
export const valuesOf = (schema: JsonSchema | undefined): JsonSchema | undefined =>
  isObject(schema?.additionalProperties) ? (schema.additionalProperties as JsonSchema) : undefined

/** The schema of a field that the schema names. */
export const propertyOf = (schema: JsonSchema | undefined, key: string): JsonSchema | undefined =>
  schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined

/** Says something about keys that it does not name. */
export const hasValues = (schema: JsonSchema | undefined): boolean => schema?.additionalProperties !== undefined

/** Fields of every object of the API, which a schema need not name. */
export const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** `spec.name`, or `name` at the root. */
export const childPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)
