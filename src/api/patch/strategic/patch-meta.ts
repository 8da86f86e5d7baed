/** What the merge must know of a field: its type, and how it is patched. Models apimachinery pkg/util/strategicpatch/meta.go. */
import { elementType, fieldType, typeSchema, valueType } from '../../schema.ts'
import { type MergeRule, mergeRule } from '../merge-keys.ts'
import { PatchError } from '../patch-error.ts'

export interface PatchMeta {
  /** Type of the field's value, for a list of its elements. */
  readonly type: string
  readonly rule: MergeRule
}

/** Looks up the object in field `key` of a `typeName`. Throws if the type has no such field. */
export function metaOfObject(typeName: string, key: string): PatchMeta {
  if (typeSchema(typeName) === undefined) throw new PatchError(`merging an object in json but data type is not struct, instead is: ${goKind(typeName)}`)
  const field = fieldType(typeName, key) === undefined ? sameIgnoringCase(typeName, key) : key
  const type = field === undefined ? undefined : fieldType(typeName, field)
  if (field === undefined || type === undefined)
    throw new PatchError(`unable to find api field in struct ${goName(typeName)} for the json field ${JSON.stringify(key)}`)
  return { type, rule: mergeRule(typeName, field) }
}

/** Looks up the list in field `key` of a `typeName`. */
export function metaOfList(typeName: string, key: string): PatchMeta {
  const { type, rule } = metaOfObject(typeName, key)
  const element = elementType(type)
  if (element === undefined) throw new PatchError(`expected slice or array type, but got: ${goKind(typeName)}`)
  return { type: element, rule }
}

/** Go decodes field names without regard to case where none matches exactly. */
const sameIgnoringCase = (typeName: string, key: string): string | undefined =>
  Object.keys(typeSchema(typeName)?.fields ?? {}).find((field) => field.toLowerCase() === key.toLowerCase())

/** The name of the struct in Go: without the group and version that keep our names apart. */
const goName = (typeName: string): string => typeName.replace(/^(?:[A-Z][a-z]+V1|V2)(?=[A-Z])/, '')

/** reflect.Kind of a type. */
export function goKind(typeName: string): string {
  if (elementType(typeName) !== undefined || typeName === 'bytes') return 'slice'
  if (valueType(typeName) !== undefined) return 'map'
  if (typeName === 'boolean') return 'bool'
  if (typeName.startsWith('integer:')) return typeName.slice('integer:'.length)
  if (typeName === 'number') return 'float64'
  return typeName === 'string' ? 'string' : 'struct'
}
