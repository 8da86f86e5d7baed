import { deepEqual } from '../../api/object.ts'
import type { Node, Pod } from '../../api/types.ts'
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
  const resources = (pod: Pod): unknown => pod.spec.containers.map((container) => container.resources)
  if (!deepEqual(resources(object), resources(previous))) events.push('PodDelete')
  return events
}

/** Whether an unscheduled pod changed in a way that is worth another attempt. */
export const worthRetrying = (pod: Pod, previous: Pod): boolean =>
  !deepEqual(pod.spec, previous.spec) ||
  !deepEqual(pod.metadata.labels, previous.metadata.labels) ||
  !deepEqual(pod.metadata.annotations, previous.metadata.annotations)
