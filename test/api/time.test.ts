import { describe, expect, test } from '@jest/globals'
import { formatDuration, humanDuration, parseDuration, shortHumanDuration } from '../../src/api/duration.ts'
import { formatMicroTime, formatTime, parseTime, timeOf } from '../../src/api/time.ts'

const problem = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('durations', () => {
  test('read and write as in Go', () => {
    expect(['1h2m3.5s', '-10s', '0', '1.5h', '300ms', '1us'].map(parseDuration)).toEqual([3723500, -10000, 0, 5400000, 300, 0.001])
    expect([0, 300, 1500, minute, hour, 3723500, -10000, 0.5, 100 * hour].map(formatDuration)).toEqual([
      '0s',
      '300ms',
      '1.5s',
      '1m0s',
      '1h0m0s',
      '1h2m3.5s',
      '-10s',
      '500µs',
      '100h0m0s',
    ])
  })
  test.each([
    ['', 'time: invalid duration ""'],
    ['x', 'time: invalid duration "x"'],
    ['10', 'time: missing unit in duration "10"'],
    ['5d', 'time: unknown unit "d" in duration "5d"'],
  ])('%j', (text, message) => {
    expect(problem(() => parseDuration(text))).toBe(message)
  })
  test('ages', () => {
    const ages = [
      -5 * second,
      -second,
      0,
      119 * second,
      2 * minute,
      5 * minute + 3 * second,
      11 * minute,
      179 * minute,
      3 * hour,
      7 * hour + 5 * minute,
      47 * hour,
      2 * day + hour,
      7 * day,
      9 * day,
      800 * day,
      730 * day,
      9 * 365 * day,
    ]
    expect(ages.map(humanDuration).join(' ')).toBe('<invalid> 0s 0s 119s 2m 5m3s 11m 179m 3h 7h5m 47h 2d1h 7d 9d 2y70d 2y 9y')
    expect(ages.map(shortHumanDuration).join(' ')).toBe('<invalid> 0s 0s 1m 2m 5m 11m 2h 3h 7h 1d 2d 7d 9d 2y 2y 9y')
  })
})

describe('times', () => {
  test('are RFC 3339 in UTC', () => {
    const ms = Date.UTC(2026, 4, 1, 12, 0, 5, 123)
    expect([formatTime(ms), formatMicroTime(ms)]).toEqual(['2026-05-01T12:00:05Z', '2026-05-01T12:00:05.123000Z'])
    expect([parseTime('2026-05-01T12:00:05Z'), parseTime('2026-05-01T14:00:05.123+02:00'), timeOf(undefined)]).toEqual([ms - 123, ms, undefined])
  })
  test.each([
    ['x', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    ['2026-05-01', 'parsing time "2026-05-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-13-01T00:00:00Z', 'parsing time "2026-13-01T00:00:00Z": month out of range'],
    ['2026-02-30T00:00:00Z', 'parsing time "2026-02-30T00:00:00Z": day out of range'],
  ])('%s', (text, message) => {
    expect(problem(() => parseTime(text))).toBe(message)
  })
})
