/**
 * What becomes of a volume whose claim is gone: Retain leaves it to people, Delete removes it (or leaves that to whoever
 * made it), Recycle wipes it. The plugins of the controller itself can delete nothing but host paths below /tmp, and those only on their
 * own machine.
 */
import { persistentVolumes } from '../../../api/kinds.ts'
import type { PersistentVolume } from '../../../api/types.ts'
import { provisionedBy } from '../../../api/volume-binding.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { setPhase } from './binding.ts'
import type { Recycler } from './recycling.ts'

export function reclaim(context: ControllerContext, volume: PersistentVolume, recycler: Recycler): void {
  const { persistentVolumeReclaimPolicy: policy, hostPath, nfs } = volume.spec ?? {}
  if (policy === 'Delete') remove(context, volume)
  // The real one tries again for ever; one failure tells enough.
  if (policy !== 'Recycle' || volume.status?.phase === 'Failed') return
  const why = (hostPath ?? nfs) ? recycler.recycle(context, volume) : 'No recycler plugin found for the volume!'
  if (why !== undefined) fail(context, volume, 'VolumeFailedRecycle', why)
}

function remove(context: ControllerContext, volume: PersistentVolume): void {
  const provisioner = volume.metadata.annotations?.[provisionedBy] ?? ''
  if (provisioner !== '' && !provisioner.startsWith('kubernetes.io/')) return
  const why = whyNotDeletable(volume, provisioner)
  if (why !== undefined) fail(context, volume, 'VolumeFailedDelete', why)
  else if (!volume.metadata.deletionTimestamp) context.client.delete(persistentVolumes, volume.metadata.name)
}

function whyNotDeletable({ metadata, spec }: PersistentVolume, provisioner: string): string | undefined {
  if (provisioner !== '' && provisioner !== 'kubernetes.io/host-path') return `no deletable volume plugin matched`
  if (!spec?.hostPath) return `error getting deleter volume plugin for volume ${JSON.stringify(metadata.name)}: no deletable volume plugin matched`
  return /\/tmp\/.+/.test(spec.hostPath.path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`
}

/** Told once: the phase stays Failed. */
function fail({ client, events }: ControllerContext, volume: PersistentVolume, reason: string, message: string): void {
  if (volume.status?.phase !== 'Failed') events.record(setPhase(client, volume, 'Failed', message), 'Warning', reason, message)
}
