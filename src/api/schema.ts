/**
 * The shape of the API's types without prose: which fields a type has, of which type each is. Types are named as in
 * generated/types.ts (`PodSpec`, `V2HorizontalPodAutoscaler`, `CoreV1Event`). Field types: string, boolean,
 * integer:int32, integer:int64, number, time, micro-time, bytes, int-or-string, object (free-form), the name of another
 * type, and `[]T` and `map:T` of these. Custom resources are not in here.
 */
import generated from './generated/schema.json' with { type: 'json' }

export interface TypeSchema {
  readonly fields: Readonly<Record<string, string>>
  readonly required?: readonly string[]
}

const schema = generated as unknown as Readonly<Record<string, TypeSchema>>

/** The fields of a type, or undefined for a scalar, a list, a map, or a name that the API does not know. */
export const typeOf = (name: string): TypeSchema | undefined => (Object.hasOwn(schema, name) ? schema[name] : undefined)

/** The type of a field, or undefined if there is no such type or field. */
export function fieldType(typeName: string, field: string): string | undefined {
  const fields = typeOf(typeName)?.fields
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** All type names, sorted. */
export const typeNames = (): readonly string[] => Object.keys(schema)

/** `T` of `[]T`, or undefined. */
export const elementType = (type: string): string | undefined => (type.startsWith('[]') ? type.slice(2) : undefined)

/** `T` of `map:T`, or undefined. */
export const valueType = (type: string): string | undefined => (type.startsWith('map:') ? type.slice(4) : undefined)

/** Groups without a dot, or ending in k8s.io, are Kubernetes' own; all others are custom resources. */
const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io')

/** The type of an object's kind (`apps/v1`, `Deployment`), or undefined if it is not a built-in one. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  if (!isBuiltIn(group)) return undefined
  // Where two groups share a kind, the generated name starts with group and version.
  const first = group === '' ? 'core' : (group.split('.')[0] as string)
  const qualified = `${first[0]?.toUpperCase()}${first.slice(1)}${version.toUpperCase()}${kind}`
  const candidates = version === 'v1' ? [qualified, kind] : [`${version.toUpperCase()}${kind}`]
  return candidates.find((name) => typeOf(name) !== undefined)
}
