/** Which pods have ended and how, each counted once. Models trackJobStatusAndRemoveFinalizers of pkg/controller/job. */
import { pods } from '../../../api/kinds.ts'
import { isNotFound } from '../../../api/status.ts'
import type { Job, JobStatus, Pod } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { isTerminating } from '../pod-state.ts'
import { actionFor } from './failure-policy.ts'
import { failedIndexes, formatIndexes, indexOf, parseIndexes, succeededIndexes } from './indexes.ts'
import type { Round } from './job.ts'

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(trackingFinalizer) ?? false

/** A pod that somebody deletes counts as failed, unless only pods that really failed are replaced. */
export const hasFailed = (pod: Pod, { spec }: Job): boolean =>
  pod.status?.phase === 'Failed' || (spec?.podReplacementPolicy !== 'Failed' && isTerminating(pod) && pod.status?.phase !== 'Succeeded')

/** Pods that have ended and that nobody has counted. */
export const uncounted = ({ job, pods: all }: Round): Pod[] => all.filter((pod) => isTracked(pod) && (pod.status?.phase === 'Succeeded' || hasFailed(pod, job)))

/** The uids of pods by how they ended. */
interface Terminated {
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
}

/** Pods that were noted as ended by who did not come to counting them: a controller that is no more. */
function leftOver({ job }: Round, ended: readonly Pod[]): Terminated {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {}
  const known = new Set(ended.map(({ metadata }) => metadata.uid))
  const others = (uids: readonly string[]): string[] => uids.filter((uid) => !known.has(uid))
  return { succeeded: others(succeeded), failed: others(failed) }
}

/** What is noted before the finalizers go, so that no pod is counted twice or never. */
export function noteOf(round: Round, ended: readonly Pod[]): NonNullable<JobStatus['uncountedTerminatedPods']> {
  const left = leftOver(round, ended)
  const uids = (succeeded: boolean): string[] => ended.filter((pod) => (pod.status?.phase === 'Succeeded') === succeeded).map(({ metadata }) => metadata.uid)
  const [succeeded, failed] = [
    [...left.succeeded, ...uids(true)],
    [...left.failed, ...uids(false)],
  ]
  return { ...(succeeded.length > 0 ? { succeeded } : {}), ...(failed.length > 0 ? { failed } : {}) }
}

export interface Counts {
  readonly succeeded: number
  readonly failed: number
  readonly succeededIndexes: ReadonlySet<number>
  readonly failedIndexes: ReadonlySet<number>
  /** The fields of the status. */
  readonly status: Partial<JobStatus>
}

export function countTerminated(round: Round, ended: readonly Pod[]): Counts {
  const { job, spec, pods: all } = round
  const { status } = job
  const left = leftOver(round, ended)
  const counted = ended.filter((pod) => pod.status?.phase !== 'Succeeded' && actionFor(spec, pod) !== 'Ignore')
  const failed = (status.failed ?? 0) + left.failed.length + counted.length
  const indexed = spec.completionMode === 'Indexed'
  const done = indexed ? succeededIndexes(parseIndexes(status.completedIndexes ?? ''), all, spec.completions ?? 0) : new Set<number>()
  const lost = spec.backoffLimitPerIndex === undefined ? new Set<number>() : failedIndexes(spec, parseIndexes(status.failedIndexes ?? ''), all)
  const fresh = ended.filter((pod) => pod.status?.phase === 'Succeeded').length
  const succeeded = indexed ? done.size : (status.succeeded ?? 0) + left.succeeded.length + fresh
  return {
    succeeded,
    failed,
    succeededIndexes: done,
    failedIndexes: lost,
    status: {
      ...(succeeded > 0 ? { succeeded } : {}),
      ...(failed > 0 ? { failed } : {}),
      ...(indexed && done.size > 0 ? { completedIndexes: formatIndexes(done) } : {}),
      ...(spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(lost) }),
    },
  }
}

/** The pod has been counted, and may go. */
export function release({ client }: ControllerContext, pod: Pod): void {
  if (!isTracked(pod)) return
  const { name, namespace = '', uid } = pod.metadata
  try {
    client.patch(pods, name, namespace, { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

export const activeIndexes = (active: readonly Pod[]): Set<number> => new Set(active.map(indexOf).filter((index): index is number => index !== undefined))
