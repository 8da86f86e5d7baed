/** What a shell remembers between commands. A subshell gets a copy. */
import { Exit, type Process } from '../process.ts'
import type { Signal } from '../signal.ts'
import type { Command } from './syntax.ts'

export interface Variable {
  value: string
  exported: boolean
  readonly: boolean
}

export type Dialect = 'ash' | 'dash' | 'bash'

/** `break` and its like travel through the interpreter as exceptions. */
export class Jump extends Error {
  constructor(
    readonly kind: 'break' | 'continue' | 'return',
    public value: number,
  ) {
    super(kind)
  }
}

export class Shell {
  readonly variables = new Map<string, Variable>()
  readonly functions = new Map<string, Command>()
  readonly aliases = new Map<string, string>()
  readonly options = new Set<string>()
  readonly traps = new Map<string, string>()
  readonly pendingTraps: string[] = []
  positional: readonly string[] = []
  /** What functions declared local, innermost last: the values to restore. */
  readonly scopes: Map<string, Variable | undefined>[] = []
  status = 0
  /** Status of the last command substitution, for assignments without a command. */
  substitutionStatus = 0
  jobs: Process[] = []
  lastBackground: number | undefined
  interactive = false
  /** How many tests surround the command: `set -e` does not count in them. */
  tested = 0
  line = 1
  /** The script file that runs, for messages. */
  scriptFile: string | undefined
  getoptsAt = 0
  /** Whether `sh -c` was given a name of its own for $0, which changes ash's messages. */
  named = false
  functionName: string | undefined

  constructor(
    public process: Process,
    public name: string,
    readonly dialect: Dialect,
  ) {
    for (const [key, value] of process.env) if (/^[A-Za-z_]\w*$/.test(key)) this.variables.set(key, { value, exported: true, readonly: false })
    this.variables.set('PWD', { value: process.cwd, exported: true, readonly: false })
    this.variables.set('IFS', { value: ' \t\n', exported: false, readonly: false })
    for (const [key, value] of [
      ['PS1', dialect === 'ash' ? '\\w \\$ ' : dialect === 'bash' ? '\\u@\\h:\\w\\$ ' : '# '],
      ['PS2', '> '],
      ['PS4', '+ '],
      ['OPTIND', '1'],
      ['PPID', String(process.parent?.pid ?? 0)],
    ] as const)
      if (!this.variables.has(key)) this.variables.set(key, { value, exported: false, readonly: false })
  }

  /** The same shell in a process of its own. */
  fork(process: Process): Shell {
    const copy = new Shell(process, this.name, this.dialect)
    copy.variables.clear()
    for (const [key, variable] of this.variables) copy.variables.set(key, { ...variable })
    for (const [key, body] of this.functions) copy.functions.set(key, body)
    for (const option of this.options) copy.options.add(option)
    for (const [signal, action] of this.traps) if (action === '') copy.traps.set(signal, action)
    copy.positional = this.positional
    copy.status = this.status
    copy.tested = this.tested
    copy.line = this.line
    copy.scriptFile = this.scriptFile
    copy.named = this.named
    copy.lastBackground = this.lastBackground
    copy.mainPid = this.mainPid
    return copy
  }

  /** `$$`, which subshells share. */
  mainPid = 0

  get(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.status)
      case '$':
        return String(this.mainPid || this.process.pid)
      case '!':
        return this.lastBackground === undefined ? '' : String(this.lastBackground)
      case '#':
        return String(this.positional.length)
      case '-':
        return [...this.options].filter((option) => option.length === 1).join('') + (this.interactive ? 'i' : '')
      case '0':
        return this.name
      case 'RANDOM':
        return this.dialect === 'dash' ? this.variables.get(name)?.value : String(this.process.environment.random.below(32768))
      case 'FUNCNAME':
        return this.dialect === 'dash' ? this.variables.get(name)?.value : this.functionName
      case 'LINENO':
        return String(this.line)
    }
    if (/^\d+$/.test(name)) return this.positional[Number(name) - 1]
    return this.variables.get(name)?.value
  }

  /** @throws Exit for a readonly variable, as POSIX has it for non-interactive shells */
  set(name: string, value: string, exported?: boolean): void {
    const old = this.variables.get(name)
    if (old?.readonly) {
      this.complain(this.dialect === 'bash' ? `${name}: readonly variable` : `${name}: is read only`)
      throw new Exit(this.dialect === 'bash' ? 1 : 2)
    }
    this.variables.set(name, { value, exported: exported ?? old?.exported ?? this.options.has('a'), readonly: false })
  }

  unset(name: string): void {
    if (!this.variables.get(name)?.readonly) this.variables.delete(name)
  }

  environment(): Map<string, string> {
    const env = new Map<string, string>()
    for (const [name, { value, exported }] of this.variables) if (exported) env.set(name, value)
    return env
  }

  /** The message as this dialect words it, on standard error. `command` is the builtin that complains. */
  complain(message: string, command?: string): void {
    const who = command === undefined ? '' : `${command}: `
    if (this.dialect === 'dash') this.process.err(`${this.scriptFile ?? this.name}: ${this.line}: ${who}${message}\n`)
    else if (this.dialect === 'bash') this.process.err(`${this.scriptFile ?? this.name}: ${this.interactive ? '' : `line ${this.line}: `}${who}${message}\n`)
    else if (this.scriptFile !== undefined || this.named)
      this.process.err(`${this.name}: ${who}line ${this.scriptFile === undefined ? 0 : this.line}: ${message}\n`)
    else this.process.err(`${this.name}: ${who}${command !== undefined && !this.interactive ? 'line 0: ' : ''}${message}\n`)
  }

  /** What stands before messages of builtin programs. */
  voice(): string {
    if (this.dialect === 'dash') return `${this.scriptFile ?? this.name}: ${this.line}: `
    if (this.dialect === 'bash') return `${this.scriptFile ?? this.name}: ${this.interactive ? '' : `line ${this.line}: `}`
    return `${this.name}: `
  }

  trap(signal: string, action: string | undefined): void {
    if (action === undefined) this.traps.delete(signal)
    else this.traps.set(signal, action)
    if (signal === 'EXIT') return
    if (action === undefined) this.process.handlers.delete(signal as Signal)
    else this.process.handlers.set(signal as Signal, action === '' ? 'ignore' : () => void this.pendingTraps.push(signal))
  }

  /** The folder as the prompt shows it. */
  prompt(variable: 'PS1' | 'PS2'): string {
    const home = this.get('HOME')
    const { cwd } = this.process
    const shown = home && home !== '/' && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd
    const root = this.process.uid === 0
    return (this.get(variable) ?? '').replace(/\\([wWuh$])/g, (_, key: string) => {
      if (key === 'w') return shown
      if (key === 'W') return shown.replace(/.*\/(?=.)/, '')
      if (key === 'u') return root ? 'root' : 'I have no name!'
      if (key === 'h') return this.process.environment.hostname
      return root ? '#' : '$'
    })
  }
}
