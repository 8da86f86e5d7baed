/** Persistent volumes: what is stored under a claim. The disks outlive pods, and in this cluster every node reaches them. */
import type { Kind } from '../../../api/kinds.ts'
import type { PersistentVolumeClaim } from '../../../api/types.ts'
import type { Client } from '../../../client/client.ts'
import { type Files, NotAttachable } from './volume.ts'

/** By name of the PersistentVolume. */
export type ClaimStorage = Map<string, Files>

const claims: Kind<PersistentVolumeClaim> = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', namespaced: true }

/** The files of the volume that is bound to a claim. Throws NotAttachable with the kubelet's text if none is. */
export function claimFiles(client: Client, storage: ClaimStorage, namespace: string, name: string): Files {
  const claim = client.find(claims, name, namespace)
  const wrong = (why: string): NotAttachable => new NotAttachable(`error processing PVC ${namespace}/${name}: ${why}`)
  if (!claim) throw wrong(`failed to fetch PVC from API server: persistentvolumeclaims ${JSON.stringify(name)} not found`)
  if (claim.metadata.deletionTimestamp !== undefined) throw wrong('PVC is being deleted')
  const volume = claim.spec?.volumeName
  if (claim.status?.phase !== 'Bound' || !volume) throw wrong('PVC is not bound')
  let files = storage.get(volume)
  if (!files) storage.set(volume, (files = new Map()))
  return files
}
