/** Only bound claims of a class that allows it may grow. Models plugin/pkg/admission/storage/persistentvolume/resize. */
import { persistentVolumeClaims, storageClasses } from '../../../api/kinds.ts'
import { compareQuantities } from '../../../api/resource-list.ts'
import { storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolumeClaim } from '../../../api/types.ts'
import { type AdmissionContext, defineAdmission, isAbout, refuse } from './admission.ts'

export const persistentVolumeClaimResize = defineAdmission({
  name: 'PersistentVolumeClaimResize',
  about: [persistentVolumeClaims],
  validate(attributes, context) {
    if (attributes.operation !== 'UPDATE' || !isAbout(attributes, persistentVolumeClaims)) return
    const claim = attributes.object as unknown as PersistentVolumeClaim
    const old = attributes.oldObject as unknown as PersistentVolumeClaim
    const sizeOf = ({ spec }: PersistentVolumeClaim): string => spec?.resources?.requests?.storage ?? '0'
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return
    if (old.status?.phase !== 'Bound') throw refuse(attributes, 'Only bound persistent volume claims can be expanded')
    if (!allowed(claim, old, context))
      throw refuse(attributes, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize')
  },
})

function allowed(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, context: AdmissionContext): boolean {
  const name = storageClassOf(claim)
  return name !== '' && name === storageClassOf(old) && (context.get(storageClasses, name)?.allowVolumeExpansion ?? false)
}
