/** Whole objects of the API inside a custom resource (x-kubernetes-embedded-resource): their metadata is read and checked as such. Models apiextensions-apiserver pkg/apiserver/schema/objectmeta. */
import { isDns1035Label } from '../../../../api/names.ts'
import type { AnyObject } from '../../../../api/object.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import { DecodeError, decodePart } from '../../encoding/decode.ts'
import { validateMaps } from '../../registry/metadata.ts'
import { childPath, isObject, itemsOf, type JsonObject, type JsonSchema, propertyOf, valuesOf } from './schema.ts'

/** Calls `visit` with every embedded object of the value and its path. */
function eachEmbedded(value: unknown, schema: JsonSchema | undefined, path: string, visit: (object: JsonObject, path: string) => void): void {
  if (!schema) return
  if (Array.isArray(value)) for (const [i, item] of value.entries()) eachEmbedded(item, itemsOf(schema), `${path}[${i}]`, visit)
  else if (isObject(value)) {
    if (schema['x-kubernetes-embedded-resource']) visit(value, path)
    for (const [key, field] of Object.entries(value)) eachEmbedded(field, propertyOf(schema, key) ?? valuesOf(schema), childPath(path, key), visit)
  }
}

/** Reads the metadata of embedded objects, in place. @returns the paths of fields that metadata does not have. @throws DecodeError */
export function decodeEmbedded(object: unknown, schema: JsonSchema): string[] {
  const unknown: string[] = []
  eachEmbedded(object, schema, '', (embedded, path) => {
    for (const field of ['apiVersion', 'kind'])
      if (Object.hasOwn(embedded, field) && typeof embedded[field] !== 'string')
        throw new DecodeError(`${path}.${field}: Invalid value: ${JSON.stringify(embedded[field])}: must be a string`)
    if (embedded.metadata === undefined) return
    const decoded = decodePart(embedded.metadata, 'ObjectMeta')
    unknown.push(...decoded.unknown.map((field) => `${path}.metadata.${field}`))
    embedded.metadata = decoded.object
  })
  return unknown.sort()
}

export function validateEmbedded(object: unknown, schema: JsonSchema): FieldError[] {
  const errors: FieldError[] = []
  eachEmbedded(object, schema, '', (embedded, path) => {
    for (const field of ['apiVersion', 'kind']) if (!Object.hasOwn(embedded, field)) errors.push(required(`${path}.${field}`))
    const { apiVersion, kind, metadata } = embedded as unknown as AnyObject
    if (apiVersion === '') errors.push(invalidValue(`${path}.apiVersion`, '', 'must not be empty'))
    else if (apiVersion && apiVersion.split('/').length > 2)
      errors.push(invalidValue(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`))
    const problems = kind ? isDns1035Label(kind.toLowerCase()) : []
    if (kind === '') errors.push(invalidValue(`${path}.kind`, '', 'must not be empty'))
    else if (problems.length > 0) errors.push(invalidValue(`${path}.kind`, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`))
    if (metadata) errors.push(...validateMaps(metadata, `${path}.metadata`))
  })
  return errors
}
