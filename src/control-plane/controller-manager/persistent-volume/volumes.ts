/** The half of the binder that looks at volumes: free, bound, or left behind by a claim and to be reclaimed. */
import { persistentVolumeClaims, persistentVolumes, pods } from '../../../api/kinds.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts'
import { hasAnnotation, provisionedBy, sameVolumeMode } from '../../../api/volume-binding.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../../client/controller.ts'
import { setPhase, unbind } from './binding.ts'
import { reclaim } from './reclaiming.ts'
import { Recycler, recycledBy } from './recycling.ts'

export function volumeBinder(): ControllerDefinition<PersistentVolume> {
  const recycler = new Recycler()
  return defineController<PersistentVolume>({
    name: 'persistent-volume-binder',
    for: persistentVolumes,
    watches: [
      { kind: persistentVolumeClaims, map: volumeLeftBehind },
      { kind: pods, map: recycledBy },
    ],
    reconcile(context, { name }) {
      const volume = context.lister(persistentVolumes).get(name)
      if (volume) sync(context, volume, recycler)
    },
  })
}

function volumeLeftBehind({ metadata, spec }: PersistentVolumeClaim, { lister }: ControllerContext): { namespace: string; name: string }[] {
  const gone = lister(persistentVolumeClaims).get(metadata.name, metadata.namespace) === undefined
  return gone && spec?.volumeName ? [{ namespace: '', name: spec.volumeName }] : []
}

function sync(context: ControllerContext, volume: PersistentVolume, recycler: Recycler): void {
  const { client, lister } = context
  const { name, namespace = '', uid } = volume.spec?.claimRef ?? {}
  if (!uid) {
    setPhase(client, volume, 'Available')
    return
  }
  const claim = lister(persistentVolumeClaims).get(name ?? '', namespace)
  if (claim?.metadata.uid !== uid) release(context, volume, recycler)
  else if (!claim.spec?.volumeName) tellOfMismatch(context, volume, claim)
  else if (claim.spec.volumeName === volume.metadata.name) setPhase(client, volume, 'Bound')
  else if (hasAnnotation(volume, provisionedBy) && volume.spec?.persistentVolumeReclaimPolicy === 'Delete') release(context, volume, recycler)
  else unbind(client, volume)
}

/** What went wrong before stays to be seen. */
function release(context: ControllerContext, volume: PersistentVolume, recycler: Recycler): void {
  const failed = volume.status?.phase === 'Failed'
  reclaim(context, failed ? volume : setPhase(context.client, volume, 'Released'), recycler)
}

/** Otherwise the claim hears of its volume and takes it. */
function tellOfMismatch({ events }: ControllerContext, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  if (sameVolumeMode(claim, volume)) return
  const forVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${JSON.stringify(claim.metadata.name)} due to incompatible volumeMode.`
  const forClaim = `Cannot bind PersistentVolume ${JSON.stringify(volume.metadata.name)} to requested PersistentVolumeClaim due to incompatible volumeMode.`
  events.record(volume, 'Warning', 'VolumeMismatch', forVolume)
  events.record(claim, 'Warning', 'VolumeMismatch', forClaim)
}
