/**
 * The persistent volume binder: gives each claim a volume, static or made for it, and looks after volumes whose claim is
 * gone. This half looks at claims, volumes.ts at volumes. Models kubernetes pkg/controller/volume/persistentvolume.
 *
 * Simulated: binding by class, size, modes, selector and reservation from either side, waiting for the first consumer,
 * asking external provisioners, default classes given afterwards, lost claims, reclaim policies. A claim that found
 * nothing is looked at again every 15 s. Left out: volumes made by plugins of the controller itself (there are none
 * without a cloud) and cross-namespace data sources.
 */
import { persistentVolumeClaims, persistentVolumes, pods, storageClasses } from '../../../api/kinds.ts'
import type { ObjectKey } from '../../../api/object.ts'
import { compareQuantities } from '../../../api/resource-list.ts'
import { isDefaultClass, namesStorageClass, storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import {
  bindCompleted,
  boundByController,
  claimNamesOf,
  hasAnnotation,
  isBoundTo,
  matchingVolume,
  offersModes,
  sameVolumeMode,
  selectedNode,
  sizeOf,
  waitsForConsumer,
} from '../../../api/volume-binding.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { bind, setClaimStatus } from './binding.ts'
import { provision } from './provisioning.ts'
import { Resync } from './resync.ts'

export function claimBinder(): ControllerDefinition<PersistentVolumeClaim> {
  let resync: Resync | undefined
  /** Whatever may help a claim does so at the next look. */
  const awaited = <T>(keys: T): T => {
    resync?.await()
    return keys
  }
  return defineController<PersistentVolumeClaim>({
    name: 'persistent-volume-binder',
    for: persistentVolumeClaims,
    watches: [
      { kind: persistentVolumes, map: (volume: PersistentVolume, context) => awaited(partnerOf(volume, context)) },
      { kind: storageClasses, map: () => awaited([]) },
    ],
    start(context) {
      resync = new Resync(context)
      context.lister(pods)
    },
    reconcile(context, key) {
      const claim = context.lister(persistentVolumeClaims).get(key.name, key.namespace)
      if (claim) sync(context, claim)
      resync?.note(key, context.lister(persistentVolumeClaims).get(key.name, key.namespace)?.status?.phase === 'Pending')
    },
  })
}

function sync(context: ControllerContext, claim: PersistentVolumeClaim): void {
  if (hasAnnotation(claim, bindCompleted)) syncBound(context, claim)
  else if (claim.spec?.volumeName) syncChosen(context, claim, claim.spec.volumeName)
  else syncFree(context, claim)
}

/** The claim that a volume names, if it has to hear of it at once: the volume was made or chosen for it, or is gone. */
function partnerOf({ metadata, spec }: PersistentVolume, { lister }: ControllerContext): ObjectKey[] {
  const { name = '', namespace = '', uid } = spec?.claimRef ?? {}
  const claim = uid ? lister(persistentVolumeClaims).get(name, namespace) : undefined
  if (!claim) return []
  const gone = !lister(persistentVolumes).get(metadata.name)
  return gone || (claim.metadata.uid === uid && !claim.spec?.volumeName) ? [{ name, namespace }] : []
}

/** A claim that takes any volume that fits. */
function syncFree(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const { client, lister, events } = context
  const storageClass = lister(storageClasses).get(storageClassOf(claim))
  const waits = waitsForConsumer(storageClass)
  const volume = bestVolume(claim, lister(persistentVolumes).list(), waits)
  if (volume) {
    bind(client, volume, claim)
    return
  }
  if (assignDefaultClass(context, claim)) return
  if (waits && !hasAnnotation(claim, selectedNode)) tellWhatIsAwaited(context, claim)
  else if (storageClassOf(claim) !== '') {
    provision(context, claim)
    return
  } else events.record(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')
  setClaimStatus(client, claim, 'Pending')
}

/** Volumes that can do little more than what is asked for come first. */
function bestVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], reservedOnly: boolean): PersistentVolume | undefined {
  const byModes = new Map<string, PersistentVolume[]>()
  for (const volume of volumes) {
    if (!offersModes(claim, volume)) continue
    const modes = [...(volume.spec?.accessModes ?? [])].sort().join()
    byModes.set(modes, [...(byModes.get(modes) ?? []), volume])
  }
  const count = (modes: string): number => modes.split(',').length
  const groups = [...byModes].sort(([a], [b]) => count(a) - count(b))
  for (const [, group] of groups) {
    const found = matchingVolume(claim, group, { reservedOnly })
    if (found) return found
  }
  return undefined
}

/** A claim that was written before there was a default class gets the newest one now. @returns whether it did */
function assignDefaultClass({ client, lister }: ControllerContext, claim: PersistentVolumeClaim): boolean {
  if (namesStorageClass(claim)) return false
  const [newest] = lister(storageClasses)
    .list()
    .filter(({ metadata }) => isDefaultClass(metadata))
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '') || (a.metadata.name < b.metadata.name ? -1 : 1))
  if (!newest) return false
  client.update(persistentVolumeClaims, { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } })
  return true
}

function tellWhatIsAwaited({ lister, events }: ControllerContext, claim: PersistentVolumeClaim): void {
  const waiting = lister(pods)
    .list(claim.metadata.namespace)
    .filter((pod: Pod) => !pod.spec.nodeName && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? '') && claimNamesOf(pod).includes(claim.metadata.name))
    .map(({ metadata }) => metadata.name)
  if (waiting.length === 0) events.record(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
  else events.record(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${waiting.length > 1 ? 's' : ''} ${waiting.join(',')} to be scheduled`)
}

/** A claim that asks for one certain volume. */
function syncChosen({ client, lister, events }: ControllerContext, claim: PersistentVolumeClaim, name: string): void {
  const volume = lister(persistentVolumes).get(name)
  if (volume?.spec?.claimRef && isBoundTo(volume, claim)) {
    bind(client, volume, claim)
    return
  }
  if (volume?.spec?.claimRef) {
    events.record(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(name)} already bound to a different claim.`)
    if (hasAnnotation(claim, boundByController)) return
  } else if (volume) {
    const why = mismatch(claim, volume)
    if (why === undefined) {
      bind(client, volume, claim)
      return
    }
    events.record(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${why}`)
  }
  setClaimStatus(client, claim, 'Pending')
}

function mismatch(claim: PersistentVolumeClaim, volume: PersistentVolume): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`
  if (compareQuantities(sizeOf(volume), sizeOf(claim)) < 0) return 'requested PV is too small'
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match'
  if ((volume.spec?.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) return 'volumeAttributesClassName does not match'
  if (!sameVolumeMode(claim, volume)) return 'incompatible volumeMode'
  return offersModes(claim, volume) ? undefined : 'incompatible accessMode'
}

/** A claim that was bound: is its volume still there, and still its own? */
function syncBound(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const name = claim.spec?.volumeName
  const volume = name ? context.lister(persistentVolumes).get(name) : undefined
  if (!name) lose(context, claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!')
  else if (!volume) lose(context, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  else if (!volume.spec?.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) bind(context.client, volume, claim)
  else lose(context, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly')
}

function lose({ client, events }: ControllerContext, claim: PersistentVolumeClaim, reason: string, message: string): void {
  if (claim.status?.phase === 'Lost') return
  events.record(setClaimStatus(client, claim, 'Lost'), 'Warning', reason, message)
}
