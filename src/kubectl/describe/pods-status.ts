/** How the pods of a workload are, in numbers. Models getPodStatusForController of kubectl pkg/describe. */
import { pods } from '../../api/kinds.ts'
import { controllerOf, type KubeObject } from '../../api/object.ts'
import type { Subject } from './describer.ts'

const phases = [
  ['Running', 'Running'],
  ['Waiting', 'Pending'],
  ['Succeeded', 'Succeeded'],
  ['Failed', 'Failed'],
] as const

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed`: of those that it owns. Throws StatusError. */
export async function podsStatusOf({ read }: Subject, { metadata }: KubeObject, labelSelector: string): Promise<string> {
  const found = await read.list(pods, metadata.namespace ?? '', { labelSelector })
  const own = found.filter((pod) => controllerOf(pod)?.uid === metadata.uid)
  return phases.map(([word, phase]) => `${own.filter(({ status }) => status?.phase === phase).length} ${word}`).join(' / ')
}
