/** Models ValidateDaemonSet of pkg/apis/apps/validation. */
import { validateLabelSelector } from '../../../../api/labels.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { internalValue } from '../internal-json.ts'
import { amountOf, atMostAll, type IntOrPercent, validateIntOrPercent } from './int-or-percent.ts'
import { notDecremented } from './stateful-set-validation.ts'
import { validatePodTemplate } from './template.ts'
import { isEmptySelector, parsedSelector, runsForever, validateTemplateLabels } from './template-validation.ts'

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  if (!spec) return [required('spec')]
  return [
    ...validateSelector(spec),
    ...validatePodTemplate(spec.template, 'spec.template'),
    ...runsForever(spec.template, 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateUpdateStrategy(spec.updateStrategy ?? {}),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ]
}

/** A selector that is missing is not named as such: it just chooses nothing. */
function validateSelector({ selector, template }: DaemonSetSpec): FieldError[] {
  const chosen = parsedSelector(selector)
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(chosen ? validateTemplateLabels(template, chosen, 'spec.template') : []),
    ...(selector && isEmptySelector(selector) ? [invalidValue('spec.selector', selector, 'empty selector is invalid for daemonset')] : []),
  ]
}

function validateUpdateStrategy(strategy: DaemonSetUpdateStrategy): FieldError[] {
  const { type, rollingUpdate } = strategy
  const path = 'spec.updateStrategy'
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate') return [notSupported(path, internalValue(strategy, 'DaemonSetUpdateStrategy'), ['RollingUpdate', 'OnDelete'], 'as listed')]
  if (!rollingUpdate) return [required(`${path}.rollingUpdate`)]
  return validateRollingUpdate(`${path}.rollingUpdate`, rollingUpdate.maxUnavailable, rollingUpdate.maxSurge)
}

function validateRollingUpdate(path: string, maxUnavailable: IntOrPercent, maxSurge: IntOrPercent): FieldError[] {
  const errors = [
    ...validateIntOrPercent(`${path}.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${path}.maxSurge`, maxSurge),
    ...atMostAll(`${path}.maxUnavailable`, maxUnavailable),
    ...atMostAll(`${path}.maxSurge`, maxSurge),
  ]
  const takes = amountOf(maxUnavailable) !== 0
  const adds = amountOf(maxSurge) !== 0
  if (takes && adds) errors.push(invalidValue(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'))
  if (!takes && !adds) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
  return errors
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const

export const validateDaemonSetStatus = ({ status }: DaemonSet, old: DaemonSet): FieldError[] => [
  ...counts.flatMap((field) => nonNegative(`status.${field}`, status?.[field])),
  ...notDecremented(status?.collisionCount, old.status?.collisionCount),
]
