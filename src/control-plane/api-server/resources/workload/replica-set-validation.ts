/** Models ValidateReplicaSet of pkg/apis/apps/validation. */
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { ReplicaSet } from '../../../../api/types.ts'
import { nonNegative } from '../checks.ts'
import { validateSelector, validateTemplate } from './template-validation.ts'

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  if (!spec) return [required('spec')]
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector(spec.selector, 'deployment'),
    ...validateTemplate(spec.template, spec.selector, 'invalid label selector'),
  ]
}

export const validateReplicaSetStatus = ({ status }: ReplicaSet): FieldError[] => validateReplicaCounts(status)

/** Also those of replication controllers. */
export function validateReplicaCounts(counts: ReplicaSet['status'] = { replicas: 0 }): FieldError[] {
  const total = counts.replicas ?? 0
  const errors = (['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'] as const).flatMap((field) =>
    nonNegative(`status.${field}`, counts[field]),
  )
  for (const field of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const)
    if ((counts[field] ?? 0) > total) errors.push(invalidValue(`status.${field}`, counts[field], 'cannot be greater than status.replicas'))
  if ((counts.availableReplicas ?? 0) > (counts.readyReplicas ?? 0))
    errors.push(invalidValue('status.availableReplicas', counts.availableReplicas, 'cannot be greater than readyReplicas'))
  return errors
}
