/**
 * The cron job controller: makes a job at each time of the schedule, as far as jobs that still run let it, and throws
 * finished ones away when there are too many. Models kubernetes pkg/controller/cronjob, cronjob_controllerv2.go.
 */
import { parseSchedule, ScheduleError } from '../../../api/cron/schedule.ts'
import { cronJobs, jobs } from '../../../api/kinds.ts'
import { deepCopy, deepEqual, keyOf } from '../../../api/object.ts'
import { formatTime, parseTime } from '../../../api/time.ts'
import type { CronJob, CronJobStatus, Job } from '../../../api/types.ts'
import { type ControllerContext, defineController } from '../../../client/controller.ts'
import { hasCondition, isFinished } from '../job/finished.ts'
import { isTerminating } from '../pod-state.ts'
import { cleanUp, deleteJob, runJob } from './jobs.ts'
import { dueTime, type Plan, untilNext } from './schedule.ts'

export const cronJobController = defineController<CronJob>({
  name: 'cronjob-controller',
  for: cronJobs,
  owns: [jobs],
  reconcile(context, key) {
    const seen = context.lister(cronJobs).get(key.name, key.namespace)
    if (!seen) return
    const owned = context.lister(jobs).ownedBy(seen.metadata.uid)
    const round: Round = { cronJob: { ...seen, status: deepCopy(seen.status ?? {}) }, now: context.clock.now() }
    cleanUp(context, round, owned)
    noteEnds(context, round, owned)
    try {
      if (!isTerminating(seen) && !seen.spec.suspend) schedule(context, round)
    } finally {
      const { active = [], ...rest } = round.cronJob.status
      const status = { ...rest, ...(active.length > 0 ? { active } : {}) }
      if (!deepEqual(status, seen.status ?? {})) context.client.updateStatus(cronJobs, { ...seen, status })
    }
  },
})

/** `cronJob` is a private copy whose status becomes the new one. */
export interface Round {
  readonly cronJob: CronJob & { status: CronJobStatus }
  readonly now: number
}

export function forget({ cronJob: { status } }: Round, uid: string): void {
  status.active = status.active?.filter((job) => job.uid !== uid)
}

/** Takes those that are done or gone off the list of those that run. */
function noteEnds({ client, events }: ControllerContext, round: Round, owned: readonly Job[]): void {
  const { cronJob } = round
  const { status } = cronJob
  for (const job of owned) {
    const { name, uid } = job.metadata
    const listed = status.active?.some((active) => active.uid === uid) ?? false
    if (!listed && !isFinished(job)) {
      // The cache may not know yet that it was put on the list.
      const live = client.find(cronJobs, cronJob.metadata.name, cronJob.metadata.namespace)
      if (live?.status?.active?.some((active) => active.uid === uid)) status.active = live.status.active
      else events.record(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`)
    } else if (listed && isFinished(job)) {
      forget(round, uid)
      events.record(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${hasCondition(job, 'Complete') ? 'Complete' : 'Failed'}`)
    }
    const completed = hasCondition(job, 'Complete') ? job.status?.completionTime : undefined
    if (completed && (!status.lastSuccessfulTime || parseTime(completed) > parseTime(status.lastSuccessfulTime))) status.lastSuccessfulTime = completed
  }
  for (const { name = '', namespace, uid = '' } of status.active ?? []) {
    // The cache may not know of it yet.
    if (owned.some((job) => job.metadata.uid === uid) || client.find(jobs, name, namespace)) continue
    events.record(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`)
    forget(round, uid)
  }
}

function schedule(context: ControllerContext, round: Round): void {
  const { cronJob, now } = round
  const plan = planOf(context, cronJob)
  if (!plan) return
  const { due, many } = dueTime(cronJob, now, plan)
  if (many)
    context.events.record(
      cronJob,
      'Warning',
      'TooManyMissedTimes',
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    )
  if (due !== undefined) start(context, round, due, plan)
  const wait = untilNext(cronJob, now, plan)
  if (wait !== undefined) context.enqueue(keyOf(cronJob), wait, { background: true })
}

function planOf({ events }: ControllerContext, cronJob: CronJob): Plan | undefined {
  const { schedule: text, timeZone = '' } = cronJob.spec
  try {
    return { schedule: parseSchedule(text), timeZone }
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    events.record(cronJob, 'Warning', 'UnparseableCronJobSchedule', `unparseable schedule: ${JSON.stringify(text)} : ${error.message}`)
    return undefined
  }
}

/** Makes the job for a time, unless something is against it. */
function start(context: ControllerContext, round: Round, due: number, { timeZone }: Plan): void {
  const { cronJob, now } = round
  const { spec, status } = cronJob
  if (spec.startingDeadlineSeconds !== undefined && due + spec.startingDeadlineSeconds * 1000 < now) {
    context.events.record(cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${new Date(due).toUTCString().replace('GMT', '+0000')}`)
    return
  }
  if (status.lastScheduleTime === formatTime(due)) return
  const active = status.active ?? []
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    context.events.record(cronJob, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid')
    return
  }
  if (spec.concurrencyPolicy === 'Replace') for (const { name = '', uid = '' } of active) deleteJob(context, round, name, uid)
  runJob(context, round, due, timeZone)
}
