/** When a schedule fires next. Models the Next of github.com/robfig/cron v3. */
import type { CronField, Schedule } from './schedule.ts'
import { wallClock } from './time-zone.ts'

type Fields = Exclude<Schedule, { every: number }>

const minute = 60_000
const hour = 60 * minute
/** After so long it never will: 31 February. */
const horizon = 5 * 366 * 24 * hour

/** The first time after `ms`. @returns undefined if there is none within five years. */
export function nextTime(schedule: Schedule, ms: number, timeZone = 'UTC'): number | undefined {
  if ('every' in schedule) return Math.floor(ms / 1000) * 1000 + schedule.every
  const end = ms + horizon
  let at = Math.floor(ms / minute) * minute + minute
  while (at < end) {
    const wall = wallClock(at, timeZone)
    if (!schedule.month.values.has(wall.month) || !dayFits(schedule, wall)) at = nextDay(at, wall, timeZone)
    else if (!schedule.hour.values.has(wall.hour)) at += hour - wall.minute * minute
    else if (!schedule.minute.values.has(wall.minute)) at += minute
    else return at
  }
  return undefined
}

/** Where both days are given either will do; a star leaves it to the other. */
function dayFits({ day, weekday }: Fields, wall: { day: number; weekday: number }): boolean {
  const fits = (field: CronField, value: number): boolean => field.values.has(value)
  const [byDay, byWeekday] = [fits(day, wall.day), fits(weekday, wall.weekday)]
  return day.any || weekday.any ? byDay && byWeekday : byDay || byWeekday
}

/** Midnight by the wall clock, which a change of summer time puts off by an hour; an hour later where there is no midnight. */
function nextDay(at: number, wall: { hour: number; minute: number }, timeZone: string): number {
  const next = at + (24 - wall.hour) * hour - wall.minute * minute
  const shown = wallClock(next, timeZone)
  if (shown.hour > 12) return next + (24 - shown.hour) * hour
  const midnight = next - shown.hour * hour
  return wallClock(midnight, timeZone).day === shown.day ? midnight : next
}
