/** What the scheduler writes to the API server: bindings, the eviction of victims, and why a pod has no node. */
import { pods } from '../../api/kinds.ts'
import { isNotFound, StatusError } from '../../api/status.ts'
import { formatTime } from '../../api/time.ts'
import type { Pod } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Clock } from '../../clock.ts'

export interface Writer {
  readonly client: Client
  readonly clock: Clock
  readonly events: EventRecorder
}

/** How long a note of an event may be. */
const longestNote = 1024

/** Assigns the pod to the node. @returns why not, if the server refuses; a pod that is gone is no refusal */
export function bind({ client, events }: Writer, pod: Pod, node: string): StatusError | undefined {
  const { name, namespace = '', uid } = pod.metadata
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target: { kind: 'Node', name: node } }
  try {
    client.post(pods, name, namespace, 'binding', binding)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    return error.reason === 'NotFound' ? undefined : error
  }
  // Joined, because a text that is put together of pieces is kept in pieces, and there is one for each pod.
  const note = ['Successfully assigned ', namespace, '/', name, ' to ', node].join('')
  events.record(pod, 'Normal', 'Scheduled', note, { action: 'Binding' })
  return undefined
}

/** Deletes the pods that have to make room for `pod`. */
export function evictVictims({ client, clock, events }: Writer, pod: Pod, victims: readonly Pod[], node: string): void {
  const message = `${pod.spec.schedulerName ?? 'default-scheduler'}: preempting to accommodate a higher priority pod`
  for (const victim of victims) {
    const { name, namespace = '', uid } = victim.metadata
    const condition = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: formatTime(clock.now()), reason: 'PreemptionByScheduler', message }
    try {
      client.patch(pods, name, namespace, { metadata: { uid }, status: { conditions: [condition] } }, undefined, 'status')
      client.delete(pods, name, namespace)
    } catch (error) {
      if (!isNotFound(error)) throw error
      continue
    }
    const text = `Preempted by pod ${pod.metadata.uid} on node ${node}`
    events.record(victim, 'Normal', 'Preempted', text, { action: 'Preempting', related: pod })
  }
}

/** Notes on a pod where it will be, before it can be bound. */
export function nominate({ client }: Writer, pod: Pod, nominatedNodeName: string): void {
  const { name, namespace = '', uid } = pod.metadata
  if (pod.status?.nominatedNodeName === nominatedNodeName) return
  try {
    client.patch(pods, name, namespace, { metadata: { uid }, status: { nominatedNodeName } }, undefined, 'status')
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

/** Says in an event and in the PodScheduled condition why the pod has no node; an empty `nominatedNodeName` takes back a promise. */
export function reportFailure(writer: Writer, pod: Pod, reason: string, message: string, nominatedNodeName?: string): void {
  writer.events.record(pod, 'Warning', 'FailedScheduling', message.slice(0, longestNote), { action: 'Scheduling' })
  const known = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  const nominated = nominatedNodeName !== undefined && nominatedNodeName !== (pod.status?.nominatedNodeName ?? '')
  if (known?.status === 'False' && known.reason === reason && known.message === message && !nominated) return
  const lastTransitionTime = known?.status === 'False' ? known.lastTransitionTime : formatTime(writer.clock.now())
  const { generation: observedGeneration, name, namespace = '', uid } = pod.metadata
  const condition = { type: 'PodScheduled', status: 'False', reason, message, lastTransitionTime, observedGeneration }
  try {
    const status = { conditions: [condition], ...(nominated ? { nominatedNodeName: nominatedNodeName || null } : {}) }
    writer.client.patch(pods, name, namespace, { metadata: { uid }, status }, undefined, 'status')
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}
