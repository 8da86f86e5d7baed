/** Models ValidateHorizontalPodAutoscaler of pkg/apis/autoscaling/validation. */
import { isPathSegmentName } from '../../../../api/names.ts'
import { Quantity } from '../../../../api/quantity.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type {
  V2CrossVersionObjectReference,
  V2HorizontalPodAutoscaler,
  V2HorizontalPodAutoscalerSpec,
  V2HPAScalingPolicy,
  V2HPAScalingRules,
  V2MetricSpec,
} from '../../../../api/types.ts'
import { each } from '../checks.ts'
import { validateMetric } from './metric-validation.ts'

const longestPeriod = 1800
const longestWindow = 3600

export const validateAutoscalerCreate = ({ spec }: V2HorizontalPodAutoscaler): FieldError[] => validateSpec(spec, 1)

/** Zero replicas are tolerated where they were before. */
export const validateAutoscalerUpdate = ({ spec }: V2HorizontalPodAutoscaler, old: V2HorizontalPodAutoscaler): FieldError[] =>
  validateSpec(spec, old.spec.minReplicas === 0 ? 0 : 1)

function validateSpec(spec: V2HorizontalPodAutoscalerSpec, least: number): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics = [], behavior } = spec
  const errors: FieldError[] = []
  if (minReplicas !== undefined && minReplicas < least) errors.push(invalidValue('spec.minReplicas', minReplicas, `must be greater than or equal to ${least}`))
  if (maxReplicas < 1) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'))
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'))
  return [
    ...errors,
    ...validateReference(scaleTargetRef, 'spec.scaleTargetRef'),
    ...metrics.flatMap((metric, i) => validateMetric(metric, `spec.metrics[${i}]`)),
    ...validateToZero(minReplicas, metrics),
    ...validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'),
    ...validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown'),
  ]
}

function validateToZero(minReplicas: number | undefined, metrics: readonly V2MetricSpec[]): FieldError[] {
  if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return []
  return [forbiddenField('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas')]
}

export function validateReference({ kind, name }: V2CrossVersionObjectReference, path: string): FieldError[] {
  const check = (field: string, value: string): FieldError[] =>
    value ? each(`${path}.${field}`, value, isPathSegmentName(value)) : [required(`${path}.${field}`)]
  return [...check('kind', kind), ...check('name', name)]
}

function validateRules(rules: V2HPAScalingRules | undefined, path: string): FieldError[] {
  if (!rules) return []
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules
  const errors: FieldError[] = []
  if (window < 0) errors.push(invalidValue(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'))
  if (window > longestWindow) errors.push(invalidValue(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${longestWindow}`))
  if (selectPolicy !== undefined && !['Max', 'Min', 'Disabled'].includes(selectPolicy))
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, ['Max', 'Min', 'Disabled']))
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'))
  for (const [i, policy] of policies.entries()) errors.push(...validatePolicy(policy, `${path}.policies[${i}]`))
  if (tolerance !== undefined && Quantity.parse(tolerance).sign < 0)
    errors.push(invalidValue(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'))
  return errors
}

function validatePolicy({ type, value = 0, periodSeconds = 0 }: V2HPAScalingPolicy, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${path}.type`, type ?? '', ['Pods', 'Percent']))
  if (value <= 0) errors.push(invalidValue(`${path}.value`, value, 'must be greater than zero'))
  if (periodSeconds <= 0) errors.push(invalidValue(`${path}.periodSeconds`, periodSeconds, 'must be greater than zero'))
  if (periodSeconds > longestPeriod) errors.push(invalidValue(`${path}.periodSeconds`, periodSeconds, `must be less than or equal to ${longestPeriod}`))
  return errors
}
