/** Leases: who leads, and which nodes are alive. Models pkg/registry/coordination/lease and pkg/apis/coordination/validation. */
import { leases } from '../../../api/kinds.ts'
import { type FieldError, invalidValue, required } from '../../../api/status.ts'
import type { Lease } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'

export const lease = defineResource<Lease>({
  of: leases,
  shallow: true,
  defaults(object) {
    object.spec ??= {}
  },
  validate: ({ spec = {} }) => {
    const errors: FieldError[] = []
    if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0)
      errors.push(invalidValue('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'))
    if (spec.leaseTransitions !== undefined && spec.leaseTransitions < 0)
      errors.push(invalidValue('spec.leaseTransitions', spec.leaseTransitions, 'must be greater than or equal to 0'))
    if (spec.preferredHolder && !spec.strategy) errors.push(required('spec.strategy', '`preferredHolder` requires `strategy` to be set'))
    return errors
  },
  columns: [
    {
      name: 'Holder',
      cell: (object) => object.spec?.holderIdentity ?? '',
    },
    age,
  ],
})
