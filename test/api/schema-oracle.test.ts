/** Our schema of the API types says the same as the API's own OpenAPI document: fields, their types, and which are required. */
import { expect, test } from '@jest/globals'
import { typeNames, typeSchema } from '../../src/api/schema.ts'
import { definitionName, definitions, type Property, withTheDocument } from './oracle.ts'

const ourNames = new Map<string, string>()
for (const type of typeNames()) {
  const name = definitionName(type)
  if (name) ourNames.set(name, type)
}

/** Definitions that are one of our scalars. */
const scalars: readonly (readonly [RegExp, string])[] = [
  [/\.resource\.Quantity$/, 'quantity'],
  [/\.intstr\.IntOrString$/, 'int-or-string'],
  [/\.meta\.v1\.Time$/, 'time'],
  [/\.meta\.v1\.MicroTime$/, 'micro-time'],
  // Free-form, or one of several shapes.
  [/\.meta\.v1\.(FieldsV1|Patch)$|\.runtime\.RawExtension$|\.apiextensions\.v1\.JSON(SchemaPropsOr\w+)?$|\.CustomResourceSubresourceStatus$/, 'object'],
]

function typeIn(property: Property): string {
  if (property.$ref) {
    const name = property.$ref.split('/').pop()
    return scalars.find(([pattern]) => pattern.test(name))?.[1] ?? ourNames.get(name) ?? name
  }
  if (property.type === 'array') return `[]${typeIn(property.items)}`
  if (property.type === 'object' && property.additionalProperties) return `map:${typeIn(property.additionalProperties)}`
  if (property.type === 'integer') return `integer:${property.format ?? 'int32'}`
  if (property.type === 'string' && property.format === 'byte') return 'bytes'
  return property.type
}

withTheDocument('the OpenAPI document of Kubernetes 1.36', () => {
  test('has the same fields of the same types', () => {
    const theirs: Record<string, string> = {}
    const ours: Record<string, string> = {}
    for (const [name, type] of ourNames) {
      for (const [field, property] of Object.entries(definitions[name]?.properties ?? {})) theirs[`${type}.${field}`] = typeIn(property)
      for (const [field, fieldType] of Object.entries(typeSchema(type)?.fields ?? {})) ours[`${type}.${field}`] = fieldType
    }
    expect(ours).toEqual(theirs)
    expect({ types: ourNames.size, fields: Object.keys(ours).length }).toEqual({ types: 572, fields: 2447 })
  })

  test('requires the same fields', () => {
    const requiredBy = (fields: (name: string, type: string) => readonly string[] | undefined): Record<string, readonly string[]> =>
      Object.fromEntries([...ourNames].map(([name, type]) => [type, [...(fields(name, type) ?? [])].sort()]))
    expect(requiredBy((_, type) => typeSchema(type)?.required)).toEqual(requiredBy((name) => definitions[name]?.required))
  })

  test('knows no type of these versions that we lack', () => {
    const missing = Object.keys(definitions).filter((name) => /\.v[12]\.[A-Z]\w+$/.test(name) && !ourNames.has(name))
    expect(missing.filter((name) => !scalars.some(([pattern]) => pattern.test(name)))).toEqual([])
  })
})
