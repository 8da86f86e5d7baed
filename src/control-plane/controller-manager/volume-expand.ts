/**
 * Claims that are to grow: this controller only says that a driver has to see to it, since none is built in any more.
 * Models kubernetes pkg/controller/volume/expand.
 */
import { persistentVolumeClaims, persistentVolumes } from '../../api/kinds.ts'
import { compareQuantities } from '../../api/resource-list.ts'
import type { PersistentVolumeClaim } from '../../api/types.ts'
import { sizeOf } from '../../api/volume-binding.ts'
import { type ControllerDefinition, defineController } from '../../client/controller.ts'

export function volumeExpandController(): ControllerDefinition<PersistentVolumeClaim> {
  /** Claims that are larger now than they were. */
  const grown = new Set<string>()
  return defineController<PersistentVolumeClaim>({
    name: 'expand-controller',
    for: persistentVolumeClaims,
    watches: [
      {
        kind: persistentVolumeClaims,
        map(claim: PersistentVolumeClaim, _, previous?: PersistentVolumeClaim) {
          if (previous && compareQuantities(sizeOf(claim), sizeOf(previous)) > 0) grown.add(claim.metadata.uid)
          return []
        },
      },
    ],
    reconcile({ lister, events }, key) {
      const claim = lister(persistentVolumeClaims).get(key.name, key.namespace)
      if (!claim || !grown.delete(claim.metadata.uid) || claim.status?.phase !== 'Bound') return
      if (lister(persistentVolumes).get(claim.spec?.volumeName ?? ''))
        events.record(claim, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC')
    },
  })
}
