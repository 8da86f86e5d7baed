/** Volumes that were made for a claim which is gone: what they are made of is deleted, then they are. */
import { persistentVolumes } from '../../api/kinds.ts'
import { isNotFound } from '../../api/status.ts'
import type { PersistentVolume } from '../../api/types.ts'
import { provisionedBy } from '../../api/volume-binding.ts'
import { type ControllerContext, type ControllerDefinition, defineController } from '../../client/controller.ts'
import type { Provisioner } from './external-provisioner.ts'

const firstRetryMs = 15_000
const longestRetryMs = 1_000_000

export function volumeRemoval(provisioner: Provisioner): ControllerDefinition<PersistentVolume> {
  const underWay = new Set<string>()
  const failures = new Map<string, number>()
  return defineController<PersistentVolume>({
    name: `${provisioner.name} removal`,
    for: persistentVolumes,
    reconcile(context, key) {
      const volume = context.lister(persistentVolumes).get(key.name)
      if (!volume || !isToGo(volume, provisioner) || underWay.has(key.name)) return
      underWay.add(key.name)
      provisioner.remove(volume, (error) => {
        underWay.delete(key.name)
        if (error === undefined) {
          failures.delete(key.name)
          removeVolume(context, volume, provisioner.finalizer)
          return
        }
        const count = failures.get(key.name) ?? 0
        failures.set(key.name, count + 1)
        context.events.record(volume, 'Warning', 'VolumeFailedDelete', error)
        context.enqueue(key, Math.min(firstRetryMs * 2 ** count, longestRetryMs), { background: true })
      })
    },
  })
}

function isToGo({ metadata, spec, status }: PersistentVolume, { name, finalizer }: Provisioner): boolean {
  if (metadata.annotations?.[provisionedBy] !== name || spec?.persistentVolumeReclaimPolicy !== 'Delete') return false
  const guarded = finalizer !== undefined && (metadata.finalizers?.includes(finalizer) ?? false)
  return metadata.deletionTimestamp ? guarded && status?.phase !== 'Bound' : status?.phase === 'Released'
}

function removeVolume({ client, lister }: ControllerContext, { metadata }: PersistentVolume, finalizer: string | undefined): void {
  try {
    client.delete(persistentVolumes, metadata.name)
    const left = lister(persistentVolumes).get(metadata.name)
    if (finalizer === undefined || !left?.metadata.finalizers?.includes(finalizer)) return
    const finalizers = left.metadata.finalizers.filter((each) => each !== finalizer)
    client.update(persistentVolumes, { ...left, metadata: { ...left.metadata, finalizers } })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
