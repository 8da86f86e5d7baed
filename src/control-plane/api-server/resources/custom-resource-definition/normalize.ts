/** Schemas nested in fields that are a schema or something else (items, additionalProperties) are read as schemas too. */
import { badRequest } from '../../../../api/status.ts'
import type { CustomResourceDefinition, JSONSchemaProps } from '../../../../api/types.ts'
import { isObject } from '../../apiextensions/schema/schema.ts'
import { DecodeError, decodePart } from '../../encoding/decode.ts'

/** On a private copy. @throws 400 */
export function normalizeSchemas(crd: CustomResourceDefinition): void {
  try {
    for (const { schema } of crd.spec.versions ?? []) normalize(schema?.openAPIV3Schema)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw badRequest(`CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ${error.message}`)
  }
}

function normalize(schema: JSONSchemaProps | undefined): void {
  if (!schema) return
  for (const field of ['items', 'additionalProperties', 'additionalItems'] as const) {
    const value: unknown = schema[field]
    if (isObject(value)) schema[field] = decodePart(value, 'JSONSchemaProps').object
    if (isObject(schema[field])) normalize(schema[field] as JSONSchemaProps)
  }
  for (const list of [schema.allOf, schema.anyOf, schema.oneOf]) for (const part of list ?? []) normalize(part)
  for (const map of [schema.properties, schema.patternProperties, schema.definitions]) for (const part of Object.values(map ?? {})) normalize(part)
  normalize(schema.not)
}
