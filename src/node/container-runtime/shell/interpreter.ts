/**
 * Runs parsed scripts. Every step is a generator, so that whatever waits (a child, a pipe, the clock) suspends the whole
 * shell. Subshells, members of pipelines, background jobs and command substitutions are processes of their own.
 */
import { type Descriptor, nullDevice, Pipe } from '../descriptor.ts'
import { execute, find } from '../execute.ts'
import { Exit, type Process, type Run, type Wait } from '../process.ts'
import type { Signal } from '../signal.ts'
import { builtins, specialBuiltins } from './builtins.ts'
import { expandPattern, expandText, expandWords } from './expansion.ts'
import { parseScript } from './parser.ts'
import { matches } from './pattern.ts'
import { RedirectionError, redirected } from './redirection.ts'
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
      this.complainAbout(error)
      throw new Exit(2)
    }
    return yield* this.run(script)
  }

  complainAbout(problem: SyntaxProblem): void {
    const { shell } = this
    if (shell.dialect === 'dash') {
      shell.line = problem.line
      shell.complain(`Syntax error: ${problem.message.replace(/^(unterminated|bad|missing)/, (word) => word[0]?.toUpperCase() + word.slice(1))}`)
      return
    }
    const turned = problem.message.replace(/^(".*?"|end of file|word|newline) unexpected/, 'unexpected $1')
    if (shell.dialect === 'ash') {
      shell.line = problem.line
      shell.complain(`syntax error: ${turned}`)
    } else if (problem.incomplete) shell.complain('syntax error: unexpected end of file')
    else shell.complain(`syntax error near unexpected token \`${/"(.*?)"/.exec(problem.message)?.[1] ?? 'newline'}'`)
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
    const child = this.#fork(descriptors, (interpreter) => interpreter.#only(script))
    let text = ''
    for (;;) {
      const part = pipe.reader.read()
      if (part === undefined) break
      text += part
      if (part === '') yield pipe.reader.readable
    }
    pipe.reader.release()
    this.shell.substitutionStatus = yield* this.#await(child)
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
      const child = this.#fork(descriptors, (interpreter) => {
        if (!shell.interactive) interpreter.shell.process.handlers.set('INT', 'ignore')
        return interpreter.#only([{ first, rest, background: false }])
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
      children.push(this.#fork(descriptors, (interpreter) => interpreter.#lastCommand(command)))
    }
    let status = 0
    let failed = 0
    for (const child of children) {
      status = yield* this.#await(child)
      if (status !== 0) failed = status
    }
    return this.shell.options.has('pipefail') ? failed : status
  }

  *#await(child: Process): Status {
    while (!child.ended) yield child.exited
    const death = child.killedBy && deaths[child.killedBy]
    if (death && this.shell.mainPid === this.shell.process.pid) this.shell.process.err(`${death}\n`)
    return child.exitCode as number
  }

  #fork(descriptors: ReadonlyMap<number, Descriptor>, body: (interpreter: Interpreter) => Status): Process {
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
  *#only(script: Script): Status {
    const [only] = script
    if (script.length === 1 && only && only.rest.length === 0 && !only.background && !only.first.negated && only.first.commands.length === 1)
      return yield* this.#lastCommand(only.first.commands[0] as Command)
    return yield* this.run(script)
  }

  /** For `sh -c 'one command'`. */
  *runOnly(script: Script): Status {
    return yield* this.#only(script)
  }

  *#lastCommand(command: Command): Status {
    return command.kind === 'simple' ? yield* this.#simple(command, true) : yield* this.#command(command)
  }

  *#command(command: Command): Status {
    if (command.kind === 'simple') return yield* this.#simple(command, false)
    return yield* this.#redirecting(command.redirections, () => this.#compound(command))
  }

  *#compound(command: Exclude<Command, { kind: 'simple' }>): Status {
    const { shell } = this
    switch (command.kind) {
      case 'group':
        return yield* this.run(command.body)
      case 'subshell':
        return yield* this.#await(this.#fork(shell.process.descriptors, (interpreter) => interpreter.#only(command.body)))
      case 'if':
        for (const { test, body } of command.branches) if (yield* this.#test(test)) return yield* this.run(body)
        shell.status = 0
        return command.otherwise ? yield* this.run(command.otherwise) : 0
      case 'loop': {
        let status = 0
        while ((yield* this.#test(command.test)) !== command.until) {
          const outcome = yield* this.#loopBody(command.body)
          status = shell.status
          if (outcome === 'break') return 0
        }
        return status
      }
      case 'for':
        return yield* this.#for(command)
      case 'case': {
        const subject = yield* expandText(this, command.subject)
        for (const { patterns, body } of command.clauses) {
          for (const pattern of patterns) {
            if (!matches(subject, yield* expandPattern(this, pattern))) continue
            shell.status = 0
            return yield* this.run(body)
          }
        }
        return 0
      }
      case 'function':
        shell.functions.set(command.name, command.body)
        return 0
    }
  }

  *#test(script: Script): Generator<Wait, boolean, void> {
    this.shell.tested++
    try {
      return (yield* this.run(script)) === 0
    } finally {
      this.shell.tested--
    }
  }

  *#for(command: Command & { kind: 'for' }): Status {
    const { shell } = this
    const values = command.words ? yield* expandWords(this, command.words) : shell.positional
    let status = 0
    for (const value of values) {
      shell.set(command.name, value)
      const outcome = yield* this.#loopBody(command.body)
      status = shell.status
      if (outcome === 'break') return 0
    }
    return status
  }

  *#loopBody(body: Script): Generator<Wait, 'break' | 'on', void> {
    yield* this.shell.process.work()
    try {
      yield* this.run(body)
      return 'on'
    } catch (error) {
      if (!(error instanceof Jump) || error.kind === 'return') throw error
      if (error.value > 1) {
        error.value--
        throw error
      }
      this.shell.status = 0
      return error.kind === 'break' ? 'break' : 'on'
    }
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
    if (!body && !builtin) return yield* this.#external(argv, assignments, command.redirections, last)
    const keep = !body && specialBuiltins.has(name)
    const saved = assignments.map(([key]) => [key, shell.variables.get(key)] as const)
    for (const [key, value] of assignments) shell.set(key, value, true)
    if (!body && name === 'exec' && builtin) return yield* this.#exec(argv.slice(1), command.redirections)
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

  *#external(argv: readonly string[], assignments: readonly [string, string][], redirections: readonly Redirection[], last: boolean): Status {
    const { shell } = this
    const { process } = shell
    const env = shell.environment()
    for (const [key, value] of assignments) env.set(key, value)
    let descriptors: Map<number, Descriptor>
    try {
      descriptors = yield* redirected(this, redirections, process.descriptors)
    } catch (error) {
      if (!(error instanceof RedirectionError)) throw error
      shell.complain(error.message)
      return shell.dialect === 'dash' ? 2 : 1
    }
    const found = find(process, env, argv[0] as string)
    if (!found.ok) return this.#cannotRun(argv[0] as string, found.error, descriptors)
    const code = function* (child: Process): Run {
      const node = child.files.get(found.path)
      const script = node.kind === 'file' && !node.program && !child.files.read(found.path).startsWith('#!')
      return yield* script ? execute(child, '/bin/sh', ['sh', found.path, ...argv.slice(1)]) : execute(child, found.path, argv)
    }
    // A shell with an exit trap has to live on.
    if (last && !shell.traps.has('EXIT') && shell.traps.size === 0) {
      process.env = env
      adopt(process, descriptors)
      return yield* process.become(argv, code)
    }
    const child = process.kernel.spawn({ parent: process, argv, env, cwd: process.cwd, uid: process.uid, descriptors, code })
    return yield* this.#await(child)
  }

  #cannotRun(name: string, error: 'missing' | 'denied' | 'folder', descriptors: ReadonlyMap<number, Descriptor>): number {
    const { shell } = this
    const errors = shell.process.descriptors.get(2)
    const target = descriptors.get(2)
    if (target) shell.process.descriptors.set(2, target)
    if (error === 'missing')
      shell.complain(`${name}: ${shell.dialect === 'bash' ? (name.includes('/') ? 'No such file or directory' : 'command not found') : 'not found'}`)
    else shell.complain(`${name}: ${error === 'folder' && shell.dialect === 'bash' ? 'Is a directory' : 'Permission denied'}`)
    if (errors) shell.process.descriptors.set(2, errors)
    return error === 'missing' ? 127 : 126
  }

  *#exec(args: readonly string[], redirections: readonly Redirection[]): Status {
    const { shell } = this
    const { process } = shell
    let descriptors: Map<number, Descriptor>
    try {
      descriptors = yield* redirected(this, redirections, process.descriptors)
    } catch (error) {
      if (!(error instanceof RedirectionError)) throw error
      shell.complain(error.message)
      throw new Exit(2)
    }
    adopt(process, descriptors)
    const name = args[0]
    if (name === undefined) return 0
    const found = find(process, shell.environment(), name)
    if (!found.ok) {
      const why = found.error === 'missing' ? 'not found' : 'Permission denied'
      shell.complain(shell.dialect === 'ash' ? `${name}: ${why}` : `${name}: ${why}`, 'exec')
      throw new Exit(found.error === 'missing' ? 127 : 126)
    }
    process.env = shell.environment()
    throw new Exit(yield* process.become(args, (self) => execute(self, found.path, args)))
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

/** Makes these the descriptors of a process. */
function adopt(process: Process, descriptors: ReadonlyMap<number, Descriptor>): void {
  for (const descriptor of descriptors.values()) descriptor.retain()
  for (const descriptor of process.descriptors.values()) descriptor.release()
  process.descriptors.clear()
  for (const [fd, descriptor] of descriptors) process.descriptors.set(fd, descriptor)
}
