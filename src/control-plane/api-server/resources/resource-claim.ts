/** ResourceClaims: devices that a pod asks for. Models pkg/registry/resource/resourceclaim. */
import { resourceClaims } from '../../../api/kinds.ts'
import type { ResourceV1ResourceClaim as ResourceClaim } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { unchanged } from './checks.ts'
import { defaultClaimSpec } from './device/defaults.ts'
import { validateClaimSpec } from './device/validation.ts'

export const resourceClaim = defineResource<ResourceClaim>({
  of: resourceClaims,
  type: 'ResourceV1ResourceClaim',
  status: true,
  generation: false,
  defaults(object) {
    object.spec ??= {}
    defaultClaimSpec(object.spec)
  },
  validate: ({ spec }) => validateClaimSpec(spec ?? {}, 'spec'),
  validateUpdate: ({ spec }, { spec: old }) => unchanged('spec', spec, old),
  columns: [{ name: 'State', cell: state }, age],
})

/** `allocated,reserved` */
function state({ metadata, status }: ResourceClaim): string {
  const gone = metadata.deletionTimestamp ? ['deleted'] : []
  if (!status?.allocation) return gone[0] ?? 'pending'
  return [...gone, 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',')
}
