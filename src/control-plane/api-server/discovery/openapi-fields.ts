/** What the schema of a field says beyond its type: its values, its default, how it is patched and owned. */
import { enumOf, schemaDefault } from '../../../api/enums.ts'
import { isAtomicField, listTypeOf, mergeRule } from '../../../api/patch/merge-keys.ts'
import type { FieldType } from '../../../api/schema.ts'
import type { JsonSchema } from './openapi-types.ts'

export function refined(type: string, field: string, fieldType: FieldType, schema: JsonSchema): JsonSchema {
  const value = schemaDefault(type, field)
  const values = enumOf(type, field)
  const named = values === undefined ? {} : fieldType.startsWith('[]') ? { items: { ...(schema.items as object), enum: values } } : { enum: values }
  return { ...schema, ...named, ...(value === undefined ? {} : { default: value }), ...extensions(type, field, fieldType) }
}

function extensions(type: string, field: string, fieldType: FieldType): JsonSchema {
  const { strategy, retainKeys, mergeKey } = mergeRule(type, field)
  const strategies = [strategy, retainKeys && 'retainKeys'].filter(Boolean).join(',')
  const list = fieldType.startsWith('[]') || byteLists.includes(`${type}.${field}`) ? listTypeOf(type, field) : undefined
  return {
    ...(list?.keys ? { 'x-kubernetes-list-map-keys': list.keys } : {}),
    ...(list ? { 'x-kubernetes-list-type': list.type } : {}),
    ...mapType(type, field, fieldType),
    ...(mergeKey ? { 'x-kubernetes-patch-merge-key': mergeKey } : {}),
    ...(strategies ? { 'x-kubernetes-patch-strategy': strategies } : {}),
  }
}

/** Bytes that say of themselves that they are a list. */
const byteLists = ['APIServiceSpec.caBundle']

/** Fields that say that they are owned part by part, though that is so anyway, or though their type says otherwise. */
const granular = ['PersistentVolumeSpec.claimRef', 'PersistentVolumeClaimStatus.allocatedResourceStatuses']

function mapType(type: string, field: string, fieldType: FieldType): JsonSchema {
  if (granular.includes(`${type}.${field}`)) return { 'x-kubernetes-map-type': 'granular' }
  return fieldType.startsWith('map:') && isAtomicField(type, field, fieldType) ? { 'x-kubernetes-map-type': 'atomic' } : {}
}
