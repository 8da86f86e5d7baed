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
]
