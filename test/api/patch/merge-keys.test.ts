/** Our table of patch strategies, merge keys and list types says the same as the API's own OpenAPI document. */
import { expect, test } from '@jest/globals'
import { isAtomicField, isAtomicType, listTypeOf, type MergeRule, mergeRule, mergeRules } from '../../../src/api/patch/merge-keys.ts'
import { typeNames, typeSchema } from '../../../src/api/schema.ts'
import { type Definition, definitionName, definitions, type Property, withTheDocument } from '../oracle.ts'

const definitionOf = (typeName: string): Definition => definitions[definitionName(typeName) ?? ''] ?? {}

function ruleOf(property: Property): MergeRule {
  const strategies: string[] = property['x-kubernetes-patch-strategy']?.split(',') ?? []
  const strategy = strategies.find((one) => one !== 'retainKeys') as MergeRule['strategy']
  const list = property['x-kubernetes-list-type']
  return {
    ...(strategy ? { strategy } : {}),
    ...(strategies.includes('retainKeys') ? { retainKeys: true as const } : {}),
    ...(property['x-kubernetes-patch-merge-key'] ? { mergeKey: property['x-kubernetes-patch-merge-key'] } : {}),
    ...(list === 'set' || list === 'map' ? { list } : {}),
    ...(list === 'map' ? { keys: property['x-kubernetes-list-map-keys'] } : {}),
  }
}

const each = (visit: (type: string, field: string, property: Property) => void): void => {
  for (const type of typeNames()) for (const [field, property] of Object.entries(definitionOf(type).properties ?? {})) visit(type, field, property)
}

withTheDocument('the OpenAPI document of Kubernetes 1.36', () => {
  test('has the same rule for every field of every type', () => {
    const ours: Record<string, MergeRule> = {}
    const theirs: Record<string, MergeRule> = {}
    let fields = 0
    each((type, field, property) => {
      fields++
      ours[`${type}.${field}`] = mergeRule(type, field)
      theirs[`${type}.${field}`] = ruleOf(property)
    })
    expect(fields).toBeGreaterThan(2000)
    expect(ours).toEqual(theirs)
  })

  test('has the same type for every list', () => {
    const ours: Record<string, unknown> = {}
    const theirs: Record<string, unknown> = {}
    each((type, field, property) => {
      if (property.type !== 'array') return
      ours[`${type}.${field}`] = listTypeOf(type, field)
      const keys = property['x-kubernetes-list-map-keys']
      theirs[`${type}.${field}`] = { type: property['x-kubernetes-list-type'] ?? 'atomic', ...(keys ? { keys } : {}) }
    })
    expect(Object.keys(ours).length).toBe(364)
    expect(ours).toEqual(theirs)
  })

  test('has the same atomic objects', () => {
    const differing: string[] = []
    for (const type of typeNames()) if (isAtomicType(type) !== (definitionOf(type)['x-kubernetes-map-type'] === 'atomic')) differing.push(type)
    each((type, field, property) => {
      const target = property.$ref ? definitions[property.$ref.split('/').pop()] : undefined
      const atomic = (property['x-kubernetes-map-type'] ?? target?.['x-kubernetes-map-type']) === 'atomic'
      if (atomic !== isAtomicField(type, field, typeSchema(type)?.fields[field] ?? '')) differing.push(`${type}.${field}`)
    })
    expect(differing).toEqual([])
  })
})

test('every rule belongs to a field that exists', () => {
  const unknown = [...mergeRules().keys()].filter((name) => {
    const [type, field] = name.split('.') as [string, string]
    return typeSchema(type)?.fields[field] === undefined
  })
  expect(unknown).toEqual([])
})
