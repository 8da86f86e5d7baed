/** What the binder writes into volumes and claims. */
import { persistentVolumeClaims, persistentVolumes } from '../../../api/kinds.ts'
import { deepEqual } from '../../../api/object.ts'
import { compareQuantities } from '../../../api/resource-list.ts'
import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimStatus } from '../../../api/types.ts'
import { bindCompleted, boundByController, hasAnnotation, isBoundTo } from '../../../api/volume-binding.ts'
import type { Client } from '../../../client/client.ts'
import { referenceTo } from '../../../client/event-recorder.ts'

/** Binds both sides, the volume first: whatever stops it half-way, the next look goes on from there. */
export function bind(client: Client, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const bound = setPhase(client, claimVolume(client, volume, claim), 'Bound')
  setClaimStatus(client, nameVolume(client, claim, bound), 'Bound', bound)
}

function claimVolume(client: Client, volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  if (volume.spec?.claimRef?.uid === claim.metadata.uid && isBoundTo(volume, claim)) return volume
  const { metadata } = isBoundTo(volume, claim) ? volume : annotated(volume, { [boundByController]: 'yes' })
  return client.update(persistentVolumes, { ...volume, metadata, spec: { ...volume.spec, claimRef: referenceTo(claim) } })
}

function nameVolume(client: Client, claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const { name } = volume.metadata
  const chosen = claim.spec?.volumeName !== name
  if (!chosen && hasAnnotation(claim, bindCompleted)) return claim
  const annotations = { ...(chosen ? { [boundByController]: 'yes' } : {}), [bindCompleted]: 'yes' }
  return client.update(persistentVolumeClaims, { ...annotated(claim, annotations), spec: { ...claim.spec, volumeName: name } })
}

/** Adds annotations to those that are there. */
export const annotated = <T extends PersistentVolume | PersistentVolumeClaim>(object: T, annotations: Record<string, string>): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
})

/** Gives the volume up: free for all, or still reserved if somebody else had named the claim. */
export function unbind(client: Client, volume: PersistentVolume): void {
  const { [boundByController]: ours, ...annotations } = volume.metadata.annotations ?? {}
  const { claimRef, ...spec } = volume.spec ?? {}
  const { uid: _, ...reserved } = claimRef ?? {}
  const metadata = { ...volume.metadata, annotations }
  const free = client.update(
    persistentVolumes,
    ours === undefined ? { ...volume, spec: { ...volume.spec, claimRef: reserved } } : ({ ...volume, metadata, spec } as PersistentVolume),
  )
  setPhase(client, free, 'Available')
}

export function setPhase(client: Client, volume: PersistentVolume, phase: string, message = ''): PersistentVolume {
  if (volume.status?.phase === phase) return volume
  const { message: _, ...status } = volume.status ?? {}
  return client.updateStatus(persistentVolumes, { ...volume, status: { ...status, phase, ...(message === '' ? {} : { message }) } })
}

/** The phase of a claim, and what the volume gives it; nothing without a volume. */
export function setClaimStatus(client: Client, claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): PersistentVolumeClaim {
  const { accessModes: _, capacity: __, ...rest } = claim.status ?? {}
  const status: PersistentVolumeClaimStatus = { ...rest, phase }
  if (volume) Object.assign(status, { accessModes: volume.spec?.accessModes, ...capacityFor(claim, phase, volume) })
  if (volume?.spec?.volumeAttributesClassName) status.currentVolumeAttributesClassName = volume.spec.volumeAttributesClassName
  return deepEqual(status, claim.status) ? claim : client.updateStatus(persistentVolumeClaims, { ...claim, status })
}

/** Once bound it is the business of those who resize: the file system may lag behind the disk. */
function capacityFor({ status }: PersistentVolumeClaim, phase: string, { spec }: PersistentVolume): PersistentVolumeClaimStatus {
  const same = status?.capacity?.storage !== undefined && compareQuantities(status.capacity.storage, spec?.capacity?.storage ?? '0') === 0
  const capacity = status?.phase === phase || same ? status?.capacity : spec?.capacity
  return capacity ? { capacity } : {}
}
