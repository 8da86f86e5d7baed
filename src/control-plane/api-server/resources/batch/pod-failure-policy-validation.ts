/** What a job makes of pods that fail. Models validatePodFailurePolicy of pkg/apis/batch/validation. */
import { duplicate, type FieldError, invalidValue, invalidWhole, notSupported, required, tooMany } from '../../../../api/status.ts'
import type { JobSpec, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule } from '../../../../api/types.ts'
import { qualifiedName } from '../checks.ts'

const mostRules = 20
const mostValues = 255
const mostPatterns = 20

export function validatePodFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  if (!spec.podFailurePolicy) return []
  const rules = spec.podFailurePolicy.rules ?? []
  const errors = rules.length > mostRules ? [tooMany(`${path}.rules`, rules.length, mostRules)] : []
  return [...errors, ...rules.flatMap((rule, i) => validateRule(spec, rule, `${path}.rules[${i}]`))]
}

/** One of these, and which ones if there is none. */
function oneOf(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path, `valid values: [${supported.map((text) => JSON.stringify(text)).join(' ')}]`)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

function validateRule(spec: JobSpec, rule: PodFailurePolicyRule, path: string): FieldError[] {
  const { onExitCodes, onPodConditions = [] } = rule
  const errors = validateAction(spec, rule, `${path}.action`)
  if (onExitCodes) errors.push(...validateExitCodes(spec, onExitCodes, `${path}.onExitCodes`))
  errors.push(...validateConditions(onPodConditions, `${path}.onPodConditions`))
  if (onExitCodes && onPodConditions.length > 0) errors.push(invalidWhole(path, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  if (!onExitCodes && onPodConditions.length === 0) errors.push(invalidWhole(path, 'specifying one of OnExitCodes and OnPodConditions is required'))
  return errors
}

function validateAction({ backoffLimitPerIndex }: JobSpec, { action }: PodFailurePolicyRule, path: string): FieldError[] {
  const missing = action === 'FailIndex' && backoffLimitPerIndex === undefined
  if (missing) return [invalidValue(path, action, 'requires the backoffLimitPerIndex to be set')]
  return oneOf(path, action, ['Count', 'FailIndex', 'FailJob', 'Ignore'])
}

function validateConditions(patterns: readonly PodFailurePolicyOnPodConditionsPattern[], path: string): FieldError[] {
  const errors = patterns.length > mostPatterns ? [tooMany(path, patterns.length, mostPatterns)] : []
  for (const [i, { type, status }] of patterns.entries())
    errors.push(...qualifiedName(`${path}[${i}].type`, type ?? ''), ...oneOf(`${path}[${i}].status`, status, ['False', 'True', 'Unknown']))
  return errors
}

function validateExitCodes(
  { template }: JobSpec,
  { operator, containerName, values = [] }: PodFailurePolicyOnExitCodesRequirement,
  path: string,
): FieldError[] {
  const errors = oneOf(`${path}.operator`, operator, ['In', 'NotIn'])
  const names = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])].map(({ name }) => name)
  if (containerName !== undefined && !names.includes(containerName))
    errors.push(invalidValue(`${path}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template'))
  return [...errors, ...validateValues(values, operator, `${path}.values`)]
}

function validateValues(values: readonly number[], operator: string, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (values.length === 0) errors.push(invalidValue(path, values, 'at least one value is required'))
  if (values.length > mostValues) errors.push(tooMany(path, values.length, mostValues))
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0) errors.push(invalidValue(`${path}[${i}]`, value, 'must not be 0 for the In operator'))
    if (values.indexOf(value) < i) errors.push(duplicate(`${path}[${i}]`, value))
  }
  if (values.some((value, i) => i > 0 && (values[i - 1] as number) > value)) errors.push(invalidValue(path, values, 'must be ordered'))
  return errors
}
