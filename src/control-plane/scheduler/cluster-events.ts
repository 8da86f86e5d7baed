import { csiDrivers, csiNodes, csiStorageCapacities, type Kind, persistentVolumeClaims, persistentVolumes, storageClasses } from '../../api/kinds.ts'
import { deepEqual, type KubeObject } from '../../api/object.ts'
import type { Node, Pod } from '../../api/types.ts'
import { claimNamesOf } from '../../api/volume-binding.ts'
import type { Change } from '../../client/informer.ts'
import type { ClusterEvent } from './framework.ts'

/** What a change of a node may mean for pods that wait. */
export function nodeEvents({ type, object, previous }: Change<Node>): ClusterEvent[] {
  if (type === 'DELETED' || !previous) return type === 'ADDED' ? ['NodeAdd'] : []
  const events: ClusterEvent[] = []
  if (!deepEqual(object.metadata.labels, previous.metadata.labels)) events.push('NodeLabels')
  if (!deepEqual(object.spec.taints, previous.spec.taints) || object.spec.unschedulable !== previous.spec.unschedulable) events.push('NodeTaints')
  if (!deepEqual(object.status?.allocatable, previous.status?.allocatable)) events.push('NodeAllocatable')
  return events
}

/** The same for a pod that has a node. A pod that has ended leaves the scheduler's sight like one that was deleted. */
export function podEvents({ type, object, previous }: Change<Pod>): ClusterEvent[] {
  if (type === 'DELETED') return previous?.spec.nodeName ? ['PodDelete'] : []
  if (!object.spec.nodeName) return []
  if (!previous?.spec.nodeName) return ['PodAdd']
  const events: ClusterEvent[] = []
  if (!deepEqual(object.metadata.labels, previous.metadata.labels)) events.push('PodLabels')
  if (object.spec.containers !== previous.spec.containers && !deepEqual(resourcesOf(object), resourcesOf(previous))) events.push('PodDelete')
  return events
}

const resourcesOf = ({ spec }: Pod): unknown => spec.containers.map(({ resources }) => resources)

/** What may mean that a volume can be had: something new, or something changed. */
const storage = (kind: Kind<any>, event: ClusterEvent): { kind: Kind; events: (change: Change<KubeObject>) => ClusterEvent[] } => ({
  kind,
  events: ({ type }) => (type === 'DELETED' ? [] : [event]),
})

/** The kinds around volumes that the scheduler watches. */
export const storageEvents = [
  storage(persistentVolumeClaims, 'ClaimChange'),
  storage(persistentVolumes, 'VolumeChange'),
  storage(storageClasses, 'StorageClassChange'),
  storage(csiNodes, 'CSINodeChange'),
  storage(csiDrivers, 'StorageCapacityChange'),
  storage(csiStorageCapacities, 'StorageCapacityChange'),
]

/** Which pods use a claim. */
export const usersOf =
  (claim: KubeObject) =>
  (pod: Pod): boolean =>
    pod.metadata.namespace === claim.metadata.namespace && claimNamesOf(pod).includes(claim.metadata.name)

/** Whether an unscheduled pod changed in a way that is worth another attempt. */
export const worthRetrying = (pod: Pod, previous: Pod): boolean =>
  !deepEqual(pod.spec, previous.spec) ||
  !deepEqual(pod.metadata.labels, previous.metadata.labels) ||
  !deepEqual(pod.metadata.annotations, previous.metadata.annotations)
