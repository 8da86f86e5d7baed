/**
 * The Job controller: pods until enough of them have succeeded, or too many have failed. What a pod came to is counted
 * once: each carries a finalizer until it has been. Models kubernetes pkg/controller/job. Left out: delays for each index
 * by itself where the limit of failures is per index.
 */
import { jobs, pods } from '../../../api/kinds.ts'
import { controllerOf, deepCopy, deepEqual, keyOf, type ObjectKey } from '../../../api/object.ts'
import { formatTime, parseTime } from '../../../api/time.ts'
import type { Job, JobStatus, Pod } from '../../../api/types.ts'
import { matchesCached } from '../../../client/cached-selector.ts'
import { type ControllerContext, defineController, nobody } from '../../../client/controller.ts'
import { claim } from '../ownership.ts'
import { isReady, isTerminal, isTerminating } from '../pod-state.ts'
import { type Counts, countTerminated, isTracked, noteOf, release, uncounted } from './counting.ts'
import { conditionsAfter, type End, endOf } from './end.ts'
import { hasCondition, isFinished } from './finished.ts'
import { manage } from './manage.ts'
import { deleteActive } from './pods.ts'

export const jobController = defineController<Job>({
  name: 'job-controller',
  for: jobs,
  owns: [pods],
  watches: [{ kind: pods, map: wouldAdopt }],
  reconcile(context, key) {
    const job = context.lister(jobs).get(key.name, key.namespace)
    if (job) sync(context, job)
    releaseOrphans(context, key, job)
  },
})

function wouldAdopt(pod: Pod, context: ControllerContext): readonly ObjectKey[] {
  if (controllerOf(pod)) return nobody
  const { namespace = '', labels = {} } = pod.metadata
  const all = context.lister(jobs).list(namespace)
  const former = isTracked(pod) ? labels[jobNameLabel] : undefined
  return [...all.filter(({ spec }) => matchesCached(spec?.selector, labels)).map(keyOf), ...(former === undefined ? [] : [{ namespace, name: former }])]
}

/** What one round sees. `job` is a private copy whose status becomes the new one. */
export interface Round {
  readonly job: Job & { status: JobStatus }
  readonly spec: NonNullable<Job['spec']>
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly now: number
}

const ours = 'kubernetes.io/job-controller'
const jobNameLabel = 'batch.kubernetes.io/job-name'

function sync(context: ControllerContext, seen: Job): void {
  if (!seen.spec || (seen.spec.managedBy ?? ours) !== ours) return
  const all = claimed(context, seen)
  if (isFinished(seen) || isTerminating(seen)) {
    for (const pod of all) if (isTerminal(pod) || isTerminating(pod)) release(context, pod)
    if (isFinished(seen)) return
  }
  const round = roundOf(context, seen, all)
  const { status } = round.job
  if (!status.startTime && !seen.spec.suspend) status.startTime = formatTime(round.now)
  const ended = uncounted(round)
  const counts = countTerminated(round, ended)
  if (ended.length > 0) note(context, round, ended, counts)
  const end = endOf(round, counts)
  let active = round.active.length
  let refusal: unknown
  if (end) active -= deleteActive(context, round)
  else
    try {
      active = manage(context, round, counts)
    } catch (error) {
      refusal = error
    }
  for (const pod of ended) release(context, pod)
  Object.assign(status, counts.status, { active: active === 0 ? undefined : active, uncountedTerminatedPods: {} })
  finish(context, round, end ?? endOf(round, counts, active), seen)
  wakeAtDeadline(context, round)
  if (refusal) throw refusal
}

function claimed(context: ControllerContext, job: Job): Pod[] {
  const lister = context.lister(pods)
  const candidates = [...lister.ownedBy(job.metadata.uid), ...lister.orphans(job.metadata.namespace ?? '')]
  const matches = (pod: Pod): boolean => matchesCached(job.spec?.selector, pod.metadata.labels ?? {})
  return claim({ client: context.client, owner: job, ownerKind: jobs, kind: pods, matches }, candidates)
}

