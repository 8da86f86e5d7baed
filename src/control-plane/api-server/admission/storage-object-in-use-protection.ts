/**
 * Volumes, claims and attribute classes are not gone while they are in use: each carries a finalizer, which a controller
 * takes away when it may. Models plugin/pkg/admission/storage/storageobjectinuseprotection.
 */
import { type Kind, persistentVolumeClaims, persistentVolumes, volumeAttributesClasses } from '../../../api/kinds.ts'
import { defineAdmission, isAbout } from './admission.ts'

const finalizers: readonly (readonly [Kind<any>, string])[] = [
  [persistentVolumes, 'kubernetes.io/pv-protection'],
  [persistentVolumeClaims, 'kubernetes.io/pvc-protection'],
  [volumeAttributesClasses, 'kubernetes.io/vac-protection'],
]

export const storageObjectInUseProtection = defineAdmission({
  name: 'StorageObjectInUseProtection',
  about: finalizers.map(([kind]) => kind),
  admit(attributes) {
    if (attributes.operation !== 'CREATE') return
    const finalizer = finalizers.find(([kind]) => isAbout(attributes, kind))?.[1]
    if (finalizer === undefined || !attributes.object) return
    const { metadata } = attributes.object
    if (!metadata.finalizers?.includes(finalizer)) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer]
  },
})
