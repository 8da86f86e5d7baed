/** Commands that are part of the shell because they change it. */

import { find } from '../execute.ts'
import { absolute, FileError } from '../filesystem.ts'
import { Exit, type Program, type Signal, signalNumbers, signalOf } from '../process.ts'
import { echo, printf } from '../programs/echo.ts'
import { kill } from '../programs/process-commands.ts'
import { bracketTest, test } from '../programs/test.ts'
import type { Interpreter, Status } from './interpreter.ts'
import { Jump } from './shell.ts'

export type Builtin = (interpreter: Interpreter, args: readonly string[]) => Status

/** Assignments before these stay, as POSIX has it. */
export const specialBuiltins = new Set([
  ':',
  '.',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
])

const program = (of: Program): Builtin =>
  function* ({ shell }, args) {
    const { process } = shell
    process.voice = shell.voice()
    try {
      return yield* of.run(process, args)
    } finally {
      process.voice = undefined
    }
  }

/** A builtin that waits for nothing. */
const plain = (run: (interpreter: Interpreter, args: readonly string[]) => number): Builtin =>
  // biome-ignore lint/correctness/useYield: it waits for nothing
  function* (interpreter, args) {
    return run(interpreter, args)
  }

const constant = (status: number): Builtin => plain(() => status)

function exit({ shell }: Interpreter, args: readonly string[]): number {
  const code = args[0]
  if (code !== undefined && !/^\d+$/.test(code)) {
    shell.complain(shell.dialect === 'dash' ? `Illegal number: ${code}` : `bad number`, shell.dialect === 'dash' ? 'exit' : undefined)
    throw new Exit(2)
  }
  throw new Exit(code === undefined ? shell.status : Number(code) & 255)
}

const jump = (kind: 'break' | 'continue'): Builtin =>
  // biome-ignore lint/correctness/useYield: leaves by exception
  function* (_, args) {
    throw new Jump(kind, Number(args[0] ?? 1))
  }

function cd({ shell }: Interpreter, args: readonly string[]): number {
  const { process } = shell
  const operands = args.filter((arg) => arg !== '-L' && arg !== '-P' && arg !== '--')
  const target = operands[0] === '-' ? (shell.get('OLDPWD') ?? '') : (operands[0] ?? shell.get('HOME') ?? '/')
  const path = absolute(target, process.cwd)
  const node = target === '' ? undefined : process.files.find(path)
  if (node?.kind !== 'folder') {
    const why = node ? 'Not a directory' : 'No such file or directory'
    shell.complain(shell.dialect === 'dash' ? `can't cd to ${target}` : shell.dialect === 'ash' ? `can't cd to ${target}: ${why}` : `${target}: ${why}`, 'cd')
    return shell.dialect === 'bash' ? 1 : 2
  }
  shell.set('OLDPWD', process.cwd, true)
  process.cwd = path
  shell.set('PWD', path, true)
  if (operands[0] === '-') process.out(`${path}\n`)
  return 0
}

function exportVariables({ shell }: Interpreter, args: readonly string[]): number {
  const names = args.filter((arg) => arg !== '-p' && arg !== '--')
  if (names.length === 0) {
    const all = [...shell.variables].filter(([, { exported }]) => exported).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, { value }] of all)
      shell.process.out(shell.dialect === 'bash' ? `declare -x ${name}="${value}"\n` : `export ${name}='${value.replaceAll("'", `'"'"'`)}'\n`)
    return 0
  }
  for (const arg of names) {
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      shell.complain(shell.dialect === 'bash' ? `\`${arg}': not a valid identifier` : `${arg}: bad variable name`, 'export')
      return shell.dialect === 'bash' ? 1 : 2
    }
    shell.set(name, equals < 0 ? (shell.get(name) ?? '') : arg.slice(equals + 1), true)
  }
  return 0
}

function readonly({ shell }: Interpreter, args: readonly string[]): number {
  for (const arg of args) {
    const [name = '', ...value] = arg.split('=')
    if (value.length > 0) shell.set(name, value.join('='))
    const variable = shell.variables.get(name) ?? { value: '', exported: false, readonly: true }
    shell.variables.set(name, { ...variable, readonly: true })
  }
  return 0
}

