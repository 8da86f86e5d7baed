/** Moments and spans of time: reading, writing, and their parts in any time zone. */
import { type WallClock, wallClockAhead } from '../../../../api/cron/time-zone.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import type { Duration, Timestamp } from '../language/values.ts'
import { momentOf, spanOf } from './operators.ts'
import { method, type Overload } from './overload.ts'

const second = 1_000_000_000n
const day = 86_400_000

/** RFC 3339. */
export function parseMoment(text: string): Timestamp {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(text)
  const ms = parts ? Date.parse(`${text.slice(0, 19).toUpperCase()}Z`) : Number.NaN
  if (!parts || Number.isNaN(ms)) throw new EvaluationError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
  const [, , , , , , , fraction = '', zone = 'Z'] = parts
  const offset = /^z$/i.test(zone) ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)))
  return momentOf(BigInt(ms - offset * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0')))
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1000n, µs: 1000n, μs: 1000n, ms: 1_000_000n, s: second, m: 60n * second, h: 3600n * second }

/** `1h2m3.5s`, as Go reads it. */
export function parseSpan(text: string): Duration {
  const wrong = (): EvaluationError => new EvaluationError("type conversion error from 'string' to 'google.protobuf.Duration'")
  const body = text.replace(/^[+-]/, '')
  if (!/^(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(body)) throw wrong()
  let total = 0n
  for (const [, whole = '', fraction = '', unit = 's'] of body.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = units[unit] as bigint
    total += BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length)
  }
  return spanOf(text.startsWith('-') ? -total : total)
}

const fractionOf = (nanos: bigint): string => {
  const digits = String(nanos).padStart(9, '0').replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}

const floorMod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

export function formatMoment(nanos: bigint): string {
  const rest = floorMod(nanos, second)
  return `${new Date(Number((nanos - rest) / 1_000_000n)).toISOString().slice(0, 19)}${fractionOf(rest)}Z`
}

/** Seconds, as CEL prints a duration: `3600s`, `1.5s`. */
export function formatSpan(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos
  return `${nanos < 0n ? '-' : ''}${size / second}${fractionOf(size % second)}s`
}

/** The calendar's view of a moment, in UTC, at an offset (`+02:00`) or in a named zone. */
function wallClockIn(zone: string, { nanos }: Timestamp): WallClock {
  const ms = Number((nanos - floorMod(nanos, 1_000_000n)) / 1_000_000n)
  return wallClockAhead(ms, offsetOf(ms, zone))
}

/** Milliseconds that the zone's clocks are ahead of UTC. */
function offsetOf(ms: number, zone: string): number {
  const fixed = /^([+-]?)(\d\d):(\d\d)$/.exec(zone)
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000
  if (zone === 'UTC' || zone === '') return 0
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' })
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
    const parts = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name)
    return (parts?.[1] === '-' ? -1 : 1) * (Number(parts?.[2] ?? 0) * 3600 + Number(parts?.[3] ?? 0) * 60 + Number(parts?.[4] ?? 0)) * 1000
  } catch {
    throw new EvaluationError(`unknown time zone ${zone}`)
  }
}

function dayOfYear({ year, month, day: date }: WallClock): number {
  const at = (m: number, d: number): number => new Date(0).setUTCFullYear(year, m, d)
  return (at(month - 1, date) - at(0, 1)) / day
}

const part = (name: string, read: (parts: WallClock, at: Timestamp) => number): Overload[] => [
  method(name, [t.timestamp], t.int, (at: Timestamp) => BigInt(read(wallClockIn('UTC', at), at))),
  method(name, [t.timestamp, t.string], t.int, (at: Timestamp, zone: string) => BigInt(read(wallClockIn(zone, at), at))),
]

const inUnits = (name: string, unit: bigint): Overload => method(name, [t.duration], t.int, (span: Duration) => span.nanos / unit)

export const times: readonly Overload[] = [
  ...part('getFullYear', ({ year }) => year),
  ...part('getMonth', ({ month }) => month - 1),
  ...part('getDate', ({ day: date }) => date),
  ...part('getDayOfMonth', ({ day: date }) => date - 1),
  ...part('getDayOfWeek', ({ weekday }) => weekday),
  ...part('getDayOfYear', dayOfYear),
  ...part('getHours', ({ hour }) => hour),
  ...part('getMinutes', ({ minute }) => minute),
  ...part('getSeconds', ({ second: seconds }) => seconds),
  ...part('getMilliseconds', (_parts, at) => Number(floorMod(at.nanos, second) / 1_000_000n)),
  inUnits('getHours', 3600n * second),
  inUnits('getMinutes', 60n * second),
  inUnits('getSeconds', second),
  method('getMilliseconds', [t.duration], t.int, (span: Duration) => (span.nanos % second) / 1_000_000n),
]
