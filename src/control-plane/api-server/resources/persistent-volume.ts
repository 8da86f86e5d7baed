/** PersistentVolumes: storage in the cluster that outlives pods. Models pkg/registry/core/persistentvolume. */
import { persistentVolumes } from '../../../api/kinds.ts'
import { accessModesText, storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '../../../api/types.ts'
import { defineResource, type RegistryContext } from '../resource.ts'
import { age } from './age.ts'
import { validateVolume, validateVolumeUpdate } from './persistent-volume/validation.ts'
import { volumeWarnings } from './persistent-volume/warnings.ts'

export const persistentVolume = defineResource<PersistentVolume>({
  of: persistentVolumes,
  short: ['pv'],
  status: true,
  generation: false,
  defaults(object) {
    const spec = (object.spec ??= {} as PersistentVolumeSpec)
    spec.persistentVolumeReclaimPolicy ||= 'Retain'
    spec.volumeMode ??= 'Filesystem'
    if (spec.hostPath) spec.hostPath.type ??= ''
    if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default'
  },
  prepareForCreate(object, context) {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: context.timestamp }
  },
  prepareForSubresource: { status: notePhase },
  validate: ({ spec }) => validateVolume(spec ?? {}, 'spec'),
  validateUpdate: validateVolumeUpdate,
  warnings: volumeWarnings,
  columns: [
    { name: 'Capacity', cell: ({ spec }) => spec?.capacity?.storage ?? '0' },
    { name: 'Access Modes', cell: ({ spec }) => accessModesText(spec?.accessModes) },
    { name: 'Reclaim Policy', cell: ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? '' },
    { name: 'Status', cell: ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')) },
    { name: 'Claim', cell: ({ spec }) => (spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '') },
    { name: 'StorageClass', cell: storageClassOf },
    { name: 'VolumeAttributesClass', cell: ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>' },
    { name: 'Reason', cell: ({ status }) => status?.reason ?? '' },
    age,
    { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec?.volumeMode ?? '<unset>' },
  ],
})

/** When the phase last changed, unless the writer says so itself. */
function notePhase(object: PersistentVolume, old: PersistentVolume, { timestamp }: RegistryContext): void {
  const status = (object.status ??= {})
  if (status.phase === old.status?.phase) status.lastPhaseTransitionTime ??= old.status?.lastPhaseTransitionTime
  else if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === old.status?.lastPhaseTransitionTime)
    status.lastPhaseTransitionTime = timestamp
}
