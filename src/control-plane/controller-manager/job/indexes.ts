/** Completion indexes of pods, and the lists of them in a status: `1,3-5`. Models pkg/controller/job/indexed_job_utils.go. */
import type { JobSpec, Pod } from '../../../api/types.ts'
import { actionFor } from './failure-policy.ts'

export const indexKey = 'batch.kubernetes.io/job-completion-index'
/** Of the pod that comes after this one with the same index: how many have failed before. */
export const failuresKey = 'batch.kubernetes.io/job-index-failure-count'

export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey]
  return text === undefined ? undefined : Number(text)
}

export function parseIndexes(text: string): Set<number> {
  const found = new Set<number>()
  for (const part of text === '' ? [] : text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number)
    for (let index = first; index <= last; index++) found.add(index)
  }
  return found
}

/** Two in a row are still named one by one only if they stand alone: `0,1` is `0,1`, three are `0-2`. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length; ) {
    let end = i
    while (sorted[end + 1] === (sorted[end] as number) + 1) end++
    const [first, last] = [sorted[i], sorted[end]]
    parts.push(first === last ? `${first}` : last === (first as number) + 1 ? `${first},${last}` : `${first}-${last}`)
    i = end + 1
  }
  return parts.join(',')
}

export function succeededIndexes(before: ReadonlySet<number>, pods: readonly Pod[], completions: number): Set<number> {
  const done = new Set([...before].filter((index) => index < completions))
  for (const pod of pods) {
    const index = indexOf(pod)
    if (pod.status?.phase === 'Succeeded' && index !== undefined && index < completions) done.add(index)
  }
  return done
}

/** Indexes that have failed for good. */
export function failedIndexes(spec: JobSpec, before: ReadonlySet<number>, pods: readonly Pod[]): Set<number> {
  const lost = new Set(before)
  for (const pod of pods) {
    const index = indexOf(pod)
    if (index === undefined || pod.status?.phase !== 'Failed') continue
    if (actionFor(spec, pod) === 'FailIndex' || failuresBefore(pod) >= (spec.backoffLimitPerIndex ?? 0)) if (actionFor(spec, pod) !== 'Ignore') lost.add(index)
  }
  return lost
}

const failuresBefore = ({ metadata }: Pod): number => Number(metadata.annotations?.[failuresKey] ?? 0)

/** What the next pod with this index says of those before it. */
export function failuresOf(spec: JobSpec, index: number, pods: readonly Pod[]): number {
  const failed = pods.filter((pod) => indexOf(pod) === index && pod.status?.phase === 'Failed')
  return Math.max(0, ...failed.map((pod) => failuresBefore(pod) + (actionFor(spec, pod) === 'Ignore' ? 0 : 1)))
}
