/** Makes and deletes the jobs of a cron job. */
import { formatInZone } from '../../../api/cron/time-zone.ts'
import { jobs } from '../../../api/kinds.ts'
import { controllerOf, controllerReference, deepCopy } from '../../../api/object.ts'
import { isAlreadyExists, isNotFound, StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { CronJob, Job } from '../../../api/types.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { hasCondition, isFinished } from '../job/finished.ts'
import { isNamespaceTerminating } from '../namespace-terminating.ts'
import { forget, type Round } from './cronjob.ts'

/** The oldest that are done go when there are more than the history is to hold. */
export function cleanUp(context: ControllerContext, round: Round, owned: readonly Job[]): void {
  const { failedJobsHistoryLimit, successfulJobsHistoryLimit } = round.cronJob.spec
  const keep = (type: string, limit: number | undefined): void => {
    if (limit === undefined) return
    const done = owned.filter((job) => isFinished(job) && hasCondition(job, type)).sort(byStart)
    for (const { metadata } of done.slice(0, Math.max(0, done.length - limit))) deleteJob(context, round, metadata.name, metadata.uid)
  }
  keep('Complete', successfulJobsHistoryLimit)
  keep('Failed', failedJobsHistoryLimit)
}

function byStart(a: Job, b: Job): number {
  const [left, right] = [a, b].map(({ status }) => status?.startTime ?? '~') as [string, string]
  if (left !== right) return left < right ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}

/** @throws StatusError */
export function deleteJob({ client, events }: ControllerContext, round: Round, name: string, uid: string): void {
  const { cronJob } = round
  try {
    client.delete(jobs, name, cronJob.metadata.namespace, { propagationPolicy: 'Background' })
  } catch (error) {
    if (isNotFound(error)) return
    if (!(error instanceof StatusError)) throw error
    events.record(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`)
    throw error
  }
  forget(round, uid)
  events.record(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`)
}

/** Named after the time, so that there is never a second one for it. @throws StatusError */
export function runJob(context: ControllerContext, { cronJob }: Round, due: number, timeZone: string): void {
  const job = createJob(context, jobFor(cronJob, due, timeZone), cronJob)
  if (!job) return
  const { name, namespace, uid, resourceVersion } = job.metadata
  const { status } = cronJob
  if (!status.active?.some((active) => active.uid === uid))
    status.active = [...(status.active ?? []), { apiVersion: 'batch/v1', kind: 'Job', name, namespace, uid, resourceVersion }]
  status.lastScheduleTime = formatTime(due)
}

function createJob(context: ControllerContext, wanted: Job, cronJob: CronJob): Job | undefined {
  const { client, events } = context
  try {
    const job = client.create(jobs, wanted, cronJob.metadata.namespace)
    events.record(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`)
    return job
  } catch (error) {
    if (isAlreadyExists(error)) return made(context, wanted, cronJob)
    if (!(error instanceof StatusError)) throw error
    if (!isNamespaceTerminating(error)) events.record(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`)
    throw error
  }
}

/** By an earlier round, which could not note it; or by somebody else, and then it is none of the cron job's. */
function made({ client }: ControllerContext, { metadata }: Job, cronJob: CronJob): Job | undefined {
  const there = client.find(jobs, metadata.name, cronJob.metadata.namespace)
  return there && controllerOf(there)?.uid === cronJob.metadata.uid ? there : undefined
}

function jobFor(cronJob: CronJob, due: number, timeZone: string): Job {
  const { metadata, spec } = deepCopy(cronJob.spec.jobTemplate)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${cronJob.metadata.name}-${Math.floor(due / 60_000)}`,
      namespace: cronJob.metadata.namespace,
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': formatInZone(due, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    } as unknown as Job['metadata'],
    spec,
  }
}
