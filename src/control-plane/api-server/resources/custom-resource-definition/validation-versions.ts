/** What stands once for each version, or, where all versions agree, once for all: schema, subresources, columns, selectable fields. */
import { duplicate, type FieldError, forbiddenField, invalidValue, required, tooMany } from '../../../../api/status.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceValidation,
  SelectableField,
} from '../../../../api/types.ts'
import { itemsOf, type JsonSchema, propertyOf, valuesOf } from '../../apiextensions/schema/schema.ts'
import { fieldsSetIn, internalSchema } from './internal.ts'
import { notConvertible, validateStructural } from './structural.ts'
import { validateDefaults } from './validation-defaults.ts'
import { validateRulePrograms } from './validation-rule-programs.ts'
import { validateOpenApiSchema } from './validation-schema.ts'

const allowedAtRoot =
  'Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations'

export function validateSchema(validation: CustomResourceValidation | undefined, hasStatus: boolean, fieldPath: string): FieldError[] {
  const schema = validation?.openAPIV3Schema
  if (!schema) return []
  const path = `${fieldPath}.openAPIV3Schema`
  const errors: FieldError[] = hasStatus ? validateRoot(schema, path) : []
  if (schema.nullable) errors.push(forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root'))
  const inconvertible = notConvertible(schema)
  const structural = inconvertible === undefined ? validateStructural(schema, path) : []
  if (inconvertible === undefined && structural.length === 0) structural.push(...validateDefaults(schema, path))
  const found = validateOpenApiSchema(schema, path)
  errors.push(...structural, ...found)
  if (inconvertible === undefined && structural.length === 0 && found.length === 0) errors.push(...validateRulePrograms(schema, path))
  if (errors.length === 0 && inconvertible !== undefined) errors.push(invalidValue(path, '', inconvertible))
  return errors
}

/** With a status subresource, the schema of the status must stand for itself. */
function validateRoot(schema: JsonSchema, path: string): FieldError[] {
  for (const field of fieldsSetIn(schema)) {
    if (field === 'Type') {
      if (schema.type !== 'object')
        return [
          invalidValue(`${path}.type`, schema.type, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'),
        ]
    } else if (!allowedAtRoot.split(' ').includes(field)) {
      const why = `only [${allowedAtRoot}] fields are allowed at the root of the schema if the status subresource is enabled`
      return [invalidValue(path, internalSchema(schema), why)]
    }
  }
  return []
}

export function validateSubresources(subresources: CustomResourceSubresources | undefined, path: string): FieldError[] {
  const scale = subresources?.scale
  if (!scale) return []
  const { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' } = scale
  const below = (field: string, jsonPath: string, parent: string): FieldError[] => {
    if (jsonPath === '') return [required(`${path}.scale.${field}`)]
    const simple = validateSimplePath(jsonPath, `${path}.scale.${field}`)
    if (simple.length > 0 || jsonPath.startsWith(`.${parent}.`)) return simple
    return [invalidValue(`${path}.scale.${field}`, jsonPath, `should be a json path under .${parent}`)]
  }
  const selector = labelSelectorPath === '' ? [] : validateSimplePath(labelSelectorPath, `${path}.scale.labelSelectorPath`)
  if (labelSelectorPath !== '' && selector.length === 0 && !/^\.(spec|status)\./.test(labelSelectorPath))
    selector.push(invalidValue(`${path}.scale.labelSelectorPath`, labelSelectorPath, 'should be a json path under either .spec or .status'))
  return [...below('specReplicasPath', specReplicasPath, 'spec'), ...below('statusReplicasPath', statusReplicasPath, 'status'), ...selector]
}

const validateSimplePath = (jsonPath: string, path: string): FieldError[] =>
  jsonPath.startsWith('.') ? [] : [invalidValue(path, jsonPath, 'must be a simple json path starting with .')]

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

export function validateColumn({ name, type, format = '', jsonPath }: CustomResourceColumnDefinition, path: string): FieldError[] {
  const oneOf = `must be one of ${columnTypes.join(',')}`
  return [
    ...(name ? [] : [required(`${path}.name`)]),
    ...(type ? (columnTypes.includes(type) ? [] : [invalidValue(`${path}.type`, type, oneOf)]) : [required(`${path}.type`, oneOf)]),
    ...(format === '' || columnFormats.includes(format) ? [] : [invalidValue(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`)]),
    ...(jsonPath ? validateSimplePath(jsonPath, `${path}.JSONPath`) : [required(`${path}.JSONPath`)]),
  ]
}

const mostSelectable = 8

export function validateSelectableFields(fields: readonly SelectableField[], schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [i, { jsonPath = '' }] of fields.entries()) {
    const own = `${path}[${i}].jsonPath`
    if (jsonPath === '') {
      errors.push(required(own))
      continue
    }
    const found = schemaAt(schema, jsonPath)
    if (typeof found === 'string') {
      errors.push(invalidValue(own, jsonPath, `is an invalid path: ${found}`))
      continue
    }
    if (jsonPath.startsWith('.metadata')) errors.push(invalidValue(own, jsonPath, 'must not point to fields in metadata'))
    if (!['string', 'boolean', 'integer'].includes(found.type ?? ''))
      errors.push(
        invalidValue(own, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'),
      )
    if (seen.has(jsonPath)) errors.push(duplicate(own, jsonPath))
    seen.add(jsonPath)
  }
  if (seen.size > mostSelectable) errors.push(tooMany(path, seen.size, mostSelectable))
  return errors
}

/** The schema at `.spec.color`, or why there is none. */
function schemaAt(schema: JsonSchema, jsonPath: string): JsonSchema | string {
  if (!jsonPath.startsWith('.')) return `expected [ or . but got: ${jsonPath}`
  let current: JsonSchema = schema
  for (const key of jsonPath.slice(1).split('.')) {
    if (itemsOf(current)) return `expected quoted string but got: ${key}`
    const next = propertyOf(current, key) ?? valuesOf(current)
    if (!next) return 'does not refer to a valid field'
    current = next
  }
  return current
}

export const hasStatus = ({ subresources }: CustomResourceDefinitionVersion): boolean => subresources?.status !== undefined
