/** ps, kill, sleep, timeout, nohup, xargs-free company of processes; who and where am I. */
import { execute, find } from '../execute.ts'
import { type Process, type Program, sleep as pause, type Run, signalNumbers, signalOf } from '../process.ts'
import { machine } from '../system-files.ts'
import { complain, defineProgram, isGnu } from './program.ts'

/** `10`, `0.5`, `2m`, `infinity` in milliseconds. */
function duration(text: string): number | undefined {
  if (/^inf(inity)?$/.test(text)) return Number.POSITIVE_INFINITY
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[match[2] as '' | 's' | 'm' | 'h' | 'd'] * 1000
}

/** After so many naps in one container, or for so long a sleep, nobody waits for what comes after it. */
const patience = { naps: 30, longest: 120_000 }

export const sleep: Program = defineProgram('sleep', function* (process, args) {
  if (args.length === 0) {
    process.err(
      isGnu(process)
        ? "sleep: missing operand\nTry 'sleep --help' for more information.\n"
        : 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: sleep [N]...\n',
    )
    return 1
  }
  let total = 0
  for (const arg of args) {
    const ms = duration(arg)
    if (ms === undefined) {
      process.err(isGnu(process) ? `sleep: invalid time interval '${arg}'\nTry 'sleep --help' for more information.\n` : `sleep: invalid number '${arg}'\n`)
      return 1
    }
    total += ms
  }
  if (total === Number.POSITIVE_INFINITY) for (;;) yield () => () => {}
  const { kernel } = process
  const background = total > patience.longest || ++kernel.naps > patience.naps
  yield* pause(process, total, { background })
  return 0
})

export const timeout: Program = defineProgram('timeout', function* (process, args) {
  const rest = args[0] === '-t' ? args.slice(1) : args[0] === '-s' || args[0] === '-k' ? args.slice(2) : args
  const limit = duration(rest[0] ?? '')
  const command = rest.slice(1)
  const name = command[0]
  if (limit === undefined || name === undefined) {
    process.err(isGnu(process) ? "timeout: missing operand\nTry 'timeout --help' for more information.\n" : 'Usage: timeout [-s SIG] SECS PROG ARGS\n')
    return isGnu(process) ? 125 : 1
  }
  const child = spawn(process, command)
  if (typeof child === 'number') {
    process.err(
      isGnu(process)
        ? `timeout: failed to run command '${name}': No such file or directory\n`
        : `timeout: can't execute '${name}': No such file or directory\n`,
    )
    return child
  }
  const { clock } = process.environment
  const deadline = clock.now() + limit
  while (!child.ended && clock.now() < deadline)
    yield (wake) => {
      const timer = clock.after(deadline - clock.now(), wake)
      const cancel = child.exited(wake)
      return () => {
        timer.cancel()
        cancel()
      }
    }
  if (child.ended) return child.exitCode as number
  child.signal('TERM')
  while (!child.ended) yield child.exited
  return isGnu(process) ? 124 : 143
})

/** Starts a child with this process's descriptors; 126 or 127 if it cannot be started. */
export function spawn(process: Process, argv: readonly string[]): Process | number {
  const found = find(process, process.env, argv[0] as string)
  if (!found.ok) return found.error === 'missing' ? 127 : 126
  return process.kernel.spawn({
    parent: process,
    argv,
    env: process.env,
    cwd: process.cwd,
    uid: process.uid,
    descriptors: process.descriptors,
    code: (child) => execute(child, found.path, argv),
  })
}

/** Replaces a process by another command: entry point scripts, env, nohup. */
export function* become(process: Process, argv: readonly string[], who: string): Run {
  const found = find(process, process.env, argv[0] as string)
  if (!found.ok) {
    const why = found.error === 'missing' ? 'No such file or directory' : 'Permission denied'
    process.err(isGnu(process) ? `${who}: '${argv[0]}': ${why}\n` : `${who}: can't execute '${argv[0]}': ${why}\n`)
    return found.error === 'missing' ? 127 : 126
  }
  return yield* process.become(argv, (self) => execute(self, found.path, argv))
}

export const nohup: Program = defineProgram('nohup', function* (process, args) {
  const code = yield* become(process, args, 'nohup')
  return code
})

