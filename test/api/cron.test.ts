import { describe, expect, test } from '@jest/globals'
import { nextTime } from '../../src/api/cron/next.ts'
import { parseSchedule } from '../../src/api/cron/schedule.ts'
import { formatInZone } from '../../src/api/cron/time-zone.ts'

/** Five in a row. */
function times(schedule: string, after: string, zone: string): string[] {
  const found: string[] = []
  let at: number | undefined = Date.parse(after)
  while (found.length < 5) {
    at = nextTime(parseSchedule(schedule), at, zone)
    if (at === undefined) break
    found.push(formatInZone(at, zone))
  }
  return found
}

describe('when a cron job is due', () => {
  test.each([
    ['*/20 9,10 * * *', '2026-01-05T09:05:30Z', 'UTC', ['2026-01-05T09:20:00Z', '2026-01-05T09:40:00Z', '2026-01-05T10:00:00Z', '2026-01-05T10:20:00Z']],
    ['0 0 13 * 5', '2026-01-05T00:00:00Z', 'UTC', ['2026-01-09T00:00:00Z', '2026-01-13T00:00:00Z', '2026-01-16T00:00:00Z']],
    ['0 0 */10 * 5', '2026-01-05T00:00:00Z', 'UTC', ['2026-01-09T00:00:00Z', '2026-01-11T00:00:00Z']],
    ['0 0 29 2 *', '2026-01-05T00:00:00Z', 'UTC', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    ['0 0 31 2 *', '2026-01-05T00:00:00Z', 'UTC', []],
    ['@every 90s', '2026-01-05T00:00:00.5Z', 'UTC', ['2026-01-05T00:01:30Z', '2026-01-05T00:03:00Z']],
    ['@hourly', '2026-01-05T00:00:00Z', 'Asia/Kolkata', ['2026-01-05T06:00:00+05:30', '2026-01-05T07:00:00+05:30']],
    // Not on the day that has no half past two, twice on the day that has two of them: as the library has it.
    ['30 2 * * *', '2026-03-28T00:00:00Z', 'Europe/Berlin', ['2026-03-28T02:30:00+01:00', '2026-03-30T02:30:00+02:00']],
    ['30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin', ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', '2026-10-26T02:30:00+01:00']],
    // Midnight does not exist there on the day on which summer time begins.
    ['0 12 * * 0', '2026-09-05T20:00:00Z', 'America/Santiago', ['2026-09-06T12:00:00-03:00', '2026-09-13T12:00:00-03:00']],
  ])('%s after %s in %s', (schedule, after, zone, expected) => {
    expect(times(schedule, after, zone).slice(0, Math.max(1, expected.length))).toEqual(expected)
  })
})