function local({ shell }: Interpreter, args: readonly string[]): number {
  const scope = shell.scopes.at(-1)
  if (!scope) {
    shell.complain('not in a function', 'local')
    return shell.dialect === 'bash' ? 1 : 2
  }
  for (const arg of args) {
    const equals = arg.indexOf('=')
    const name = equals < 0 ? arg : arg.slice(0, equals)
    if (!scope.has(name)) scope.set(name, shell.variables.get(name))
    if (equals >= 0) shell.set(name, arg.slice(equals + 1))
    else if (shell.dialect === 'bash') shell.unset(name)
  }
  return 0
}

const longOptions: Record<string, string> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  allexport: 'a',
  noexec: 'n',
  verbose: 'v',
  pipefail: 'pipefail',
  monitor: 'm',
  ignoreeof: 'I',
}

function set({ shell }: Interpreter, args: readonly string[]): number {
  if (args.length === 0) {
    const all = [...shell.variables].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, { value }] of all) shell.process.out(`${name}='${value.replaceAll("'", `'"'"'`)}'\n`)
    return 0
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      shell.positional = args.slice(i + 1)
      return 0
    }
    if (!/^[-+]./.test(arg)) {
      shell.positional = args.slice(i)
      return 0
    }
    for (const letter of arg.slice(1)) {
      const option = letter === 'o' ? longOptions[args[++i] ?? ''] : letter
      if (option === undefined) {
        shell.complain(shell.dialect === 'dash' ? `Illegal option -o ${args[i]}` : `illegal option -o ${args[i]}`, 'set')
        throw new Exit(2)
      }
      if (arg.startsWith('-')) shell.options.add(option)
      else shell.options.delete(option)
    }
  }
  return 0
}

function shift({ shell }: Interpreter, args: readonly string[]): number {
  const count = Number(args[0] ?? 1)
  if (count > shell.positional.length) {
    if (shell.dialect === 'dash') {
      shell.complain("can't shift that many", 'shift')
      throw new Exit(2)
    }
    return 1
  }
  shell.positional = shell.positional.slice(count)
  return 0
}