export const kill: Program = defineProgram('kill', (process, args) => {
  if (args[0] === '-l') {
    process.out(
      `${Object.entries(signalNumbers)
        .map(([name, number]) => `${String(number).padStart(2)}) ${name}`)
        .join('\n')}\n`,
    )
    return 0
  }
  let signal: ReturnType<typeof signalOf> = 'TERM'
  let rest = args
  if (args[0] === '-s') {
    signal = signalOf(args[1] ?? '')
    rest = args.slice(2)
  } else if (/^-./.test(args[0] ?? '') && args[0] !== '--') {
    signal = args[0] === '-0' ? 'CONT' : signalOf((args[0] as string).slice(1))
    rest = args.slice(1)
  }
  const voice = process.voice ?? 'kill: '
  if (!signal) {
    process.err(isGnu(process) ? `${voice}kill: Illegal option ${args[0]}\n` : `${voice}bad signal name '${(args[0] as string).slice(1)}'\n`)
    return 1
  }
  let status = 0
  for (const word of rest.filter((each) => each !== '--')) {
    const target = word.startsWith('%') ? [...process.children][Number(word.slice(1)) - 1] : process.kernel.processes.get(Number(word))
    if (target) {
      if (args[0] !== '-0') target.signal(signal)
      continue
    }
    process.err(isGnu(process) ? `${voice}kill: No such process\n\n` : `${voice}can't kill pid ${word}: No such process\n`)
    status = 1
  }
  return status
})

export const killall: Program = defineProgram('killall', (process, args) => {
  const signal = args[0]?.startsWith('-') ? signalOf(args[0].slice(1)) : 'TERM'
  let status = 0
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const targets = [...process.kernel.processes.values()].filter((other) => (other.argv[0] ?? '').replace(/.*\//, '') === name)
    for (const target of targets) target.signal(signal ?? 'TERM')
    if (targets.length > 0) continue
    process.err(`killall: ${name}: no process killed\n`)
    status = 1
  }
  return status
})

export const pidof: Program = defineProgram('pidof', (process, args) => {
  const found = [...process.kernel.processes.values()].filter((other) => (other.argv[0] ?? '').replace(/.*\//, '').replace(/:$/, '') === args[0])
  if (found.length === 0) return 1
  process.out(
    `${found
      .map(({ pid }) => pid)
      .reverse()
      .join(' ')}\n`,
  )
  return 0
})

const userOf = (process: Process, uid: number): string => {
  const passwd = process.files.find('/etc/passwd') ? process.files.read('/etc/passwd') : ''
  return (
    passwd
      .split('\n')
      .find((line) => line.split(':')[2] === String(uid))
      ?.split(':')[0] ?? String(uid)
  )
}

export const ps: Program = defineProgram('ps', (process, args) => {
  const all = [...process.kernel.processes.values()].sort((a, b) => a.pid - b.pid)
  if (!isGnu(process)) {
    process.out('PID   USER     TIME  COMMAND\n')
    for (const other of all) process.out(`${String(other.pid).padStart(5)} ${userOf(process, other.uid).padEnd(8)}  0:00 ${other.argv.join(' ')}\n`)
    return 0
  }
  const full = args.some((arg) => arg.includes('f'))
  const started = (other: Process): string => new Date(other.startedAt).toISOString().slice(11, 16)
  if (args[0] === 'aux') {
    process.out('USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n')
    for (const other of all) {
      const rss = Math.round(other.memory / 1024)
      process.out(
        `${userOf(process, other.uid).padEnd(8)} ${String(other.pid).padStart(7)}  0.0 ${((other.memory / machine.memory) * 100).toFixed(1).padStart(4)} ${String(rss * 3).padStart(6)} ${String(rss).padStart(5)} ?        S    ${started(other)}   0:00 ${other.argv.join(' ')}\n`,
      )
    }
    return 0
  }
  process.out(full ? 'UID          PID    PPID  C STIME TTY          TIME CMD\n' : '    PID TTY          TIME CMD\n')
  for (const other of all)
    process.out(
      full
        ? `${userOf(process, other.uid).padEnd(8)} ${String(other.pid).padStart(7)} ${String(other.parent?.pid ?? 0).padStart(7)}  0 ${started(other)} ?        00:00:00 ${other.argv.join(' ')}\n`
        : `${String(other.pid).padStart(7)} ?        00:00:00 ${(other.argv[0] ?? '').replace(/.*\//, '')}\n`,
    )
  return 0
})

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

export const env: Program = defineProgram('env', function* (process, args) {
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '-i') process.env = new Map()
    else if (arg === '-u') process.env.delete(args[++i] ?? '')
    else if (/^[^=]+=/.test(arg)) process.env.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1))
    else break
  }
  if (i < args.length) return yield* become(process, args.slice(i), 'env')
  for (const [name, value] of process.env) process.out(`${name}=${value}\n`)
  return 0
})

export const printenv: Program = defineProgram('printenv', (process, args) => {
  if (args.length === 0) for (const [name, value] of process.env) process.out(`${name}=${value}\n`)
  let status = 0
  for (const name of args) {
    const value = process.env.get(name)
    if (value === undefined) status = 1
    else process.out(`${value}\n`)
  }
  return status
})

export const hostname: Program = defineProgram('hostname', (process, args) => {
  const { hostname: name, source } = process.environment
  process.out(`${args.includes('-i') || args.includes('-I') ? source.ip : name}\n`)
  return 0
})

