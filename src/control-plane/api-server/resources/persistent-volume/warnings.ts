/** Models pkg/api/persistentvolume and pkg/api/persistentvolumeclaim. */
import type { ObjectMeta, PersistentVolume, PersistentVolumeClaim, PersistentVolumeSpec } from '../../../../api/types.ts'
import { canonical, isWhole } from '../quantities.ts'

const outOfUse: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
}

const sourcesOutOfUse: readonly (readonly [keyof PersistentVolumeSpec, string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

export const volumeWarnings = ({ metadata, spec = {} }: PersistentVolume): string[] => [
  ...annotationWarnings(metadata, Object.keys(outOfUse)),
  ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
    ? ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.']
    : []),
  ...sourcesOutOfUse.filter(([source]) => spec[source] !== undefined).map(([source, why]) => `spec.${source}: ${why}`),
  ...fraction('spec.capacity[storage]', spec.capacity?.storage),
]

export const claimWarnings = ({ metadata, spec }: PersistentVolumeClaim): string[] => [
  ...annotationWarnings(metadata, ['volume.beta.kubernetes.io/storage-class']),
  ...fraction('spec.resources.requests[storage]', spec?.resources?.requests?.storage),
  ...fraction('spec.resources.limits[storage]', spec?.resources?.limits?.storage),
]

const annotationWarnings = ({ annotations }: ObjectMeta, names: readonly string[]): string[] =>
  names.filter((name) => annotations?.[name] !== undefined).map((name) => `metadata.annotations[${name}]: ${outOfUse[name]}`)

const fraction = (path: string, amount: string | undefined): string[] =>
  amount === undefined || isWhole(amount) ? [] : [`${path}: fractional byte value ${JSON.stringify(canonical(amount))} is invalid, must be an integer`]