function trap({ shell }: Interpreter, args: readonly string[]): number {
  const list = args[0] === '--' ? args.slice(1) : args
  if (list.length === 0) {
    for (const [signal, action] of shell.traps) shell.process.out(`trap -- '${action.replaceAll("'", `'\\''`)}' ${signal}\n`)
    return 0
  }
  const [action, ...names] = list.length === 1 ? ['-', ...list] : list
  for (const name of names) {
    const signal = name === '0' || name === 'EXIT' ? 'EXIT' : signalOf(name)
    if (!signal) {
      shell.complain(
        shell.dialect === 'dash'
          ? `${name}: bad trap`
          : shell.dialect === 'ash'
            ? `${name}: invalid signal specification`
            : `${name}: invalid signal specification`,
        'trap',
      )
      return 1
    }
    shell.trap(signal, action === '-' ? undefined : action)
  }
  return 0
}

function unset({ shell }: Interpreter, args: readonly string[]): number {
  for (const name of args) {
    if (name === '-v' || name === '-f') continue
    if (args[0] === '-f') shell.functions.delete(name)
    else shell.unset(name)
  }
  return 0
}

function* wait({ shell }: Interpreter, args: readonly string[]): Status {
  const chosen = args.length === 0 ? shell.jobs : shell.jobs.filter((job, i) => args.includes(String(job.pid)) || args.includes(`%${i + 1}`))
  if (args.length > 0 && chosen.length === 0) return 127
  let status = 0
  for (const job of chosen) {
    while (!job.ended) {
      yield job.exited
      // A trapped signal ends the wait; the trap runs after it.
      const signal = shell.pendingTraps[0]
      if (signal && !job.ended) return 128 + (signalNumbers[signal as Signal] ?? 0)
    }
    status = job.exitCode as number
  }
  shell.jobs = shell.jobs.filter((job) => !job.ended)
  return args.length === 0 ? 0 : status
}

function jobs({ shell }: Interpreter): number {
  shell.jobs = shell.jobs.filter((job) => !job.ended)
  shell.jobs.forEach((job, i) => {
    shell.process.out(`[${i + 1}]${i === shell.jobs.length - 1 ? '+' : ' '} Running                    ${job.argv.join(' ')}\n`)
  })
  return 0
}

function* fg(interpreter: Interpreter, args: readonly string[]): Status {
  const job = interpreter.shell.jobs.at(-1)
  return job ? yield* wait(interpreter, args.length > 0 ? args : [String(job.pid)]) : 1
}

function* read({ shell }: Interpreter, args: readonly string[]): Status {
  const { process } = shell
  let raw = false
  let timeout: number | undefined
  let count: number | undefined
  let i = 0
  for (; args[i]?.startsWith('-'); i++) {
    const option = args[i] as string
    if (option.includes('r')) raw = true
    const letter = option.at(-1)
    if (letter === 'p') process.err(args[++i] ?? '')
    else if (letter === 't') timeout = Number(args[++i])
    else if (letter === 'n') count = Number(args[++i])
  }
  const names = args.slice(i)
  const input = process.input(0)
  const deadline = timeout === undefined ? undefined : process.now() + timeout * 1000
  let line = ''
  let ended = false
  for (;;) {
    const part = count === undefined ? input?.readLine() : input?.read(count)
    if (part === undefined || input === undefined) {
      ended = true
      break
    }
    if (part === '') {
      if (deadline !== undefined && process.now() >= deadline) return shell.dialect === 'bash' ? 142 : 1
      yield (wake) => {
        const timer = deadline === undefined ? undefined : process.environment.clock.after(deadline - process.now(), wake)
        const cancel = input.readable(wake)
        return () => {
          timer?.cancel()
          cancel()
        }
      }
      if (shell.pendingTraps.length > 0) return 129
      continue
    }
    line += part
    if (!raw && line.endsWith('\\\n')) {
      line = line.slice(0, -2)
      continue
    }
    ended = !line.endsWith('\n') && count === undefined
    break
  }
  assignFields(shell, names.length > 0 ? names : ['REPLY'], raw ? line.replace(/\n$/, '') : line.replace(/\n$/, '').replace(/\\(.)/g, '$1'))
  return ended ? 1 : 0
}

function assignFields(shell: Interpreter['shell'], names: readonly string[], line: string): void {
  const separators = shell.get('IFS') ?? ' \t\n'
  const blanks = [...separators].filter((char) => /\s/.test(char)).join('')
  const isBlank = (char: string): boolean => char !== '' && blanks.includes(char)
  let at = 0
  const skip = (): void => {
    while (isBlank(line[at] ?? '')) at++
  }
  skip()
  names.forEach((name, i) => {
    let value = ''
    if (i === names.length - 1) {
      value = line.slice(at)
      while (isBlank(value.at(-1) ?? '')) value = value.slice(0, -1)
    } else {
      while (at < line.length && !separators.includes(line[at] as string)) value += line[at++]
      skip()
      if (at < line.length && separators.includes(line[at] as string) && !isBlank(line[at] as string)) at++
      skip()
    }
    shell.set(name, value)
  })
}

function type({ shell }: Interpreter, args: readonly string[]): number {
  let status = 0
  for (const name of args) {
    if (shell.functions.has(name)) shell.process.out(`${name} is a ${shell.dialect === 'ash' ? 'function' : 'shell function'}\n`)
    else if (builtins.has(name)) shell.process.out(`${name} is a ${specialBuiltins.has(name) && shell.dialect === 'dash' ? 'special ' : ''}shell builtin\n`)
    else {
      const found = find(shell.process, shell.environment(), name)
      if (found.ok) shell.process.out(`${name} is ${found.path}\n`)
      else {
        shell.process.out(`${name}: not found\n`)
        status = 127
      }
    }
  }
  return status
}

function* command(interpreter: Interpreter, args: readonly string[]): Status {
  const { shell } = interpreter
  if (args[0] === '-v' || args[0] === '-V') {
    const name = args[1] ?? ''
    const found = find(shell.process, shell.environment(), name)
    const known = builtins.has(name) || shell.functions.has(name)
    if (!known && !found.ok) return 127
    shell.process.out(`${known ? name : found.path}\n`)
    return 0
  }
  const rest = args[0] === '-p' ? args.slice(1) : args
  const builtin = builtins.get(rest[0] ?? '')
  if (builtin) return yield* builtin(interpreter, rest.slice(1))
  return yield* interpreter.runText(rest.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '))
}

function* source(interpreter: Interpreter, args: readonly string[]): Status {
  const { shell } = interpreter
  const name = args[0] ?? ''
  try {
    const text = shell.process.files.read(absolute(name, shell.process.cwd), shell.process)
    return yield* interpreter.runText(text)
  } catch (error) {
    if (error instanceof Jump && error.kind === 'return') return error.value
    if (!(error instanceof FileError)) throw error
    shell.complain(
      shell.dialect === 'ash'
        ? `can't open '${name}': ${error.message}`
        : shell.dialect === 'dash'
          ? `cannot open ${name}: No such file`
          : `${name}: ${error.message}`,
      '.',
    )
    if (!shell.interactive && shell.dialect !== 'bash') throw new Exit(2)
    return 1
  }
}

