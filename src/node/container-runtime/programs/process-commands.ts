/** ps, kill, sleep, timeout, nohup, xargs-free company of processes; who and where am I. */
import { execute, find } from '../execute.ts'
import type { Process, Program, Run } from '../process.ts'
import { signalNumbers, signalOf } from '../signal.ts'
import { forSignals, nap } from '../sleep.ts'
import { defineProgram, defineSteadyProgram, isGnu } from './program.ts'

/** `10`, `0.5`, `2m`, `infinity` in milliseconds. */
function duration(text: string): number | undefined {
  if (/^inf(inity)?$/.test(text)) return Number.POSITIVE_INFINITY
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[match[2] as '' | 's' | 'm' | 'h' | 'd'] * 1000
}

export const sleep: Program = defineSteadyProgram('sleep', function* (process, args) {
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
  if (total === Number.POSITIVE_INFINITY) for (;;) yield forSignals
  yield* nap(process, total)
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

export const userOf = (process: Process, uid: number): string => {
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
        `${userOf(process, other.uid).padEnd(8)} ${String(other.pid).padStart(7)}  0.0 ${((other.memory / process.environment.machine.memory.capacity) * 100).toFixed(1).padStart(4)} ${String(rss * 3).padStart(6)} ${String(rss).padStart(5)} ?        S    ${started(other)}   0:00 ${other.argv.join(' ')}\n`,
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
