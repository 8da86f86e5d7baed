/** Versions and schemas as the findings show them: as JSON of Go's internal types, which spell out every field. */

import type { CustomResourceDefinitionVersion } from '../../../../api/types.ts'
import { isObject, type JsonSchema } from '../../apiextensions/schema/schema.ts'

/** Go's name of a field, its name on the wire, what stands there when it is not set, and how its value is written if not as it is. */
type Field = readonly [name: string, wire: string, zero: unknown, write?: (value: never) => unknown]

const write = (fields: readonly Field[], value: object): Record<string, unknown> =>
  Object.fromEntries(
    fields.map(([name, wire, zero, make]) => {
      const given = (value as Record<string, unknown>)[wire]
      return [name, given === undefined || given === null ? zero : make ? make(given as never) : given]
    }),
  )

const schemas = (list: readonly JsonSchema[]): unknown => list.map(internalSchema)
const schemaMap = (map: Record<string, JsonSchema>): unknown => Object.fromEntries(Object.entries(map).map(([key, schema]) => [key, internalSchema(schema)]))
const orArray = (value: unknown): unknown =>
  Array.isArray(value) ? { Schema: null, JSONSchemas: schemas(value) } : { Schema: internalSchema(value as JsonSchema), JSONSchemas: null }
const orBool = (value: unknown): unknown =>
  isObject(value) ? { Allows: true, Schema: internalSchema(value as JsonSchema) } : { Allows: value === true, Schema: null }

const rule: readonly Field[] = [
  ['Rule', 'rule', ''],
  ['Message', 'message', ''],
  ['MessageExpression', 'messageExpression', ''],
  ['Reason', 'reason', null],
  ['FieldPath', 'fieldPath', ''],
  ['OptionalOldSelf', 'optionalOldSelf', null],
]

export const internalRule = (value: object): unknown => write(rule, value)

const schemaFields: readonly Field[] = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null, orArray],
  ['AllOf', 'allOf', null, schemas],
  ['OneOf', 'oneOf', null, schemas],
  ['AnyOf', 'anyOf', null, schemas],
  ['Not', 'not', null, internalSchema],
  ['Properties', 'properties', null, schemaMap],
  ['AdditionalProperties', 'additionalProperties', null, orBool],
  ['PatternProperties', 'patternProperties', null, schemaMap],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null, orBool],
  ['Definitions', 'definitions', null, schemaMap],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null, (rules: readonly object[]) => rules.map(internalRule)],
]

export function internalSchema(schema: JsonSchema): unknown {
  return write(schemaFields, schema)
}

/** Go's names of the fields that a schema sets, in their order. */
export const fieldsSetIn = (schema: JsonSchema): string[] =>
  schemaFields.filter(([, wire]) => (schema as Record<string, unknown>)[wire] !== undefined).map(([name]) => name)

const scale: readonly Field[] = [
  ['SpecReplicasPath', 'specReplicasPath', ''],
  ['StatusReplicasPath', 'statusReplicasPath', ''],
  ['LabelSelectorPath', 'labelSelectorPath', null],
]
const column: readonly Field[] = [
  ['Name', 'name', ''],
  ['Type', 'type', ''],
  ['Format', 'format', ''],
  ['Description', 'description', ''],
  ['Priority', 'priority', 0],
  ['JSONPath', 'jsonPath', ''],
]
const version: readonly Field[] = [
  ['Name', 'name', ''],
  ['Served', 'served', false],
  ['Storage', 'storage', false],
  ['Deprecated', 'deprecated', false],
  ['DeprecationWarning', 'deprecationWarning', null],
  [
    'Schema',
    'schema',
    null,
    (value: { openAPIV3Schema?: JsonSchema }) => ({ OpenAPIV3Schema: value.openAPIV3Schema ? internalSchema(value.openAPIV3Schema) : null }),
  ],
  [
    'Subresources',
    'subresources',
    null,
    (value: { status?: object; scale?: object }) => ({ Status: value.status ?? null, Scale: value.scale ? write(scale, value.scale) : null }),
  ],
  ['AdditionalPrinterColumns', 'additionalPrinterColumns', null, (columns: readonly object[]) => columns.map((each) => write(column, each))],
  ['SelectableFields', 'selectableFields', null, (fields: readonly { jsonPath: string }[]) => fields.map(({ jsonPath }) => ({ JSONPath: jsonPath }))],
]

export const internalVersions = (versions: readonly CustomResourceDefinitionVersion[]): unknown => versions.map((each) => write(version, each))
