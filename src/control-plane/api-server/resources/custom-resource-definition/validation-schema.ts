/** What OpenAPI and Kubernetes allow in a schema. Models ValidateCustomResourceDefinitionOpenAPISchema of apiextensions-apiserver pkg/apis/apiextensions/validation. */
import { type FieldError, forbiddenField, invalidValue, notSupported } from '../../../../api/status.ts'
import { isObject, itemsOf, type JsonSchema, metaFields, valuesOf } from '../../apiextensions/schema/schema.ts'
import { validateListSchema, validateMapType } from './validation-list-schema.ts'
import { validateRules } from './validation-rules.ts'

/** Where a schema stands, as far as that decides what it may say. */
interface Context {
  readonly isRoot: boolean
  readonly insideMeta: boolean
  /** Why no default may stand here. */
  readonly noDefaults?: string
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

export function validateOpenApiSchema(schema: JsonSchema | undefined, path: string, context: Context = { isRoot: true, insideMeta: false }): FieldError[] {
  if (!schema) return []
  const below: Context = { ...context, isRoot: false }
  const parts = (list: readonly JsonSchema[] | undefined, name: string): FieldError[] =>
    (list ?? []).flatMap((part, i) => validateOpenApiSchema(part, `${path}.${name}[${i}]`, below))
  const preserve = schema['x-kubernetes-preserve-unknown-fields']
  return [
    ...validateKeywords(schema, path, context),
    ...(schema.uniqueItems ? [forbiddenField(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')] : []),
    ...validateAdditional(schema, path, below),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
      validateOpenApiSchema(field, `${path}.properties[${key}]`, contextOf(schema, key, context)),
    ),
    ...validateOpenApiSchema(schema.not, `${path}.not`, below),
    ...parts(schema.allOf, 'allOf'),
    ...parts(schema.oneOf, 'oneOf'),
    ...parts(schema.anyOf, 'anyOf'),
    ...(Array.isArray(schema.items) ? parts(schema.items as JsonSchema[], 'items') : validateOpenApiSchema(itemsOf(schema), `${path}.items`, below)),
    ...(preserve === false ? [invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')] : []),
    ...validateMapType(schema, path),
    ...validateListSchema(schema, path),
    ...validateRules(schema, path),
  ]
}

function contextOf(schema: JsonSchema, key: string, context: Context): Context {
  if (!(context.isRoot || schema['x-kubernetes-embedded-resource']) || !metaFields.has(key)) return { ...context, isRoot: false }
  return {
    isRoot: false,
    insideMeta: true,
    ...(context.isRoot ? { noDefaults: `in top-level ${key}` } : context.noDefaults ? { noDefaults: context.noDefaults } : {}),
  }
}

function validateAdditional(schema: JsonSchema, path: string, below: Context): FieldError[] {
  if (schema.additionalProperties === undefined) return []
  const values = valuesOf(schema)
  const clash = Object.keys(schema.properties ?? {}).length > 0 && schema.additionalProperties !== true
  const noDefaults = below.insideMeta ? { noDefaults: 'inside additionalProperties applying to object metadata' } : {}
  return [
    ...(clash ? [forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')] : []),
    ...validateOpenApiSchema(values, `${path}.additionalProperties`, { ...below, ...noDefaults }),
  ]
}

function validateKeywords(schema: JsonSchema, path: string, { insideMeta, noDefaults }: Context): FieldError[] {
  const isSet = (value: unknown): boolean => value !== undefined && !(isObject(value) && Object.keys(value).length === 0)
  const refuse = (field: 'id' | 'additionalItems' | 'patternProperties' | 'definitions' | 'dependencies' | '$ref'): FieldError[] =>
    isSet(schema[field]) || (field === 'additionalItems' && schema[field] !== undefined)
      ? [forbiddenField(`${path}.${field}`, `${field} is not supported`)]
      : []
  return [
    ...(schema.type && !types.includes(schema.type) ? [notSupported(`${path}.type`, schema.type, types)] : []),
    ...(schema.default !== undefined && noDefaults !== undefined ? [forbiddenField(`${path}.default`, `must not be set ${noDefaults}`)] : []),
    ...refuse('id'),
    ...refuse('additionalItems'),
    ...refuse('patternProperties'),
    ...refuse('definitions'),
    ...refuse('dependencies'),
    ...refuse('$ref'),
    ...(schema.type === 'null' ? [forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')] : []),
    ...(Array.isArray(schema.items) && schema.items.length > 0 ? [forbiddenField(`${path}.items`, 'items must be a schema object and not an array')] : []),
    ...(insideMeta && schema['x-kubernetes-embedded-resource']
      ? [forbiddenField(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta')]
      : []),
  ]
}
