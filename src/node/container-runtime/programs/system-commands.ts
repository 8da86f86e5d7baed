/** Who and where am I: id, hostname, env, uname and their like. */
import { find } from '../execute.ts'
import type { Process, Program } from '../process.ts'
import { machine } from '../system-files.ts'
import { become, userOf } from './process-commands.ts'
import { defineProgram, isGnu } from './program.ts'

export const env: Program = defineProgram('env', function* (process, args) {
  const variables = new Map(process.env)
  process.env = variables
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '-i') variables.clear()
    else if (arg === '-u') variables.delete(args[++i] ?? '')
    else if (/^[^=]+=/.test(arg)) variables.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1))
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
  if (args.includes('-f') || args.includes('--fqdn')) process.out(`${fullName(process) ?? name}\n`)
  else process.out(`${args.includes('-i') || args.includes('-I') ? source.ip : name}\n`)
  return 0
})

/** The first name that /etc/hosts has for the own address. */
function fullName(process: Process): string | undefined {
  const { files, source } = process.environment
  const lines = files.find('/etc/hosts')?.kind === 'file' ? files.read('/etc/hosts').split('\n') : []
  return lines.map((line) => line.trim().split(/\s+/)).find(([ip]) => ip === source.ip)?.[1]
}

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

export const free: Program = defineProgram('free', (process, args) => {
  const unit = args.includes('-m') ? 1 << 20 : args.includes('-b') ? 1 : 1024
  const { capacity, used, available } = process.environment.machine.memory
  const cell = (bytes: number): string => String(Math.round(bytes / unit)).padStart(12)
  process.out('              total        used        free      shared  buff/cache   available\n')
  process.out(
    `Mem:   ${cell(capacity)}${cell(used)}${cell(available / 2)}${cell(capacity / 100)}${cell(available / 2)}${cell(available)}\nSwap:  ${cell(0)}${cell(0)}${cell(0)}\n`,
  )
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

export const tty: Program = defineProgram('tty', (process) => {
  const terminal = process.input(0)?.terminal ?? false
  process.out(terminal ? '/dev/pts/0\n' : 'not a tty\n')
  return terminal ? 0 : 1
})
