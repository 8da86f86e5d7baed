import { type FieldError, forbiddenField } from '../../../../api/status.ts'
import { itemsOf, type JsonSchema, propertyOf, valuesOf } from '../../apiextensions/schema/schema.ts'
import { type Level, validateValues } from './structural.ts'

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)

/** What a schema below allOf, anyOf, oneOf or not must not say, and why. */
const forbidden = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
] as const

/** A schema below allOf, anyOf, oneOf or not. */
export function validateNested(schema: JsonSchema | undefined, skipAnyOf: boolean, level: Level, path: string): FieldError[] {
  if (!schema) return []
  return [
    ...validateValues(schema, skipAnyOf, false, level, path),
    ...validateNested(itemsOf(schema), false, level, `${path}.items`),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => validateNested(field, false, 'field', `${path}.properties[${key}]`)),
    ...forbidden.flatMap(([field, why]) => (saysIt(schema, field) ? [forbiddenField(`${path}.${field}`, why)] : [])),
    ...(propertyOf(schema, 'metadata') ? [forbiddenField(`${path}.properties[metadata]`, 'must not be specified in a nested context')] : []),
  ]
}

const saysIt = (schema: JsonSchema, field: (typeof forbidden)[number][0]): boolean =>
  field === 'additionalProperties' ? valuesOf(schema) !== undefined || schema.additionalProperties === true : isSet(schema[field])
