/** Builtins about variables and options. */

import { Exit } from '../process.ts'
import type { Interpreter } from './interpreter.ts'

export function exportVariables({ shell }: Interpreter, args: readonly string[]): number {
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

export function readonly({ shell }: Interpreter, args: readonly string[]): number {
  for (const arg of args) {
    const [name = '', ...value] = arg.split('=')
    if (value.length > 0) shell.set(name, value.join('='))
    const variable = shell.variables.get(name) ?? { value: '', exported: false, readonly: true }
    shell.variables.set(name, { ...variable, readonly: true })
  }
  return 0
}

export function local({ shell }: Interpreter, args: readonly string[]): number {
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

export function set({ shell }: Interpreter, args: readonly string[]): number {
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

export function shift({ shell }: Interpreter, args: readonly string[]): number {
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

export function unset({ shell }: Interpreter, args: readonly string[]): number {
  for (const name of args) {
    if (name === '-v' || name === '-f') continue
    if (args[0] === '-f') shell.functions.delete(name)
    else shell.unset(name)
  }
  return 0
}

export function getopts({ shell }: Interpreter, args: readonly string[]): number {
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
