/**
 * The structure of every API type: which fields it has and of what type. Read by decoding, patching, `explain` and the
 * OpenAPI documents. Generated from the client library's models, with what those lose written down here.
 */
import { schemaText } from './generated/schema.ts'

/**
 * string, boolean, integer:int32, integer:int64, number, time, micro-time, bytes, int-or-string, quantity,
 * object (free-form), the name of another type, and `[]T` and `map:T` of these.
 */
export type FieldType = string

export interface TypeSchema {
  readonly fields: Readonly<Record<string, FieldType>>
  readonly required?: readonly string[]
}

let types: Record<string, TypeSchema> | undefined

/** The type of that name (`Pod`, `PodSpec`, `V2HorizontalPodAutoscaler`), or undefined for scalars and unknown names. */
export function typeSchema(name: string): TypeSchema | undefined {
  types ??= parse()
  return Object.hasOwn(types, name) ? types[name] : undefined
}

/** The type of a field, or undefined if there is no such type or field. */
export function fieldType(typeName: string, field: string): FieldType | undefined {
  const fields = typeSchema(typeName)?.fields
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** `T` of `[]T`, or undefined. */
export const elementType = (type: FieldType): FieldType | undefined => (type.startsWith('[]') ? type.slice(2) : undefined)

/** `T` of `map:T`, or undefined. */
export const valueType = (type: FieldType): FieldType | undefined => (type.startsWith('map:') ? type.slice(4) : undefined)

/** Groups without a dot, or ending in k8s.io, are Kubernetes' own; all others are custom resources. */
const isBuiltIn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io')

/** The type of an object by apiVersion and kind (`apps/v1`, `Deployment`), or undefined if it is not a built-in one. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  if (!isBuiltIn(group)) return undefined
  // Where two groups share a kind, the generated name starts with group and version.
  const first = group === '' ? 'core' : (group.split('.')[0] as string)
  const qualified = `${first[0]?.toUpperCase()}${first.slice(1)}${version.toUpperCase()}${kind}`
  const candidates = version === 'v1' ? [qualified, kind] : [`${version.toUpperCase()}${kind}`]
  return candidates.find((name) => typeSchema(name) !== undefined)
}

export const typeNames = (): readonly string[] => Object.keys((types ??= parse()))

function parse(): Record<string, TypeSchema> {
  const parsed = JSON.parse(schemaText) as Record<string, { fields: Record<string, FieldType>; required?: string[] }>
  for (const place of quantities) {
    const [type = '', field = ''] = place.split('.')
    const fields = parsed[type]?.fields
    const was = fields?.[field]
    if (fields && was) fields[field] = was.replace(/string$/, 'quantity')
  }
  return parsed
}

/** Quantities, which the client library's models call plain strings. */
const quantities = [
  'ResourceRequirements.limits',
  'ResourceRequirements.requests',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
  'ContainerStatus.allocatedResources',
  'PodSpec.overhead',
  'PodStatus.allocatedResources',
  'NodeStatus.allocatable',
  'NodeStatus.capacity',
  'NodeAllocatableResourceClaimStatus.resources',
  'LimitRangeItem.default',
  'LimitRangeItem.defaultRequest',
  'LimitRangeItem.max',
  'LimitRangeItem.maxLimitRequestRatio',
  'LimitRangeItem.min',
  'ResourceQuotaSpec.hard',
  'ResourceQuotaStatus.hard',
  'ResourceQuotaStatus.used',
  'ResourceFieldSelector.divisor',
  'EmptyDirVolumeSource.sizeLimit',
  'PersistentVolumeSpec.capacity',
  'PersistentVolumeClaimStatus.allocatedResources',
  'PersistentVolumeClaimStatus.capacity',
  'Overhead.podFixed',
  'CSIStorageCapacity.capacity',
  'CSIStorageCapacity.maximumVolumeSize',
  'V2MetricTarget.averageValue',
  'V2MetricTarget.value',
  'V2MetricValueStatus.averageValue',
  'V2MetricValueStatus.value',
  'V2HPAScalingRules.tolerance',
  'CapacityRequestPolicy.default',
  'CapacityRequestPolicy.validValues',
  'CapacityRequestPolicyRange.max',
  'CapacityRequestPolicyRange.min',
  'CapacityRequestPolicyRange.step',
  'CapacityRequirements.requests',
  'Counter.value',
  'DeviceCapacity.value',
  'DeviceRequestAllocationResult.consumedCapacity',
  'NodeAllocatableResourceMapping.allocationMultiplier',
]
