/** ServiceAccounts: identities of processes in pods. Models pkg/registry/core/serviceaccount. */
import { serviceAccounts } from '../../../api/kinds.ts'
import type { ServiceAccount } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'

export const serviceAccount = defineResource<ServiceAccount>({
  of: serviceAccounts,
  short: ['sa'],
  columns: [
    {
      name: 'Secrets',
      cell: (object) => (object.secrets ?? []).length,
    },
    age,
  ],
})
