/** ResourceSlices: the devices of a node, as its driver tells them. Models pkg/registry/resource/resourceslice. */
import { resourceSlices } from '../../../api/kinds.ts'
import type { ResourceSlice } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { unchanged } from './checks.ts'
import { validateSliceSpec } from './device/validation.ts'

export const resourceSlice = defineResource<ResourceSlice>({
  of: resourceSlices,
  generation: true,
  validate: ({ spec }) => validateSliceSpec(spec ?? {}),
  validateUpdate: ({ spec }, { spec: old }) => [
    ...unchanged('spec.driver', spec.driver, old.driver),
    ...unchanged('spec.pool.name', spec.pool.name, old.pool.name),
    ...unchanged('spec.nodeName', spec.nodeName, old.nodeName),
  ],
  selectableFields: { 'spec.nodeName': ({ spec }) => spec?.nodeName ?? '', 'spec.driver': ({ spec }) => spec?.driver ?? '' },
  columns: [
    { name: 'Node', cell: ({ spec }) => spec.nodeName ?? '' },
    { name: 'Driver', cell: ({ spec }) => spec.driver },
    { name: 'Pool', cell: ({ spec }) => spec.pool.name },
    age,
  ],
})
