/** Times as the API writes them: RFC 3339, in UTC. In the program a time is milliseconds since the epoch. */

/** The message is what Go says of the text. */
export class TimeError extends Error {}

/** `2026-05-01T12:00:00Z`: metav1.Time, to the second. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== last.second) last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

/** Much happens in the same second. */
let last = { second: Number.NaN, text: '' }

/** `2026-05-01T12:00:00.123000Z`: metav1.MicroTime (leases, events). */
export function formatMicroTime(ms: number): string {
  const micros = Math.floor((ms - Math.floor(ms / 1000) * 1000) * 1000)
  return `${formatTime(ms).slice(0, 19)}.${String(micros).padStart(6, '0')}Z`
}

const layout = '2006-01-02T15:04:05Z07:00'
/** The elements of the layout, and what each takes from the text. */
const elements: readonly (readonly [string, RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d([.,]\d+)?/],
  ['Z07:00', /^(Z|[-+]\d\d:\d\d)/],
]

/** As the server writes them; the last days of months aside, which not every month has. */
const usual = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/

/** Milliseconds since the epoch, fractions kept to the microsecond. Throws TimeError with Go's text. */
export function parseTime(text: string): number {
  if (text !== lastRead.text) lastRead = { text, ms: usual.test(text) ? Date.parse(text) : parseAnyTime(text) }
  return lastRead.ms
}

/** What is read in a row is often the same. */
let lastRead: { readonly text?: string; readonly ms: number } = { ms: Number.NaN }

function parseAnyTime(text: string): number {
  const failed = (rest: string): TimeError => new TimeError(`parsing time ${quote(text)} as ${quote(layout)}: ${rest}`)
  let rest = text
  const found: string[] = []
  for (const [element, pattern] of elements) {
    const match = pattern.exec(rest)
    if (!match) throw failed(`cannot parse ${quote(rest)} as ${quote(element)}`)
    found.push(match[0])
    rest = rest.slice(match[0].length)
  }
  if (rest !== '') throw new TimeError(`parsing time ${quote(text)}: extra text: ${quote(rest)}`)
  const [year, , month, , day, , hour, , minute, , second, zone] = found
  const out = (what: string): TimeError => new TimeError(`parsing time ${quote(text)}: ${what} out of range`)
  if (Number(month) < 1 || Number(month) > 12) throw out('month')
  if (Number(hour) > 23) throw out('hour')
  if (Number(minute) > 59) throw out('minute')
  const whole = Number(second!.slice(0, 2))
  if (whole > 59) throw out('second')
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (Number(day) < 1 || new Date(midnight).getUTCMonth() !== Number(month) - 1) throw out('day')
  const fraction = Math.floor(Number(`0.${second!.slice(3) || '0'}`) * 1e6) / 1e3
  return midnight + ((Number(hour) * 60 + Number(minute)) * 60 + whole) * 1000 + fraction - offsetMs(zone!)
}

/** The same for a time that may be missing or unreadable. */
export function timeOf(text: string | undefined | null): number | undefined {
  if (text === undefined || text === null || text === '') return undefined
  try {
    return parseTime(text)
  } catch {
    return undefined
  }
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const [hours, minutes] = zone.slice(1).split(':').map(Number)
  return (zone.startsWith('-') ? -1 : 1) * (hours! * 60 + minutes!) * 60_000
}

const quote = (text: string): string => JSON.stringify(text)
