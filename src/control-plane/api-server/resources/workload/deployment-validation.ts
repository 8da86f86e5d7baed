/** Models ValidateDeployment of pkg/apis/apps/validation. */
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { Deployment, DeploymentStrategy } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { internalValue } from '../internal-json.ts'
import { amountOf, atMostAll, validateIntOrPercent } from './int-or-percent.ts'
import { validateSelector, validateTemplate } from './template-validation.ts'

export function validateDeployment({ spec }: Deployment): FieldError[] {
  if (!spec) return [required('spec')]
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateSelector(spec.selector, 'deployment'),
    ...validateTemplate(spec.template, spec.selector, 'invalid label selector'),
    ...validateStrategy(spec.strategy ?? {}),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateDeadline(spec.progressDeadlineSeconds, spec.minReadySeconds ?? 0),
  ]
}

function validateDeadline(deadline: number | undefined, minReady: number): FieldError[] {
  if (deadline === undefined) return []
  const late = deadline <= minReady ? [invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')] : []
  return [...nonNegative('spec.progressDeadlineSeconds', deadline), ...late]
}

function validateStrategy(strategy: DeploymentStrategy): FieldError[] {
  const { type, rollingUpdate } = strategy
  const path = 'spec.strategy'
  if (type === 'Recreate') return rollingUpdate ? [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")] : []
  if (type !== 'RollingUpdate') return [notSupported(path, internalValue(strategy, 'DeploymentStrategy'), ['Recreate', 'RollingUpdate'])]
  if (!rollingUpdate) return [required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil')]
  const { maxUnavailable, maxSurge } = rollingUpdate
  const at = `${path}.rollingUpdate`
  const errors = [...validateIntOrPercent(`${at}.maxUnavailable`, maxUnavailable), ...validateIntOrPercent(`${at}.maxSurge`, maxSurge)]
  // An update that may neither add nor remove a pod could not go on.
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0)
    errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'))
  return [...errors, ...atMostAll(`${at}.maxUnavailable`, maxUnavailable)]
}

export function validateDeploymentStatus({ status = {} }: Deployment, old: Deployment): FieldError[] {
  const total = status.replicas ?? 0
  const errors = (
    ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'collisionCount'] as const
  ).flatMap((field) => nonNegative(`status.${field}`, status[field]))
  for (const field of ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const)
    if ((status[field] ?? 0) > total) errors.push(invalidValue(`status.${field}`, status[field], 'cannot be greater than status.replicas'))
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0))
    errors.push(invalidValue('status.availableReplicas', status.availableReplicas, 'cannot be greater than readyReplicas'))
  if ((status.collisionCount ?? 0) < (old.status?.collisionCount ?? 0))
    errors.push(invalidValue('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented'))
  return errors
}
