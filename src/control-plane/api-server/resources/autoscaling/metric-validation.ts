/** What an autoscaler may look at. Models validateMetricSpec of pkg/apis/autoscaling/validation. */
import { isPathSegmentName } from '../../../../api/names.ts'
import { Quantity } from '../../../../api/quantity.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { V2MetricIdentifier, V2MetricSpec, V2MetricTarget } from '../../../../api/types.ts'
import { dnsLabel, each } from '../checks.ts'
import { validateReference } from './validation.ts'

type SourceField = 'object' | 'external' | 'pods' | 'resource' | 'containerResource'

/** In the order in which they are looked for: only the first one found is checked. */
const sources: readonly { readonly field: SourceField; validate(metric: V2MetricSpec, path: string): FieldError[] }[] = [
  { field: 'object', validate: ({ object }, path) => (object ? validateObject(object, path) : []) },
  { field: 'external', validate: ({ external }, path) => (external ? validateExternal(external, path) : []) },
  { field: 'pods', validate: ({ pods }, path) => (pods ? validatePods(pods, path) : []) },
  { field: 'resource', validate: ({ resource }, path) => (resource ? validateResource(resource, path) : []) },
  { field: 'containerResource', validate: ({ containerResource }, path) => (containerResource ? validateContainer(containerResource, path) : []) },
]

const types: Readonly<Record<string, SourceField>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  External: 'external',
  ContainerResource: 'containerResource',
}

export function validateMetric(metric: V2MetricSpec, path: string): FieldError[] {
  const { type } = metric
  const expected = Object.hasOwn(types, type ?? '') ? types[type] : undefined
  const unknown = expected ? [] : [notSupported(`${path}.type`, type ?? '', Object.keys(types))]
  const present = sources.filter(({ field }) => metric[field])
  return [
    ...(type ? [] : [required(`${path}.type`, 'must specify a metric source type')]),
    ...unknown,
    ...(present[0]?.validate(metric, `${path}.${present[0].field}`) ?? []),
    ...(expected && !metric[expected] ? [required(`${path}.${expected}`, 'must populate information for the given metric source')] : unknown),
    ...(present.length === 1 ? [] : present.filter(({ field }) => field !== expected)).map(({ field }) =>
      forbiddenField(`${path}.${field}`, 'must populate the given metric source only'),
    ),
  ]
}

function validateObject({ describedObject, metric, target }: NonNullable<V2MetricSpec['object']>, path: string): FieldError[] {
  const missing = target?.value === undefined && target?.averageValue === undefined
  return [
    ...validateReference(describedObject ?? { kind: '', name: '' }, `${path}.describedObject`),
    ...validateIdentifier(metric, `${path}.metric`),
    ...validateTarget(target, `${path}.target`),
    ...(missing ? [required(`${path}.target.averageValue`, 'must set either a target value or averageValue')] : []),
  ]
}

function validateExternal({ metric, target }: NonNullable<V2MetricSpec['external']>, path: string): FieldError[] {
  const { value, averageValue } = target ?? {}
  const errors = [...validateIdentifier(metric, `${path}.metric`), ...validateTarget(target, `${path}.target`)]
  if (value === undefined && averageValue === undefined)
    errors.push(required(`${path}.target.averageValue`, 'must set either a target value for metric or a per-pod target'))
  if (value !== undefined && averageValue !== undefined)
    errors.push(forbiddenField(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target'))
  return errors
}

const validatePods = ({ metric, target }: NonNullable<V2MetricSpec['pods']>, path: string): FieldError[] => [
  ...validateIdentifier(metric, `${path}.metric`),
  ...validateTarget(target, `${path}.target`),
  ...(target?.averageValue === undefined ? [required(`${path}.target.averageValue`, 'must specify a positive target averageValue')] : []),
]

const validateResource = ({ name, target }: NonNullable<V2MetricSpec['resource']>, path: string): FieldError[] => [
  ...(name ? [] : [required(`${path}.name`, 'must specify a resource name')]),
  ...validateUtilization(target, `${path}.target`),
]

const validateContainer = ({ name, container, target }: NonNullable<V2MetricSpec['containerResource']>, path: string): FieldError[] => [
  ...(name ? [] : [required(`${path}.name`, 'must specify a resource name')]),
  ...(container ? dnsLabel(`${path}.container`, container) : [required(`${path}.container`, 'must specify a container')]),
  ...validateUtilization(target, `${path}.target`),
]

function validateUtilization(target: V2MetricTarget | undefined, path: string): FieldError[] {
  const { averageUtilization, averageValue } = target ?? {}
  const errors = validateTarget(target, path)
  if (averageUtilization === undefined && averageValue === undefined)
    errors.push(required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization'))
  if (averageUtilization !== undefined && averageValue !== undefined)
    errors.push(forbiddenField(`${path}.averageValue`, 'may not set both a target raw value and a target utilization'))
  return errors
}

function validateTarget(target: V2MetricTarget | undefined, path: string): FieldError[] {
  const { type = '', value, averageValue, averageUtilization } = target ?? ({} as Partial<V2MetricTarget>)
  const errors: FieldError[] = type ? [] : [required(`${path}.type`, 'must specify a metric target type')]
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.push(invalidValue(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'))
  for (const [field, amount] of Object.entries({ value, averageValue }))
    if (amount !== undefined && Quantity.parse(amount).sign <= 0) errors.push(invalidValue(`${path}.${field}`, amount, 'must be positive'))
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalidValue(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'))
  return errors
}

const validateIdentifier = (metric: V2MetricIdentifier | undefined, path: string): FieldError[] =>
  metric?.name ? each(`${path}.name`, metric.name, isPathSegmentName(metric.name)) : [required(`${path}.name`, 'must specify a metric name')]
