/** Lets a volume that is to be deleted go as soon as no claim is bound to it. Models kubernetes pkg/controller/volume/pvprotection. */
import { persistentVolumes } from '../../../api/kinds.ts'
import type { PersistentVolume } from '../../../api/types.ts'
import { defineController } from '../../../client/controller.ts'
import { isTerminating } from '../pod-state.ts'
import { withoutFinalizer } from './finalizer.ts'

const finalizer = 'kubernetes.io/pv-protection'

export const volumeProtectionController = defineController<PersistentVolume>({
  name: 'pv-protection-controller',
  for: persistentVolumes,
  reconcile({ client, lister }, { name }) {
    const volume = lister(persistentVolumes).get(name)
    if (!volume || !isTerminating(volume) || !volume.metadata.finalizers?.includes(finalizer)) return
    if (volume.status?.phase !== 'Bound') client.update(persistentVolumes, withoutFinalizer(volume, finalizer))
  },
})