export const id: Program = defineProgram('id', (process, args) => {
  const { uid } = process
  const name = userOf(process, uid)
  const named = name !== String(uid)
  if (args.includes('-u')) process.out(`${args.includes('-n') ? name : uid}\n`)
  else if (args.includes('-un')) process.out(`${name}\n`)
  else if (args.includes('-g')) process.out(`${named ? uid : 0}\n`)
  else if (uid === 0) process.out(isGnu(process) ? 'uid=0(root) gid=0(root) groups=0(root)\n' : 'uid=0(root) gid=0(root) groups=0(root),10(wheel)\n')
  else process.out(`uid=${uid}${named ? `(${name})` : ''} gid=${named ? `${uid}(${name})` : '0(root)'} groups=${named ? `${uid}(${name})` : '0(root)'}\n`)
  return 0
})

export const whoami: Program = defineProgram('whoami', (process) => {
  const name = userOf(process, process.uid)
  if (name === String(process.uid)) {
    process.err(isGnu(process) ? `whoami: cannot find name for user ID ${name}\n` : `whoami: unknown uid ${name}\n`)
    return 1
  }
  process.out(`${name}\n`)
  return 0
})

export const uname: Program = defineProgram('uname', (process, args) => {
  const { hostname: node } = process.environment
  const of: Record<string, string> = {
    s: 'Linux',
    n: node,
    r: machine.kernel,
    v: '#1 SMP PREEMPT_DYNAMIC',
    m: 'x86_64',
    o: isGnu(process) ? 'GNU/Linux' : 'Linux',
  }
  const letters = args.some((arg) => arg.includes('a')) ? 'snrvmo' : args.join('').replace(/[^snrvmo]/g, '') || 's'
  process.out(
    `${[...'snrvmo']
      .filter((letter) => letters.includes(letter))
      .map((letter) => of[letter])
      .join(' ')}\n`,
  )
  return 0
})

export const nproc: Program = defineProgram('nproc', (process) => {
  process.out(`${machine.cpus}\n`)
  return 0
})

export const uptime: Program = defineProgram('uptime', (process) => {
  process.out(` ${formatDate('%T', process.now())} up 1 day,  3:12,  0 users,  load average: 0.21, 0.18, 0.12\n`)
  return 0
})

export const free: Program = defineProgram('free', (process, args) => {
  const unit = args.includes('-m') ? 1 << 20 : args.includes('-b') ? 1 : 1024
  const total = Math.round(machine.memory / unit)
  const cell = (share: number): string => String(Math.round(total * share)).padStart(12)
  process.out('              total        used        free      shared  buff/cache   available\n')
  process.out(`Mem:   ${cell(1)}${cell(0.28)}${cell(0.31)}${cell(0.01)}${cell(0.41)}${cell(0.62)}\nSwap:  ${cell(0)}${cell(0)}${cell(0)}\n`)
  return 0
})

export const which: Program = defineProgram('which', (process, args) => {
  let status = 0
  for (const name of args) {
    const found = find(process, process.env, name)
    if (found.ok) process.out(`${found.path}\n`)
    else status = 1
  }
  return status
})

export const mount: Program = defineProgram('mount', (process) => {
  const table = process.files.read('/proc/mounts').split('\n').filter(Boolean)
  for (const line of table) {
    const [device, path, type, options] = line.split(' ')
    process.out(`${device} on ${path} type ${type} (${options})\n`)
  }
  return 0
})

export const df: Program = defineProgram('df', (process, args) => {
  const human = args.some((arg) => /^-.*h/.test(arg))
  const paths = args.filter((arg) => !arg.startsWith('-'))
  const rows = [['overlay', '/'], ...process.files.mounts.map(({ path }) => ['/dev/vda1', path])] as [string, string][]
  const gib = 59
  process.out(
    human ? 'Filesystem                Size      Used Available Use% Mounted on\n' : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n',
  )
  for (const [device, path] of rows) {
    if (paths.length > 0 && !paths.includes(path) && !(path === '/' && !rows.some(([, at]) => paths.includes(at)))) continue
    const size = (part: number): string => (human ? `${(gib * part).toFixed(1)}G` : String(Math.round(gib * part * 1024 * 1024)))
    process.out(`${device.padEnd(20)} ${size(1).padStart(9)} ${size(0.37).padStart(9)} ${size(0.58).padStart(9)}  39% ${path}\n`)
  }
  return 0
})

export const tty: Program = defineProgram('tty', (process) => {
  const terminal = process.input(0)?.terminal ?? false
  process.out(terminal ? '/dev/pts/0\n' : 'not a tty\n')
  return terminal ? 0 : 1
})

export const chroot: Program = defineProgram('chroot', (process, args) => complainRoot(process, args[0] ?? ''))

const complainRoot = (process: Process, name: string): number => {
  try {
    process.files.get(process.path(name))
  } catch (error) {
    return complain(process, 'chroot', name, error)
  }
  process.err(`chroot: ktutor does not simulate another root\n`)
  return 125
}
