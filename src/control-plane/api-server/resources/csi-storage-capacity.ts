/** CSIStorageCapacities: how much storage is left where. Models pkg/registry/storage/csistoragecapacity. */
import { csiStorageCapacities } from '../../../api/kinds.ts'
import { validateLabelSelector } from '../../../api/labels.ts'
import { invalidValue } from '../../../api/status.ts'
import type { CSIStorageCapacity } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { dnsSubdomain } from './checks.ts'
import { canonical, compare } from './quantities.ts'

export const csiStorageCapacity = defineResource<CSIStorageCapacity>({
  of: csiStorageCapacities,
  validate: ({ nodeTopology, storageClassName, capacity }) => [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...dnsSubdomain('storageClassName', storageClassName ?? ''),
    ...(capacity !== undefined && compare(capacity, '0') < 0 ? [invalidValue('capacity', canonical(capacity), 'must be greater than or equal to 0')] : []),
  ],
  immutable: ['nodeTopology', 'storageClassName'],
  columns: [
    { name: 'StorageClassName', cell: ({ storageClassName }) => storageClassName },
    { name: 'Capacity', cell: ({ capacity }) => capacity ?? '<unset>' },
  ],
})
