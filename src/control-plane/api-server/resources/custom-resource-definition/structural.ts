/**
 * What makes a schema structural: types of all fields stand outside of allOf, anyOf, oneOf and not, which may only restrict
 * values of fields that are known. Models apiextensions-apiserver pkg/apiserver/schema/{validation,complete,convert}.go.
 */
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, fieldErrorText, forbiddenField, invalidValue, required } from '../../../../api/status.ts'
import { compilePattern } from '../../apiextensions/schema/pattern.ts'
import { isObject, itemsOf, type JsonSchema, propertyOf, valuesOf } from '../../apiextensions/schema/schema.ts'
import { validateCompleteness } from './structural-completeness.ts'
import { validateNested } from './structural-nested.ts'

export type Level = 'root' | 'item' | 'field'

/** All findings, sorted by their text. */
export function validateStructural(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...validateInvariants(schema, 'root', path), ...validateCompleteness(schema, path)]
  return errors.sort((a, b) => (fieldErrorText(a) < fieldErrorText(b) ? -1 : 1))
}

const emptyType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

function validateInvariants(schema: JsonSchema | undefined, level: Level, path: string): FieldError[] {
  if (!schema) return []
  const values = valuesOf(schema)
  const embedded = schema['x-kubernetes-embedded-resource'] ?? false
  const isMetaHome = level === 'root' || embedded
  return [
    ...(schema.type === 'array' && !schema.items ? [required(`${path}.items`, 'must be specified')] : []),
    ...validateInvariants(itemsOf(schema), 'item', `${path}.items`),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => validateInvariants(field, 'field', `${path}.properties[${key}]`)),
    ...(schema.additionalProperties !== undefined && level === 'root' ? [forbiddenField(`${path}.additionalProperties`, 'must not be used at the root')] : []),
    ...(values ? validateInvariants(values, 'field', `${path}.additionalProperties`) : []),
    ...validateExtensions(schema, path),
    ...validateValues(schema, isIntOrString(schema.anyOf), isIntOrString(schema.allOf?.[0]?.anyOf), level, path),
    ...validateOwnType(schema, level, embedded, path),
    ...(embedded && schema.additionalProperties !== undefined
      ? [forbiddenField(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set')]
      : []),
    ...(level === 'root' && schema.type && schema.type !== 'object' ? [invalidValue(`${path}.type`, schema.type, 'must be object at the root')] : []),
    ...(isMetaHome ? ['kind', 'apiVersion'].flatMap((key) => validateTypeMeta(propertyOf(schema, key), `${path}.properties[${key}]`)) : []),
    ...validateMetadata(propertyOf(schema, 'metadata'), isMetaHome, level, `${path}.properties[metadata]`),
    ...(embedded && !schema['x-kubernetes-preserve-unknown-fields'] && Object.keys(schema.properties ?? {}).length === 0
      ? [required(`${path}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields')]
      : []),
  ]
}

function validateOwnType(schema: JsonSchema, level: Level, embedded: boolean, path: string): FieldError[] {
  const { type = '' } = schema
  const why = 'must be object if x-kubernetes-embedded-resource is true'
  if (embedded && type !== 'object') return [type === '' ? required(`${path}.type`, why) : invalidValue(`${path}.type`, type, why)]
  const free = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  return type === '' && !free ? [required(`${path}.type`, emptyType[level])] : []
}

const validateTypeMeta = (schema: JsonSchema | undefined, path: string): FieldError[] =>
  schema && schema.type !== 'string' ? [invalidValue(`${path}.type`, schema.type ?? '', 'must be string')] : []

function validateMetadata(schema: JsonSchema | undefined, isMetaHome: boolean, level: Level, path: string): FieldError[] {
  if (!schema) return []
  const errors = isMetaHome && schema.type !== 'object' ? [invalidValue(`${path}.type`, schema.type ?? '', 'must be object')] : []
  if (level === 'root') {
    const { type: _type, default: _default, properties = {}, ...rest } = schema
    const onlyNames = Object.keys(properties).every((key) => key === 'name' || key === 'generateName')
    if (!onlyNames || !deepEqual(rest, {}))
      errors.push(forbiddenField(path, 'must not specify anything other than name and generateName, but metadata is implicitly specified'))
  }
  return errors
}

function validateExtensions(schema: JsonSchema, path: string): FieldError[] {
  if (!schema['x-kubernetes-int-or-string']) return []
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const).flatMap((name) =>
    schema[name] ? [invalidValue(`${path}.${name}`, true, 'must be false if x-kubernetes-int-or-string is true')] : [],
  )
}

const isIntOrString = (schemas: readonly JsonSchema[] | undefined): boolean => deepEqual(schemas, [{ type: 'integer' }, { type: 'string' }])

/** What restricts values, in a schema or in a nested one; anyOf of integer and string is how an IntOrString is written. */
export function validateValues(schema: JsonSchema, skipAnyOf: boolean, skipFirstAllOf: boolean, level: Level, path: string): FieldError[] {
  const pattern = schema.pattern ? compilePattern(schema.pattern) : undefined
  return [
    ...(skipAnyOf ? [] : (schema.anyOf ?? []).flatMap((part, i) => validateNested(part, false, level, `${path}.anyOf[${i}]`))),
    ...(schema.allOf ?? []).flatMap((part, i) => validateNested(part, skipFirstAllOf && i === 0, level, `${path}.allOf[${i}]`)),
    ...(schema.oneOf ?? []).flatMap((part, i) => validateNested(part, false, level, `${path}.oneOf[${i}]`)),
    ...(schema.not ? validateNested(schema.not, false, level, `${path}.not`) : []),
    ...(typeof pattern === 'string' ? [invalidValue(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${pattern}`)] : []),
  ]
}

/** Why a schema cannot be made structural at all, or undefined. */
export function notConvertible(schema: JsonSchema | undefined): string | undefined {
  if (!schema) return undefined
  for (const [field, name] of unsupported) {
    const value = (schema as Record<string, unknown>)[field]
    if (value !== undefined && !(isObject(value) && field !== 'additionalItems' && Object.keys(value).length === 0))
      return `OpenAPIV3Schema '${name}' is not supported`
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined"
  if (Array.isArray(schema.items)) return "OpenAPIV3Schema 'items' must be a schema, but is an array"
  const parts = [
    schema.not,
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    itemsOf(schema),
    ...Object.values(schema.properties ?? {}),
    valuesOf(schema),
  ]
  for (const part of parts) {
    const why = notConvertible(part)
    if (why) return why
  }
  return undefined
}

const unsupported = [
  ['id', 'id'],
  ['$schema', 'schema'],
  ['$ref', '$ref'],
  ['patternProperties', 'patternProperties'],
  ['dependencies', 'dependencies'],
  ['additionalItems', 'additionalItems'],
  ['definitions', 'definitions'],
] as const
