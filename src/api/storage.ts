/** What servers and clients read from volumes and claims alike: their access modes and their storage class. */
import type { ObjectMeta, PersistentVolume, PersistentVolumeClaim } from './types.ts'

/** The annotation that named the class before there was a field. */
const classAnnotation = 'volume.beta.kubernetes.io/storage-class'
const defaultClass = 'storageclass.kubernetes.io/is-default-class'
const defaultClassBefore = 'storageclass.beta.kubernetes.io/is-default-class'

const shortModes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

/** `RWO,ROX`: always in the same order. */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',')

/** The name of the storage class; empty for none, and for a claim that leaves the choice to the cluster. */
export const storageClassOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? ''

/** Whether a claim names a class, be it none (''). */
export const namesStorageClass = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  metadata.annotations?.[classAnnotation] !== undefined || spec?.storageClassName !== undefined

/** Whether claims that name no class get this one. */
export const isDefaultClass = ({ annotations }: ObjectMeta): boolean => annotations?.[defaultClass] === 'true' || annotations?.[defaultClassBefore] === 'true'
