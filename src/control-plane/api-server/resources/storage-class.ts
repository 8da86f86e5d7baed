/** StorageClasses: how volumes are made for claims. Models pkg/registry/storage/storageclass. */
import { storageClasses } from '../../../api/kinds.ts'
import { isDefaultClass } from '../../../api/storage.ts'
import type { StorageClass } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateStorageClass, validateStorageClassUpdate } from './storage/class-validation.ts'

export const storageClass = defineResource<StorageClass>({
  of: storageClasses,
  short: ['sc'],
  defaults(object) {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate,
  columns: [
    { name: 'Name', format: 'name', cell: ({ metadata }) => (isDefaultClass(metadata) ? `${metadata.name} (default)` : metadata.name) },
    { name: 'Provisioner', cell: ({ provisioner }) => provisioner },
    { name: 'ReclaimPolicy', cell: ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete' },
    { name: 'VolumeBindingMode', cell: ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate' },
    { name: 'AllowVolumeExpansion', cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false },
    age,
  ],
})
