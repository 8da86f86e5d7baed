import type { Program } from '../process.ts'
import { defineProgram, isGnu } from './program.ts'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const fullDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const fullMonths = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const two = (n: number, fill = '0'): string => String(n).padStart(2, fill)

/** strftime in UTC. */
function formatDate(format: string, ms: number): string {
  const date = new Date(ms)
  const [h, m, s] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  const [day, month, year] = [date.getUTCDate(), date.getUTCMonth(), date.getUTCFullYear()]
  const of: Record<string, string> = {
    Y: String(year),
    y: two(year % 100),
    m: two(month + 1),
    d: two(day),
    e: two(day, ' '),
    H: two(h),
    I: two(h % 12 || 12),
    M: two(m),
    S: two(s),
    p: h < 12 ? 'AM' : 'PM',
    s: String(Math.floor(ms / 1000)),
    N: `${String(Math.floor(ms) % 1000).padStart(3, '0')}000000`,
    j: String(Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    a: days[date.getUTCDay()] as string,
    A: fullDays[date.getUTCDay()] as string,
    b: months[month] as string,
    h: months[month] as string,
    B: fullMonths[month] as string,
    u: String(date.getUTCDay() || 7),
    w: String(date.getUTCDay()),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
  }
  of.T = `${of.H}:${of.M}:${of.S}`
  of.R = `${of.H}:${of.M}`
  of.F = `${of.Y}-${of.m}-${of.d}`
  of.D = `${of.m}/${of.d}/${of.y}`
  of.c = `${of.a} ${of.b} ${of.e} ${of.T} ${of.Y}`
  return format.replace(/%[-_0]?([A-Za-z%])/g, (whole, letter: string) => of[letter] ?? whole)
}

export const date: Program = defineProgram('date', (process, args) => {
  const format = args.find((arg) => arg.startsWith('+'))?.slice(1)
  const given = args.indexOf('-d')
  let ms = process.now()
  if (given >= 0) {
    const text = args[given + 1] ?? ''
    ms = text.startsWith('@') ? Number(text.slice(1)) * 1000 : Date.parse(/[zZ]|[-+]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
    if (Number.isNaN(ms)) {
      process.err(isGnu(process) ? `date: invalid date '${text}'\n` : `date: invalid date '${text}'\n`)
      return 1
    }
  }
  const iso = args.find((arg) => arg.startsWith('-I') || arg.startsWith('--iso'))
  const standard = isGnu(process) ? '%a %b %e %H:%M:%S UTC %Y' : '%a %b %e %H:%M:%S UTC %Y'
  const shape =
    format ?? (iso ? (iso.endsWith('s') || iso.endsWith('seconds') ? '%FT%T+00:00' : '%F') : args.includes('-R') ? '%a, %d %b %Y %T +0000' : standard)
  process.out(`${formatDate(shape, ms)}\n`)
  return 0
})

export const uptime: Program = defineProgram('uptime', (process) => {
  process.out(` ${formatDate('%T', process.now())} up 1 day,  3:12,  0 users,  load average: 0.21, 0.18, 0.12\n`)
  return 0
})
