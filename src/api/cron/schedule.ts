/**
 * The times that a line of cron stands for, and the words of the refusal where it stands for none. Models
 * github.com/robfig/cron v3 ParseStandard, which Kubernetes uses: minute, hour, day of month, month, day of week, or @daily and its like.
 */
import { DurationError, parseDuration } from '../duration.ts'
import { isTimeZone } from './time-zone.ts'

/** The message is what the library says. */
export class ScheduleError extends Error {}

/** The values at which a field fires. */
export interface CronField {
  readonly values: ReadonlySet<number>
  /** Written as `*` or `?`, without a step: says nothing of the day. */
  readonly any: boolean
}

export type Schedule =
  | { readonly minute: CronField; readonly hour: CronField; readonly day: CronField; readonly month: CronField; readonly weekday: CronField }
  /** Milliseconds, whole seconds, at least one. */
  | { readonly every: number }

interface Bounds {
  readonly low: number
  readonly high: number
  readonly names?: readonly string[]
}

const minutes: Bounds = { low: 0, high: 59 }
const hours: Bounds = { low: 0, high: 23 }
const days: Bounds = { low: 1, high: 31 }
const months: Bounds = { low: 1, high: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') }
const weekdays: Bounds = { low: 0, high: 6, names: 'sun mon tue wed thu fri sat'.split(' ') }

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** @throws ScheduleError */
export function parseSchedule(text: string): Schedule {
  if (text === '') throw new ScheduleError('empty spec string')
  const line = /^(CRON_)?TZ=/.test(text) ? withoutZone(text) : text
  if (line.startsWith('@')) return parseDescriptor(line)
  return parseFields(line)
}

/** Kubernetes refuses these zones, but says first what else is wrong. */
function withoutZone(text: string): string {
  const blank = text.indexOf(' ')
  if (blank < 0) throw new ScheduleError('invalid schedule format: runtime error: slice bounds out of range [:-1]')
  const zone = text.slice(text.indexOf('=') + 1, blank)
  if (!isTimeZone(zone)) throw new ScheduleError(`provided bad location ${zone}: unknown time zone ${zone}`)
  return text.slice(blank).trim()
}

function parseDescriptor(text: string): Schedule {
  const line = descriptors[text]
  if (line !== undefined) return parseFields(line)
  const every = '@every '
  if (!text.startsWith(every)) throw new ScheduleError(`unrecognized descriptor: ${text}`)
  try {
    return { every: Math.max(1000, Math.floor(parseDuration(text.slice(every.length)) / 1000) * 1000) }
  } catch (error) {
    throw error instanceof DurationError ? new ScheduleError(`failed to parse duration ${text}: ${error.message}`) : error
  }
}

function parseFields(line: string): Schedule {
  const fields = line.split(/\s+/).filter((field) => field !== '')
  if (fields.length !== 5) throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string]
  return {
    minute: parseField(minute, minutes),
    hour: parseField(hour, hours),
    day: parseField(day, days),
    month: parseField(month, months),
    weekday: parseField(weekday, weekdays),
  }
}

function parseField(text: string, bounds: Bounds): CronField {
  const values = new Set<number>()
  let any = false
  for (const expression of text.split(',').filter((part) => part !== '')) any = addRange(values, expression, bounds) || any
  return { values, any }
}

/** Adds what `1-5/2` stands for. @returns whether it is a star that leaves nothing out. */
function addRange(values: Set<number>, expression: string, bounds: Bounds): boolean {
  const [range = '', ...steps] = expression.split('/')
  const { star, start, end } = parseRange(range, expression, bounds)
  if (steps.length > 1) throw new ScheduleError(`too many slashes: ${expression}`)
  const step = steps[0] === undefined ? 1 : parseNumber(steps[0])
  // 5/15 is 5-59/15.
  const last = steps.length === 1 && !range.includes('-') ? bounds.high : end
  check(start, last, step, expression, bounds)
  for (let value = start; value <= last; value += step) values.add(value)
  return star && step === 1
}

function parseRange(range: string, expression: string, { low, high, names }: Bounds): { star: boolean; start: number; end: number } {
  const [from = '', ...ends] = range.split('-')
  if (from === '*' || from === '?') return { star: true, start: low, end: high }
  const number = (text: string): number => {
    const index = names?.indexOf(text.toLowerCase()) ?? -1
    return index < 0 ? parseNumber(text) : index + low
  }
  const start = number(from)
  if (ends.length > 1) throw new ScheduleError(`too many hyphens: ${expression}`)
  return { star: false, start, end: ends[0] === undefined ? start : number(ends[0]) }
}

function parseNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  const number = Number(text)
  if (number < 0) throw new ScheduleError(`negative number (${number}) not allowed: ${text}`)
  return number
}

function check(start: number, end: number, step: number, expression: string, { low, high }: Bounds): void {
  if (start < low) throw new ScheduleError(`beginning of range (${start}) below minimum (${low}): ${expression}`)
  if (end > high) throw new ScheduleError(`end of range (${end}) above maximum (${high}): ${expression}`)
  if (start > end) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`)
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${expression}`)
}
