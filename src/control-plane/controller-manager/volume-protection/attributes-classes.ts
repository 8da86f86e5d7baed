/** Lets an attributes class that is to be deleted go as soon as no volume or claim names it. Models kubernetes pkg/controller/volume/vacprotection. */
import { persistentVolumeClaims, persistentVolumes, volumeAttributesClasses } from '../../../api/kinds.ts'
import type { ObjectKey } from '../../../api/object.ts'
import type { PersistentVolume, PersistentVolumeClaim, VolumeAttributesClass } from '../../../api/types.ts'
import { defineController } from '../../../client/controller.ts'
import { isTerminating } from '../pod-state.ts'
import { withoutFinalizer } from './finalizer.ts'

const finalizer = 'kubernetes.io/vac-protection'

const named = (name: string | undefined): ObjectKey[] => (name ? [{ namespace: '', name }] : [])
const classesOf = ({ spec, status }: PersistentVolumeClaim): (string | undefined)[] => [
  spec?.volumeAttributesClassName,
  status?.currentVolumeAttributesClassName,
  status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
]

export const attributesClassProtectionController = defineController<VolumeAttributesClass>({
  name: 'volumeattributesclass-protection-controller',
  for: volumeAttributesClasses,
  watches: [
    {
      kind: persistentVolumes,
      map: (volume: PersistentVolume, _, previous?: PersistentVolume) => [volume, previous].flatMap((each) => named(each?.spec?.volumeAttributesClassName)),
    },
    {
      kind: persistentVolumeClaims,
      map: (claim: PersistentVolumeClaim, _, previous?: PersistentVolumeClaim) =>
        [claim, previous].flatMap((each) => (each ? classesOf(each).flatMap(named) : [])),
    },
  ],
  reconcile({ client, lister }, { name }) {
    const found = lister(volumeAttributesClasses).get(name)
    if (!found || !isTerminating(found) || !found.metadata.finalizers?.includes(finalizer)) return
    const used =
      lister(persistentVolumes)
        .list()
        .some(({ spec }) => spec?.volumeAttributesClassName === name) ||
      lister(persistentVolumeClaims)
        .list()
        .some((claim) => classesOf(claim).includes(name))
    if (!used) client.update(volumeAttributesClasses, withoutFinalizer(found, finalizer))
  },
})
