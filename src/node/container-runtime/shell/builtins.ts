/** Commands that are part of the shell because they change it. */

import { find } from '../execute.ts'
import { FileError } from '../file-error.ts'
import { absolute } from '../path.ts'
import { Exit, type Program } from '../process.ts'
import { echo, printf } from '../programs/echo.ts'
import { kill } from '../programs/process-commands.ts'
import { bracketTest, test } from '../programs/test.ts'
import { fg, jobs, trap, wait } from './builtin-jobs.ts'
import { read } from './builtin-read.ts'
import { exportVariables, getopts, local, readonly, set, shift, unset } from './builtin-variables.ts'
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
