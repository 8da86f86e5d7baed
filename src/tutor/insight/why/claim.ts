/** Why a claim has no volume. */

import type { AnyObject } from '../../../api/object.ts'
import { accessModesText, storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts'
import type { Insight } from '../insight.ts'
import { type Answer, type Explainer, eventsAbout, inNamespace, nameOf } from './answer.ts'

export const claim: Explainer = {
  names: ['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'],
  namespaced: true,
  explain(object, insight) {
    const name = nameOf('persistentvolumeclaim', object)
    const { metadata, spec, status } = object
    const see = [`kubectl describe pvc ${metadata.name}${inNamespace(object)}`]
    if (metadata.deletionTimestamp) return { says: `${name} is Terminating, and stays as long as a pod uses it.`, because: users(object, insight), see }
    if (status?.phase === 'Bound') return { says: `${name} is bound to the volume ${spec.volumeName}.`, because: [], see, well: true }
    if (status?.phase === 'Lost') return { says: `${name} has lost its volume: ${spec.volumeName} is gone, with what was on it.`, because: [], see }
    return pending(object, insight, name, see)
  },
}

function pending(object: AnyObject, insight: Insight, name: string, see: readonly string[]): Answer {
  const wanted = storageClassOf(object as unknown as PersistentVolumeClaim)
  const told = eventsAbout(insight, object).slice(0, 2)
  const classes = insight.list({ kind: 'storageclasses', namespace: '' })
  const found = classes.find(({ metadata }) => metadata.name === wanted)
  if (wanted !== '' && !found) {
    const known = classes.length === 0 ? 'this cluster has none' : `there are ${classes.map(({ metadata }) => metadata.name).join(', ')}`
    return {
      says: `${name} is Pending: there is no storage class ${wanted}, and no volume of that class.`,
      because: [known, ...told],
      see: ['kubectl get storageclass'],
    }
  }
  if (found?.volumeBindingMode === 'WaitForFirstConsumer' && users(object, insight).length === 0)
    return { says: `${name} is Pending, as it should be: its class ${wanted} makes a volume when a pod needs it, and no pod uses it yet.`, because: [], see }
  if (found) return { says: `${name} is Pending: ${found.provisioner} has not made its volume.`, because: told, see }
  return {
    says: `${name} is Pending: it names no storage class, so it waits for a volume that fits, and none does.`,
    because: volumes(object, insight),
    see: ['kubectl get pv'],
  }
}

const users = ({ metadata }: AnyObject, insight: Insight): string[] =>
  insight
    .list({ kind: 'pods', namespace: metadata.namespace ?? '' })
    .filter(({ spec }) => (spec.volumes ?? []).some((volume: any) => volume.persistentVolumeClaim?.claimName === metadata.name))
    .map((pod) => `pod/${pod.metadata.name} uses it`)

/** What each volume there is has, beside what is asked for. */
function volumes({ spec }: AnyObject, insight: Insight): string[] {
  const all = insight.list({ kind: 'persistentvolumes', namespace: '' })
  if (all.length === 0) return ['there are no volumes at all']
  const asked = `asked for: ${spec.resources?.requests?.storage}, ${accessModesText(spec.accessModes)}`
  return [
    asked,
    ...all.slice(0, 8).map((volume) => {
      const { capacity = {}, accessModes, claimRef } = volume.spec
      const own = storageClassOf(volume as unknown as PersistentVolume)
      return `${volume.metadata.name}: ${capacity.storage}, ${accessModesText(accessModes)}${own ? `, class ${own}` : ''}${claimRef ? `, taken by ${claimRef.namespace}/${claimRef.name}` : ''}`
    }),
  ]
}