function roundOf(context: ControllerContext, seen: Job, all: readonly Pod[]): Round {
  const job = { ...seen, status: deepCopy(seen.status ?? {}) }
  const active = all.filter((pod) => !isTerminal(pod) && !isTerminating(pod))
  job.status.ready = active.filter(isReady).length
  job.status.terminating = all.filter((pod) => isTerminating(pod) && !isTerminal(pod)).length
  return { job, spec: seen.spec as NonNullable<Job['spec']>, pods: all, active, now: context.clock.now() }
}

function note(context: ControllerContext, round: Round, ended: readonly Pod[], { status: { completedIndexes, failedIndexes } }: Counts): void {
  const { job } = round
  job.status.uncountedTerminatedPods = noteOf(round, ended)
  Object.assign(job.status, { completedIndexes, failedIndexes })
  const written = context.client.updateStatus(jobs, { ...job, status: withoutUndefined(job.status) })
  job.metadata = written.metadata
}

/** Writes what has become of the job, and says so if that is its end. */
function finish(context: ControllerContext, { job, spec, now }: Round, end: End | undefined, seen: Job): void {
  const { status } = job
  const suspension = end ? undefined : suspend(job, spec.suspend ?? false, now)
  // Nobody knows how a job ended while its pods are still about to.
  const final = end !== undefined && (status.active ?? 0) === 0 && (status.terminating ?? 0) === 0
  if (end) status.conditions = conditionsAfter(status.conditions ?? [], end, final, formatTime(now))
  if (final && end.success) status.completionTime = formatTime(now)
  const after = withoutUndefined(status)
  if (!deepEqual(after, seen.status)) context.client.updateStatus(jobs, { ...job, status: after })
  if (suspension) context.events.record(seen, 'Normal', suspension.reason, suspension.message)
  if (!final) return
  if (end.success) context.events.record(seen, 'Normal', 'Completed', 'Job completed')
  else context.events.record(seen, 'Warning', end.reason, end.message)
}

const withoutUndefined = (status: JobStatus): JobStatus => Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) as JobStatus

/** Notes that the job was suspended or goes on. @returns what there is to say of it, if that is news. */
function suspend({ status }: Round['job'], suspended: boolean, now: number): { reason: string; message: string } | undefined {
  const before = status.conditions?.find(({ type }) => type === 'Suspended')
  if (suspended ? before?.status === 'True' : before === undefined || before.status === 'False') return undefined
  const at = formatTime(now)
  const [is, reason, message] = suspended ? ['True', 'JobSuspended', 'Job suspended'] : ['False', 'JobResumed', 'Job resumed']
  const condition = { type: 'Suspended', status: is as string, reason, message, lastProbeTime: at, lastTransitionTime: at }
  status.conditions = [...(status.conditions ?? []).filter((each) => each !== before), condition as never]
  if (suspended) delete status.startTime
  else status.startTime = at
  return { reason: suspended ? 'Suspended' : 'Resumed', message: message as string }
}

function wakeAtDeadline(context: ControllerContext, { job, spec, now }: Round): void {
  if (spec.activeDeadlineSeconds === undefined || !job.status.startTime || spec.suspend || hasCondition(job, 'Failed') || hasCondition(job, 'Complete')) return
  const left = parseTime(job.status.startTime) + spec.activeDeadlineSeconds * 1000 - now
  if (left > 0) context.enqueue(keyOf(job), left)
}

/** Pods of a job that is gone, or that has let go of them: nobody will ever count them. */
function releaseOrphans(context: ControllerContext, { name, namespace }: ObjectKey, job: Job | undefined): void {
  const lister = context.lister(pods)
  const isFormer = ({ metadata }: Pod): boolean => metadata.labels?.[jobNameLabel] === name
  for (const pod of lister.orphans(namespace)) if (isFormer(pod) && !matchesCached(job?.spec?.selector, pod.metadata.labels ?? {})) release(context, pod)
  if (job) return
  for (const pod of lister.list(namespace)) {
    const owner = controllerOf(pod)
    if (owner?.kind === 'Job' && owner.name === name) release(context, pod)
  }
}
