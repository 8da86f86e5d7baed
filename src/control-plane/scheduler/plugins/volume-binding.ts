/**
 * Claims and the place of a pod: a bound volume must be within reach of the node, an unbound one must be found or made
 * there. Models kubernetes pkg/scheduler/framework/plugins/volumebinding. Simulated: claims that wait for their first
 * consumer (static volumes, or an order to the provisioner by the annotation selected-node, and the wait until they are
 * bound), storage capacity. Left out: scoring by capacity (off by default), translation of what was built in to CSI.
 */
import { persistentVolumeClaims, persistentVolumes, storageClasses } from '../../../api/kinds.ts'
import { storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolumeClaim, Pod, Volume } from '../../../api/types.ts'
import { claimNameOf, claimNamesOf, isFullyBound, notForPod, reachableFrom, waitsForConsumer } from '../../../api/volume-binding.ts'
import type { Cycle, Plugin } from '../framework.ts'
import type { NodeState } from '../node-state.ts'
import { assign } from './volume-assignment.ts'
import { placeVolumes } from './volume-placement.ts'

/** The claims of a pod, by what there is to do. */
interface Claims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** To be bound once the pod has its place. */
  readonly delayed: readonly PersistentVolumeClaim[]
  /** The binder should have bound them already. */
  readonly immediate: readonly PersistentVolumeClaim[]
}

export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  wakes: ['NodeAdd', 'NodeLabels', 'ClaimChange', 'VolumeChange', 'StorageClassChange', 'StorageCapacityChange'],
  applies: ({ pod }) => claimNamesOf(pod).length > 0,
  preFilter(cycle) {
    for (const volume of cycle.pod.spec.volumes ?? []) {
      const why = whyUnusable(cycle, volume)
      if (why !== undefined) return why
    }
    return claimsOf(cycle).immediate.length > 0 ? 'pod has unbound immediate PersistentVolumeClaims' : undefined
  },
  filter(cycle, node) {
    const { bound, delayed } = claimsOf(cycle)
    const reasons = [...unreachable(cycle, bound, node), ...(delayed.length > 0 ? placeVolumes(cycle, delayed, node).reasons : [])]
    return reasons.length === 0 ? undefined : { reasons, unresolvable: true }
  },
  preBind(cycle, node, client) {
    const { delayed } = claimsOf(cycle)
    return delayed.length === 0 ? undefined : assign(cycle, placeVolumes(cycle, delayed, node), node, client)
  },
}

function whyUnusable({ pod, lister }: Cycle, volume: Volume): string | undefined {
  const name = claimNameOf(pod, volume)
  if (name === undefined) return undefined
  const quoted = JSON.stringify(name)
  const claim = lister(persistentVolumeClaims).get(name, pod.metadata.namespace)
  if (!claim)
    return volume.ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quoted}`
      : `persistentvolumeclaim ${quoted} not found`
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim ${quoted} bound to non-existent persistentvolume ${JSON.stringify(claim.spec?.volumeName ?? '')}`
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim ${quoted} is being deleted`
  return volume.ephemeral && notForPod(pod, claim)
}

const none: Claims = { bound: [], delayed: [], immediate: [] }

const claimsOf = (cycle: Cycle): Claims => (usesClaims(cycle.pod) ? cycle.once('VolumeBinding', () => sortClaims(cycle)) : none)

const usesClaims = ({ spec }: Pod): boolean => spec.volumes?.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral) ?? false

function sortClaims({ pod, lister }: Cycle): Claims {
  const claims = (pod.spec.volumes ?? []).flatMap((volume) => lister(persistentVolumeClaims).get(claimNameOf(pod, volume) ?? '', pod.metadata.namespace) ?? [])
  const unbound = claims.filter((claim) => !isFullyBound(claim))
  const delayed = unbound.filter((claim) => !claim.spec?.volumeName && waitsForConsumer(lister(storageClasses).get(storageClassOf(claim))))
  return { bound: claims.filter(isFullyBound), delayed, immediate: unbound.filter((claim) => !delayed.includes(claim)) }
}

function unreachable({ lister }: Cycle, bound: readonly PersistentVolumeClaim[], { node }: NodeState): string[] {
  for (const { spec } of bound) {
    const volume = lister(persistentVolumes).get(spec?.volumeName ?? '')
    if (!volume) return ['node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)']
    if (!reachableFrom(volume, node)) return ["node(s) didn't match PersistentVolume's node affinity"]
  }
  return []
}
