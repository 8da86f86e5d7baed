/** Go's time.ParseDuration and Duration.String, in milliseconds. Flags use it; its errors are Go's. */
import { FlagValueError } from './flags.ts'

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const limitMs = 2 ** 63 / 1e6

/** Milliseconds of `1h2m3.5s`, `-10s`, `0`. Throws FlagValueError with Go's text. */
export function parseGoDuration(text: string): number {
  const wrong = () => new FlagValueError(`time: invalid duration ${JSON.stringify(text)}`)
  const sign = text.startsWith('-') ? -1 : 1
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') throw wrong()
  let total = 0
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) throw wrong()
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))?.[0] ?? ''
    if (unit === '') throw new FlagValueError(`time: missing unit in duration ${JSON.stringify(text)}`)
    const size = unitMs[unit]
    if (size === undefined) throw new FlagValueError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    total += Number(number) * size
    if (total >= limitMs) throw wrong()
    rest = rest.slice(number.length + unit.length)
  }
  return sign * total
}

/** `5s`, `1m30s`, `1h0m0s`, `500ms`, `0s`: as Go prints a duration. */
export function goDurationText(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 0) return `-${goDurationText(-ms)}`
  if (ms < 0.001) return `${Math.round(ms * 1e6)}ns`
  if (ms < 1) return `${Number((ms * 1e3).toFixed(3))}µs`
  if (ms < 1000) return `${Number(ms.toFixed(6))}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor((ms % 3_600_000) / 60_000)
  const seconds = Number(((ms % 60_000) / 1000).toFixed(9))
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`
}
