/** Names of time zones, as Go's time.LoadLocation knows them. */

/** `Europe/Berlin`, spelled as the list of zones spells it; not `europe/berlin`, not `+01:00`. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'UTC' || name === 'Local') return true
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    const known = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone
    return known === name || known.toLowerCase() !== name.toLowerCase()
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export interface WallClock {
  readonly year: number
  /** 1 is January. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** What the clocks in a time zone show. */
export const wallClock = (ms: number, timeZone: string): WallClock => wallClockAhead(ms, offsetAt(ms, timeZone))

/** What clocks show that are so many milliseconds ahead of UTC. */
export function wallClockAhead(ms: number, offset: number): WallClock {
  const shifted = new Date(ms + offset)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
  }
}

/** `2026-01-05T10:00:00+01:00`, or with `Z` where the clocks show UTC. */
export function formatInZone(ms: number, timeZone: string): string {
  const offset = offsetAt(ms, timeZone)
  const local = new Date(Math.floor(ms / 1000) * 1000 + offset).toISOString().slice(0, 19)
  if (offset === 0) return `${local}Z`
  const minutes = Math.abs(offset) / 60_000
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far the clocks there are ahead of UTC, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === '' || timeZone === 'UTC' || timeZone === 'Local') return 0
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric })
  formats.set(timeZone, format)
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)])) as unknown as Omit<WallClock, 'weekday'>
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
  return shown - Math.floor(ms / 1000) * 1000
}
