/** ResourceClaimTemplates: claims made for each pod anew. Models pkg/registry/resource/resourceclaimtemplate. */
import { resourceClaimTemplates } from '../../../api/kinds.ts'
import type { ResourceClaimTemplate } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { unchanged } from './checks.ts'
import { defaultClaimSpec } from './device/defaults.ts'
import { validateClaimSpec } from './device/validation.ts'

export const resourceClaimTemplate = defineResource<ResourceClaimTemplate>({
  of: resourceClaimTemplates,
  defaults: ({ spec }) => defaultClaimSpec(spec?.spec ?? {}),
  validate: ({ spec }) => validateClaimSpec(spec?.spec ?? {}, 'spec.spec'),
  validateUpdate: ({ spec }, { spec: old }) => unchanged('spec', spec, old),
  columns: [age],
})
