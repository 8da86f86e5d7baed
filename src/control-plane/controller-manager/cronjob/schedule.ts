/** Which times of a cron job's schedule have passed. Models pkg/controller/cronjob/utils.go. */
import { nextTime } from '../../../api/cron/next.ts'
import type { Schedule } from '../../../api/cron/schedule.ts'
import { parseTime } from '../../../api/time.ts'
import type { CronJob } from '../../../api/types.ts'

interface Missed {
  /** From when on it was looked. */
  readonly since: number
  /** The last time that has passed and that nothing was done about. */
  readonly due: number | undefined
  readonly count: number
}

export interface Plan {
  readonly schedule: Schedule
  readonly timeZone: string
}

/** What is to be done now. `many`: so often was it missed that something must be wrong. */
export function dueTime(cronJob: CronJob, now: number, plan: Plan): { due: number | undefined; many: boolean } {
  const { due, count } = missed(cronJob, now, plan, true)
  return { due: due !== undefined && due <= now ? due : undefined, many: count > 100 }
}

/** How long until it is worth looking again. @returns undefined: never. */
export function untilNext(cronJob: CronJob, now: number, plan: Plan): number | undefined {
  const { since, due, count } = missed(cronJob, now, plan, false)
  const next = nextTime(plan.schedule, due ?? (count === 0 ? since : now), plan.timeZone)
  return next === undefined ? undefined : Math.max(0, next + 100 - now)
}

function missed({ metadata, spec, status }: CronJob, now: number, { schedule, timeZone }: Plan, mindDeadline: boolean): Missed {
  const next = (after: number): number => nextTime(schedule, after, timeZone) ?? Number.POSITIVE_INFINITY
  let since = parseTime(status?.lastScheduleTime ?? metadata.creationTimestamp ?? '')
  if (mindDeadline && spec.startingDeadlineSeconds !== undefined) since = Math.max(since, now - spec.startingDeadlineSeconds * 1000)
  const first = next(since)
  if (now < first) return { since, due: undefined, count: 0 }
  const second = next(first)
  if (now < second) return { since, due: first, count: 0 }
  // Roughly: a schedule need not be regular.
  const step = Math.max(1000, second - first)
  const count = Math.floor((now - first) / step) + 1
  let due: number | undefined
  for (let at = next(first + (count - 2) * step); at <= now; at = next(at)) due = at
  return { since, due, count }
}
