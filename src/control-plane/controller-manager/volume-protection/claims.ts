/**
 * Lets a claim that is to be deleted go as soon as no pod on a node uses it. Models kubernetes
 * pkg/controller/volume/pvcprotection.
 */
import { persistentVolumeClaims, pods } from '../../../api/kinds.ts'
import type { ObjectKey } from '../../../api/object.ts'
import type { PersistentVolumeClaim, Pod } from '../../../api/types.ts'
import { claimNamesOf } from '../../../api/volume-binding.ts'
import { defineController } from '../../../client/controller.ts'
import { isTerminating } from '../pod-state.ts'
import { withoutFinalizer } from './finalizer.ts'

const finalizer = 'kubernetes.io/pvc-protection'

const claimsOf = (pod: Pod): ObjectKey[] => claimNamesOf(pod).map((name) => ({ namespace: pod.metadata.namespace ?? '', name }))

export const claimProtectionController = defineController<PersistentVolumeClaim>({
  name: 'pvc-protection-controller',
  for: persistentVolumeClaims,
  watches: [{ kind: pods, map: claimsOf }],
  reconcile({ client, lister }, key) {
    const claim = lister(persistentVolumeClaims).get(key.name, key.namespace)
    if (!claim || !isTerminating(claim) || !claim.metadata.finalizers?.includes(finalizer)) return
    const used = lister(pods)
      .list(key.namespace)
      .some((pod) => pod.spec.nodeName && claimNamesOf(pod).includes(key.name))
    if (!used) client.update(persistentVolumeClaims, withoutFinalizer(claim, finalizer))
  },
})
