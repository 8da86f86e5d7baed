/** PodDisruptionBudgets: how many pods may be missing by intent. Models pkg/registry/policy/poddisruptionbudget and pkg/apis/policy/validation. */
import { podDisruptionBudgets } from '../../../api/kinds.ts'
import { validateLabelSelector } from '../../../api/labels.ts'
import { type FieldError, invalidValue } from '../../../api/status.ts'
import type { PodDisruptionBudget } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { nonNegative, oneOfIfSet } from './checks.ts'
import { validateConditions } from './conditions.ts'
import { internalValue } from './internal-json.ts'
import { atMostAll, type IntOrPercent, validateIntOrPercent } from './workload/int-or-percent.ts'

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const

export const podDisruptionBudget = defineResource<PodDisruptionBudget>({
  of: podDisruptionBudgets,
  short: ['pdb'],
  status: true,
  defaults(object) {
    object.spec ??= {}
  },
  prepareForCreate(object) {
    object.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
  },
  validate,
  validateStatusUpdate: ({ status }) => [
    ...validateConditions('status.conditions', status?.conditions ?? []),
    ...counts.flatMap((field) => nonNegative(`status.${field}`, status?.[field])),
  ],
  columns: [
    { name: 'Min Available', cell: ({ spec }) => String(spec?.minAvailable ?? 'N/A') },
    { name: 'Max Unavailable', cell: ({ spec }) => String(spec?.maxUnavailable ?? 'N/A') },
    { name: 'Allowed Disruptions', type: 'integer', cell: ({ status }) => status?.disruptionsAllowed ?? 0 },
    age,
  ],
})

function validate({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec
  const both = minAvailable !== undefined && maxUnavailable !== undefined
  return [
    ...(both ? [invalidValue('spec', internalValue(spec, 'PodDisruptionBudgetSpec'), 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...validateAmount('spec.minAvailable', minAvailable),
    ...validateAmount('spec.maxUnavailable', maxUnavailable),
    ...validateLabelSelector(selector, 'spec.selector'),
    ...oneOfIfSet('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']),
  ]
}

const validateAmount = (path: string, amount: IntOrPercent): FieldError[] =>
  amount === undefined ? [] : [...validateIntOrPercent(path, amount), ...atMostAll(path, amount)]
