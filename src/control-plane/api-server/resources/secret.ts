/** Secrets. Models pkg/registry/core/secret and pkg/apis/core/validation. */
import { secrets } from '../../../api/kinds.ts'
import type { Secret } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { encodeStringData } from './secret/string-data.ts'
import { validateSecret, validateSecretUpdate } from './secret/validation.ts'

export const secret = defineResource<Secret>({
  of: secrets,
  defaults(object) {
    object.type ||= 'Opaque'
    encodeStringData(object)
  },
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  selectableFields: { type: (object) => object.type ?? '' },
  columns: [{ name: 'Type', cell: (object) => object.type ?? '' }, { name: 'Data', cell: (object) => Object.keys(object.data ?? {}).length }, age],
})