function getopts({ shell }: Interpreter, args: readonly string[]): number {
  const [letters = '', name = 'opt', ...given] = args
  const list = given.length > 0 ? given : shell.positional
  const index = Number(shell.get('OPTIND') ?? 1)
  const word = list[index - 1]
  if (word === undefined || !/^-./.test(word) || word === '--') {
    shell.set(name, '?')
    return 1
  }
  shell.getoptsAt = Math.max(1, shell.getoptsAt)
  const letter = word[shell.getoptsAt++] as string
  const wanted = letters.indexOf(letter)
  let next = shell.getoptsAt >= word.length ? index + 1 : index
  if (letters[wanted + 1] === ':' && wanted >= 0) {
    const value = shell.getoptsAt < word.length ? word.slice(shell.getoptsAt) : list[index]
    next = shell.getoptsAt < word.length ? index + 1 : index + 2
    shell.set('OPTARG', value ?? '')
  }
  if (next !== index) shell.getoptsAt = 0
  shell.set('OPTIND', String(next))
  if (wanted < 0 || letter === ':') {
    if (!letters.startsWith(':')) shell.complain(`Illegal option -${letter}`)
    shell.set(name, '?')
    return 0
  }
  shell.set(name, letter)
  return 0
}

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', constant(0)],
  ['true', constant(0)],
  ['false', constant(1)],
  ['.', source],
  ['source', source],
  ['[', program(bracketTest)],
  ['test', program(test)],
  ['echo', program(echo)],
  ['printf', program(printf)],
  ['kill', program(kill)],
  ['break', jump('break')],
  ['continue', jump('continue')],
  [
    'return',
    plain(({ shell }, args) => {
      throw new Jump('return', Number(args[0] ?? shell.status) & 255)
    }),
  ],
  ['exit', plain(exit)],
  ['exec', constant(0)],
  ['eval', (interpreter, args) => interpreter.runText(args.join(' '))],
  ['cd', plain(cd)],
  [
    'pwd',
    plain(({ shell }) => {
      shell.process.out(`${shell.process.cwd}\n`)
      return 0
    }),
  ],
  ['export', plain(exportVariables)],
  ['readonly', plain(readonly)],
  ['local', plain(local)],
  ['set', plain(set)],
  ['shift', plain(shift)],
  ['trap', plain(trap)],
  ['unset', plain(unset)],
  ['wait', wait],
  ['jobs', plain(jobs)],
  ['fg', fg],
  ['read', read],
  ['type', plain(type)],
  ['command', command],
  ['getopts', plain(getopts)],
  ['umask', constant(0)],
  ['hash', constant(0)],
  [
    'alias',
    plain(({ shell }, args) => {
      for (const arg of args) shell.aliases.set(arg.split('=')[0] as string, arg.slice(arg.indexOf('=') + 1))
      return 0
    }),
  ],
  [
    'ulimit',
    plain(({ shell }) => {
      shell.process.out('unlimited\n')
      return 0
    }),
  ],
  [
    'times',
    plain(({ shell }) => {
      shell.process.out('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n')
      return 0
    }),
  ],
])
