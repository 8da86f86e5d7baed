/**
 * Runs parsed scripts. Every step is a generator, so that whatever waits (a child, a pipe, the clock) suspends the whole
 * shell. Subshells, members of pipelines, background jobs and command substitutions are processes of their own.
 */
import { type Descriptor, nullDevice, Pipe } from '../descriptor.ts'
import { Exit, type Process, type Run, type Wait } from '../process.ts'
import type { Signal } from '../signal.ts'
import { builtins, specialBuiltins } from './builtins.ts'
import { complainAbout } from './complaint.ts'
import { compound } from './compound.ts'
import { expandText, expandWords } from './expansion.ts'
import { adopt, exec, external } from './external.ts'
import { RedirectionError, redirected } from './redirection.ts'
import { parseScript } from './script.ts'
import { Jump, type Shell } from './shell.ts'
import { type AndOr, type Command, type Pipeline, type Redirection, type Script, SyntaxProblem } from './syntax.ts'

export type Status = Generator<Wait, number, void>

/** Somebody pressed Ctrl-C: what runs of the typed line is dropped. */
export class Interrupted extends Error {}

export class Interpreter {
  constructor(readonly shell: Shell) {}

  *run(script: Script): Status {
    for (const andOr of script) yield* this.#andOr(andOr)
    return this.shell.status
  }

  /** Parses and runs a text in this shell: eval, traps, `.` */
  *runText(text: string): Status {
    let script: Script
    try {
      script = parseScript(text)
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error
      complainAbout(this.shell, error)
      throw new Exit(2)
    }
    return yield* this.run(script)
  }

  /** The end of a shell: its exit trap runs once. */
  *finish(status: number): Status {
    const action = this.shell.traps.get('EXIT')
    if (!action) return status
    this.shell.traps.delete('EXIT')
    this.shell.status = status
    try {
      yield* this.runText(action)
    } catch (error) {
      if (error instanceof Exit) return error.code
      throw error
    }
    return status
  }

  /** Runs `body` as the whole of a subshell's process. */
  *asProcess(body: (interpreter: Interpreter) => Status): Run {
    let status: number
    try {
      status = yield* body(this)
    } catch (error) {
      if (error instanceof Exit) status = error.code
      else if (error instanceof Jump) status = error.value
      else throw error
    }
    return yield* this.finish(status)
  }

  /** `$(…)`: what the script writes, without newlines at the end. */
  *substitute(script: Script): Generator<Wait, string, void> {
    const pipe = new Pipe()
    pipe.reader.retain()
    const descriptors = new Map(this.shell.process.descriptors).set(1, pipe.writer)
    const child = this.fork(descriptors, (interpreter) => interpreter.runOnly(script))
    let text = ''
    for (;;) {
      const part = pipe.reader.read()
      if (part === undefined) break
      text += part
      if (part === '') yield pipe.reader.readable
    }
    pipe.reader.release()
    this.shell.substitutionStatus = yield* this.await(child)
    this.shell.status = this.shell.substitutionStatus
    return text.replace(/\n+$/, '').replaceAll('\0', '')
  }

  *runTraps(): Generator<Wait, void, void> {
    for (let signal = this.shell.pendingTraps.shift(); signal; signal = this.shell.pendingTraps.shift()) {
      if (signal === 'prompt') throw new Interrupted()
      const { status } = this.shell
      yield* this.runText(this.shell.traps.get(signal) ?? '')
      this.shell.status = status
    }
  }

