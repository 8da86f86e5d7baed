/** PersistentVolumeClaims: what a pod asks of storage. Models pkg/registry/core/persistentvolumeclaim. */
import { persistentVolumeClaims } from '../../../api/kinds.ts'
import { accessModesText, storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolumeClaim } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateClaim, validateClaimUpdate } from './persistent-volume/claim-validation.ts'
import { claimWarnings } from './persistent-volume/warnings.ts'

export const persistentVolumeClaim = defineResource<PersistentVolumeClaim>({
  of: persistentVolumeClaims,
  short: ['pvc'],
  status: true,
  generation: false,
  defaults({ spec }) {
    if (!spec) return
    spec.volumeMode ??= 'Filesystem'
    spec.resources ??= {}
  },
  prepareForCreate(object) {
    object.status = { phase: 'Pending' }
    sameSource(object)
  },
  prepareForUpdate: sameSource,
  validate: ({ spec }) => validateClaim(spec ?? {}, 'spec'),
  validateUpdate: validateClaimUpdate,
  warnings: claimWarnings,
  columns: [
    { name: 'Status', cell: ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')) },
    { name: 'Volume', cell: ({ spec }) => spec?.volumeName ?? '' },
    { name: 'Capacity', cell: ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.storage ?? '0') : '') },
    { name: 'Access Modes', cell: ({ spec, status }) => (spec?.volumeName ? accessModesText(status?.accessModes) : '') },
    { name: 'StorageClass', cell: storageClassOf },
    { name: 'VolumeAttributesClass', cell: ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>' },
    age,
    { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec?.volumeMode ?? '<unset>' },
  ],
})

/** dataSource and dataSourceRef are two names of one thing, as long as it is in the same namespace. */
function sameSource({ spec }: PersistentVolumeClaim): void {
  if (!spec) return
  const { dataSource, dataSourceRef } = spec
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource }
  else if (!dataSource && dataSourceRef && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef
    spec.dataSource = source
  }
}
