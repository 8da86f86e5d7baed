/** A claim that names no class gets the default one, if there is any. Models plugin/pkg/admission/storage/storageclass/setdefault. */
import { persistentVolumeClaims, storageClasses } from '../../../api/kinds.ts'
import { isDefaultClass, namesStorageClass } from '../../../api/storage.ts'
import type { PersistentVolumeClaim } from '../../../api/types.ts'
import { defineAdmission, isAbout, newestByName } from './admission.ts'

export const defaultStorageClass = defineAdmission({
  name: 'DefaultStorageClass',
  about: [persistentVolumeClaims],
  admit(attributes, context) {
    if (attributes.operation !== 'CREATE' || !isAbout(attributes, persistentVolumeClaims)) return
    const claim = attributes.object as unknown as PersistentVolumeClaim
    if (!claim.spec || namesStorageClass(claim)) return
    const chosen = newestByName(context.list(storageClasses, '').filter(({ metadata }) => isDefaultClass(metadata)))
    if (chosen) claim.spec.storageClassName = chosen.metadata.name
  },
})