  *#andOr({ first, rest, background }: AndOr): Status {
    const { shell } = this
    if (background) {
      const descriptors = new Map(shell.process.descriptors)
      if (!shell.interactive) descriptors.set(0, nullDevice)
      const child = this.fork(descriptors, (interpreter) => {
        if (!shell.interactive) interpreter.shell.process.handlers.set('INT', 'ignore')
        return interpreter.runOnly([{ first, rest, background: false }])
      })
      shell.jobs.push(child)
      shell.lastBackground = child.pid
      shell.status = 0
      return 0
    }
    let last = first
    if (rest.length > 0) shell.tested++
    shell.status = yield* this.#pipeline(first)
    for (const [i, { operator, pipeline }] of rest.entries()) {
      if ((shell.status === 0) !== (operator === '&&')) continue
      last = pipeline
      const final = i === rest.length - 1
      if (final) shell.tested--
      shell.status = yield* this.#pipeline(pipeline)
      if (final) shell.tested++
    }
    if (rest.length > 0) shell.tested--
    const counts = !last.negated && (rest.length === 0 || last === rest.at(-1)?.pipeline)
    if (shell.status !== 0 && counts && shell.tested === 0 && shell.options.has('e')) throw new Exit(shell.status)
    yield* this.runTraps()
    return shell.status
  }

  *#pipeline({ commands, negated }: Pipeline): Status {
    if (negated) this.shell.tested++
    const status = commands.length === 1 ? yield* this.#command(commands[0] as Command) : yield* this.#piped(commands)
    if (negated) this.shell.tested--
    return negated ? (status === 0 ? 1 : 0) : status
  }

  *#piped(commands: readonly Command[]): Status {
    const children: Process[] = []
    let input: Descriptor | undefined
    for (const [i, command] of commands.entries()) {
      const descriptors = new Map(this.shell.process.descriptors)
      if (input) descriptors.set(0, input)
      if (i < commands.length - 1) {
        const pipe = new Pipe()
        descriptors.set(1, pipe.writer)
        input = pipe.reader
      }
      children.push(this.fork(descriptors, (interpreter) => interpreter.#lastCommand(command)))
    }
    let status = 0
    let failed = 0
    for (const child of children) {
      status = yield* this.await(child)
      if (status !== 0) failed = status
    }
    return this.shell.options.has('pipefail') ? failed : status
  }

  /** Waits for a child, and says so if a signal ended it. */
  *await(child: Process): Status {
    while (!child.ended) yield child.exited
    const death = child.killedBy && deaths[child.killedBy]
    if (death && this.shell.mainPid === this.shell.process.pid) this.shell.process.err(`${death}\n`)
    return child.exitCode as number
  }

  /** Runs `body` in a subshell's process. */
  fork(descriptors: ReadonlyMap<number, Descriptor>, body: (interpreter: Interpreter) => Status): Process {
    const { process } = this.shell
    return process.kernel.spawn({
      parent: process,
      argv: process.argv,
      env: process.env,
      cwd: process.cwd,
      uid: process.uid,
      descriptors,
      code: (child) => {
        const interpreter = new Interpreter(this.shell.fork(child))
        return interpreter.asProcess(body)
      },
    })
  }

  /** The only thing a process has to do: a simple command takes its place instead of becoming a child. */
  *runOnly(script: Script): Status {
    const [only] = script
    if (script.length === 1 && only && only.rest.length === 0 && !only.background && !only.first.negated && only.first.commands.length === 1)
      return yield* this.#lastCommand(only.first.commands[0] as Command)
    return yield* this.run(script)
  }

  *#lastCommand(command: Command): Status {
    return command.kind === 'simple' ? yield* this.#simple(command, true) : yield* this.#command(command)
  }

  *#command(command: Command): Status {
    if (command.kind === 'simple') return yield* this.#simple(command, false)
    return yield* this.#redirecting(command.redirections, () => compound(this, command))
  }

  *#simple(command: Command & { kind: 'simple' }, last: boolean): Status {
    const { shell } = this
    yield* shell.process.work()
    shell.line = command.line
    shell.substitutionStatus = 0
    const argv = yield* expandWords(this, command.words)
    const assignments: [string, string][] = []
    for (const { name, value, append } of command.assignments) {
      const text = yield* expandText(this, value)
      const full = append ? (shell.get(name) ?? '') + text : text
      assignments.push([name, full])
      if (argv.length === 0) shell.set(name, full)
    }
    if (shell.options.has('x')) this.#trace(assignments, argv)
    const name = argv[0]
    if (name === undefined) {
      yield* this.#redirecting(command.redirections, () => this.run([]))
      return shell.substitutionStatus
    }
    const body = shell.functions.get(name)
    const builtin = builtins.get(name)
    if (!body && !builtin) return yield* external(this, argv, assignments, command.redirections, last)
    const keep = !body && specialBuiltins.has(name)
    const saved = assignments.map(([key]) => [key, shell.variables.get(key)] as const)
    for (const [key, value] of assignments) shell.set(key, value, true)
    if (!body && name === 'exec' && builtin) return yield* exec(this, argv.slice(1), command.redirections)
    try {
      return yield* this.#redirecting(command.redirections, () => (body ? this.#call(name, body, argv.slice(1)) : builtin!(this, argv.slice(1))))
    } finally {
      if (!keep) for (const [key, variable] of saved) variable ? shell.variables.set(key, variable) : shell.variables.delete(key)
    }
  }

  #trace(assignments: readonly [string, string][], argv: readonly string[]): void {
    const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`)
    this.shell.process.err(
      `${this.shell.get('PS4') ?? '+ '}${[...assignments.map(([key, value]) => `${key}=${value === '' ? '' : quote(value)}`), ...argv.map(quote)].join(' ')}\n`,
    )
  }

  *#call(name: string, body: Command, args: readonly string[]): Status {
    const { shell } = this
    const { positional, functionName } = shell
    shell.functionName = name
    shell.positional = args
    const scope = new Map()
    shell.scopes.push(scope)
    try {
      return yield* this.#command(body)
    } catch (error) {
      if (error instanceof Jump && error.kind === 'return') return error.value
      throw error
    } finally {
      shell.positional = positional
      shell.functionName = functionName
      shell.scopes.pop()
      for (const [name, variable] of scope) variable ? shell.variables.set(name, variable) : shell.variables.delete(name)
    }
  }

  /** Runs `body` with the redirections in place, and undoes them. */
  *#redirecting(redirections: readonly Redirection[], body: () => Status): Status {
    if (redirections.length === 0) return yield* body()
    const { shell } = this
    const { process } = shell
    const before = new Map(process.descriptors)
    for (const descriptor of before.values()) descriptor.retain()
    try {
      adopt(process, yield* redirected(this, redirections, before))
      return yield* body()
    } catch (error) {
      if (!(error instanceof RedirectionError)) throw error
      shell.complain(error.message)
      return shell.dialect === 'dash' ? 2 : 1
    } finally {
      if (!process.ended) adopt(process, before)
      for (const descriptor of before.values()) descriptor.release()
    }
  }
}

/** What a shell says of a child that a signal ended. */
const deaths: Partial<Record<Signal, string>> = {
  HUP: 'Hangup',
  QUIT: 'Quit',
  KILL: 'Killed',
  TERM: 'Terminated',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
  ALRM: 'Alarm clock',
}
