import type { Draft } from '../../api/object.ts'
import type { PersistentVolume } from '../../api/types.ts'
import { provisionedBy } from '../../api/volume-binding.ts'
import { referenceTo } from '../../client/event-recorder.ts'
import type { Made, Provisioner, ProvisionOrder } from './external-provisioner.ts'

/** The volume that a claim gets: reserved for it, and of its class. */
export function volumeFor({ name, finalizer }: Provisioner, { claim, storageClass, volumeName }: ProvisionOrder, made: Made): Draft<PersistentVolume> {
  const { mountOptions, reclaimPolicy = 'Delete' } = storageClass
  return {
    metadata: {
      name: volumeName,
      annotations: { ...made.annotations, [provisionedBy]: name },
      ...(finalizer ? { finalizers: [finalizer] } : {}),
    },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      volumeMode: claim.spec?.volumeMode,
      ...(mountOptions ? { mountOptions } : {}),
      ...made.spec,
      claimRef: referenceTo(claim),
      storageClassName: storageClass.metadata.name,
    },
  } as Draft<PersistentVolume>
}
