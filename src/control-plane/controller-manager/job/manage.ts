/** How many pods a job has at a time. Models manageJob of pkg/controller/job. */
import { keyOf } from '../../../api/object.ts'
import { parseTime } from '../../../api/time.ts'
import type { Pod } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isTerminating } from '../pod-state.ts'
import { activeIndexes, type Counts, hasFailed } from './counting.ts'
import { failuresOf, indexOf } from './indexes.ts'
import type { Round } from './job.ts'
import { createPods, deletePods } from './pods.ts'

const firstDelay = 10_000
const longestDelay = 600_000
const burst = 500

/** Creates or deletes, never both. @returns how many are active then. @throws StatusError of the first refusal */
export function manage(context: ControllerContext, round: Round, counts: Counts): number {
  const { job, spec, active } = round
  if (isTerminating(job)) return active.length
  const wanted = spec.suspend ? 0 : wantedPods(round, counts)
  const superfluous = toRemove(round, Math.max(0, active.length - wanted)).slice(0, burst)
  if (superfluous.length > 0) {
    deletePods(context, job, superfluous)
    return active.length - superfluous.length
  }
  const replaced = spec.podReplacementPolicy === 'Failed' ? (job.status.terminating ?? 0) : 0
  const missing = Math.min(burst, wanted - active.length - replaced)
  if (missing <= 0) return active.length
  const wait = spec.backoffLimitPerIndex === undefined ? delay(round) : 0
  if (wait > 0) {
    context.enqueue(keyOf(job), wait)
    return active.length
  }
  if (spec.completionMode !== 'Indexed')
    return (
      active.length +
      createPods(
        context,
        job,
        Array.from({ length: missing }, () => undefined),
      )
    )
  const indexes = rested(context, round, pendingIndexes(round, counts, spec.completions ?? 0)).slice(0, missing)
  return (
    active.length +
    createPods(
      context,
      job,
      indexes.map((index) => ({ index, failures: failuresOf(spec, index, round.pods) })),
    )
  )
}

/** Without a number of completions one success is enough, and nobody new starts after it. */
function wantedPods({ spec, active }: Round, { succeeded }: Counts): number {
  const parallelism = spec.parallelism ?? 1
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(parallelism, spec.completions - succeeded))
}

/** Pods of an index that has one already, or that is none any more, go first; then those that have not started. */
function toRemove({ spec, active }: Round, atLeast: number): Pod[] {
  const seen = new Set<number>()
  const odd: Pod[] = []
  if (spec.completionMode === 'Indexed')
    for (const pod of active) {
      const index = indexOf(pod)
      if (index === undefined || index >= (spec.completions ?? 0) || seen.has(index)) odd.push(pod)
      else seen.add(index)
    }
  if (odd.length >= atLeast) return odd
  const rest = active.filter((pod) => !odd.includes(pod))
  const order = (pod: Pod): number => (pod.spec.nodeName ? 2 : 0) + (pod.status?.phase === 'Running' ? 1 : 0)
  return [...odd, ...[...rest].sort((a, b) => order(a) - order(b)).slice(0, atLeast - odd.length)]
}

function pendingIndexes({ spec, active }: Round, { succeededIndexes: done, failedIndexes: lost }: Counts, count: number): number[] {
  const taken = activeIndexes(active)
  const found: number[] = []
  for (let index = 0; index < (spec.completions ?? 0) && found.length < count; index++)
    if (!done.has(index) && !lost.has(index) && !taken.has(index)) found.push(index)
  return found
}

/** After failures in a row it takes longer and longer until the next pod: 10 s, 20 s, … 10 minutes. */
function delay({ job, pods, now }: Round): number {
  const ends = (of: (pod: Pod) => boolean): number[] => pods.filter(of).map(finishedAt)
  const lastSuccess = Math.max(0, ...ends((pod) => pod.status?.phase === 'Succeeded'))
  const failures = ends((pod) => hasFailed(pod, job)).filter((at) => at > lastSuccess)
  if (failures.length === 0) return 0
  return Math.min(longestDelay, firstDelay * 2 ** (failures.length - 1)) - (now - Math.max(...failures))
}

/** The same for each index by itself, where each has a limit of its own. */
function rested(context: ControllerContext, { job, spec, pods, now }: Round, indexes: readonly number[]): readonly number[] {
  if (spec.backoffLimitPerIndex === undefined) return indexes
  const waits = indexes.map((index) => {
    const ends = pods.filter((pod) => indexOf(pod) === index && hasFailed(pod, job)).map(finishedAt)
    const failures = Math.max(1, failuresOf(spec, index, pods))
    return ends.length === 0 ? 0 : Math.min(longestDelay, firstDelay * 2 ** (failures - 1)) - (now - Math.max(...ends))
  })
  const next = Math.min(...waits.filter((wait) => wait > 0))
  if (Number.isFinite(next)) context.enqueue(keyOf(job), next)
  return indexes.filter((_, i) => (waits[i] ?? 0) <= 0)
}

function finishedAt({ metadata, status }: Pod): number {
  const times = (status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt).filter((time): time is string => time !== undefined)
  const last = times.sort().at(-1) ?? metadata.deletionTimestamp ?? metadata.creationTimestamp
  return last ? parseTime(last) : 0
}
