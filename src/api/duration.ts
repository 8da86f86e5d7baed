/** Go's durations (`1h2m3.5s`), in milliseconds, and the short ones that columns show as ages. */

/** The message is what Go says of the text. */
export class DurationError extends Error {}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const limitMs = 2 ** 63 / 1e6

/** Milliseconds of `1h2m3.5s`, `-10s`, `0`. Throws DurationError. */
export function parseDuration(text: string): number {
  const quoted = JSON.stringify(text)
  const wrong = (): DurationError => new DurationError(`time: invalid duration ${quoted}`)
  const sign = text.startsWith('-') ? -1 : 1
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') throw wrong()
  let total = 0
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) throw wrong()
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))![0]
    if (unit === '') throw new DurationError(`time: missing unit in duration ${quoted}`)
    const size = unitMs[unit]
    if (size === undefined) throw new DurationError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`)
    total += Number(number) * size
    if (total >= limitMs) throw wrong()
    rest = rest.slice(number.length + unit.length)
  }
  return total === 0 ? 0 : sign * total
}

/** `1h0m0s`, `1.5s`, `100ms`, `0s`: as Go prints a duration of so many milliseconds. */
export function formatDuration(ms: number): string {
  const nanos = Math.round(Math.abs(ms) * 1e6)
  const sign = ms < 0 && nanos > 0 ? '-' : ''
  if (nanos === 0) return '0s'
  if (nanos < 1e3) return `${sign}${nanos}ns`
  if (nanos < 1e6) return `${sign}${nanos / 1e3}µs`
  if (nanos < 1e9) return `${sign}${nanos / 1e6}ms`
  const minutes = Math.floor(nanos / 60e9)
  const seconds = `${(nanos - minutes * 60e9) / 1e9}s`
  if (minutes === 0) return sign + seconds
  const hours = Math.floor(minutes / 60)
  return `${sign}${hours > 0 ? `${hours}h` : ''}${minutes % 60}m${seconds}`
}

/** An age with two or three significant figures, `5m30s`, `3h`, `2d4h`. Models apimachinery pkg/util/duration HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 24 * 8) return two(days, 'd', hours % 24, 'h')
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.floor(days / 365)
  return hours < 24 * 365 * 8 ? two(years, 'y', days % 365, 'd') : `${years}y`
}

const two = (large: number, unit: string, small: number, smallUnit: string): string => `${large}${unit}${small === 0 ? '' : `${small}${smallUnit}`}`

/** An age with one figure: `90m` is `1h`. */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  const hours = Math.floor(seconds / 3600)
  if (hours < 24) return `${hours}h`
  return hours < 24 * 365 ? `${Math.floor(hours / 24)}d` : `${Math.floor(hours / 24 / 365)}y`
}
