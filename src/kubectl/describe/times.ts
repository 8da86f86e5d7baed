/** Times in descriptions: points in time in the zone of the reader, and ages. */
import { humanDuration } from '../../api/duration.ts'
import { timeOf } from '../../api/time.ts'

export class Times {
  /** `zone` as in TZ (`Europe/Berlin`); UTC without one, or if nobody knows it. */
  constructor(
    private readonly now: number,
    private readonly zone: string | undefined,
  ) {}

  /** `Mon, 05 Jan 2026 09:00:00 +0000`: Go's RFC1123Z. A time that is missing is Go's first. */
  point(text: string | null | undefined): string {
    const ms = timeOf(text)
    if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000'
    const offset = offsetMinutes(ms, this.zone)
    const local = new Date(ms + offset * 60_000).toUTCString().replace(/ GMT$/, '')
    const size = Math.abs(offset)
    return `${local} ${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
  }

  /** `2026-01-05 09:00:00 +0000 UTC`: as Go prints a time that nobody formats. */
  plain(text: string | null | undefined): string {
    const ms = timeOf(text)
    if (ms === undefined) return '0001-01-01 00:00:00 +0000 UTC'
    const [, offset = '+0000'] = / ([+-]\d{4})$/.exec(this.point(text)) ?? []
    const local = new Date(ms + offsetMinutes(ms, this.zone) * 60_000).toISOString()
    return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offset} ${zoneName(ms, this.zone)}`
  }

  /** `5m30s` */
  since(text: string | null | undefined): string {
    const ms = timeOf(text)
    return ms === undefined ? '<unknown>' : humanDuration(this.now - ms)
  }
}

const two = (number: number): string => String(number).padStart(2, '0')

function offsetMinutes(ms: number, zone: string | undefined): number {
  if (!zone || zone === 'UTC') return 0
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone.replace(/^:/, ''), timeZoneName: 'longOffset' }).formatToParts(new Date(ms))
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '') ?? []
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  } catch {
    return 0
  }
}

/** `CET`; the offset once more where a zone has no letters. */
function zoneName(ms: number, zone: string | undefined): string {
  if (!zone || zone === 'UTC') return 'UTC'
  try {
    const parts = (locale: string): string =>
      new Intl.DateTimeFormat(locale, { timeZone: zone.replace(/^:/, ''), timeZoneName: 'short' })
        .formatToParts(new Date(ms))
        .find((part) => part.type === 'timeZoneName')?.value ?? ''
    return ['en-US', 'en-GB'].map(parts).find((name) => /^[A-Z]+$/.test(name)) ?? parts('en-US').replace(/^GMT/, '')
  } catch {
    return 'UTC'
  }
}
