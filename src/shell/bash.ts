/**
 * The shell language, by just-bash. Loaded only when a line needs it. What just-bash forgets between two lines (variables,
 * functions, aliases, options, `$?`) is carried over here, and a script is handed to it statement by statement, so that
 * what one says is seen before the next runs.
 */
import { Bash, type Command, type CommandName, getCommandNames } from 'just-bash/browser'
import { adoptCommand, type CommandContext, type ScriptIo, wrapBuiltin } from './bash-commands.ts'
import { BashFiles } from './bash-files.ts'
import { overrides } from './bash-overrides.ts'
import { markStreams, type Node, ownVariables } from './bash-streams.ts'
import type { ShellCommand } from './command.ts'
import { ShellFileError } from './file-error.ts'
import type { MemoryFiles } from './files.ts'
import { unpatternHeredocs } from './heredoc.ts'
import type { Jobs } from './jobs.ts'
import { aliasPrefix, type ShellState } from './shell-state.ts'
import type { ShellTime } from './shell-time.ts'

/** What just-bash keeps of a shell, and copies for each run. Private to it: our version is pinned, bash.test.ts watches. */
interface Internals {
  env: Map<string, string>
  cwd: string
  previousDir: string
  lastExitCode: number
  lastBackgroundPid: number
  functions: Map<string, Node>
  exportedVars: Set<string>
  options: Record<string, boolean>
  shoptOptions: Record<string, boolean>
}

export interface BashOptions {
  readonly commands: readonly ShellCommand[]
  readonly files: MemoryFiles
  readonly time: ShellTime
  readonly state: ShellState
  readonly jobs: Jobs
}

/** Says in which job a command runs. */
const jobMark = `${ownVariables}job`

const endMark = `${ownVariables}end`
/** `__ktutor_end=$?`, run after a statement under `set -e`: a failure that ends the shell never gets there. */
const reachedTheEnd: Node = {
  type: 'Statement',
  pipelines: [
    {
      type: 'Pipeline',
      negated: false,
      commands: [
        {
          type: 'SimpleCommand',
          assignments: [
            {
              type: 'Assignment',
              name: endMark,
              append: false,
              array: null,
              value: { type: 'Word', parts: [{ type: 'ParameterExpansion', parameter: '?', operation: null }] },
            },
          ],
          name: null,
          args: [],
          redirections: [],
        },
      ],
    },
  ],
  operators: [],
  background: false,
}

export class BashLanguage {
  #bash: Bash
  #state: ShellState
  #internals: Internals
  #jobs: Jobs
  #io: ScriptIo | undefined
  /** The statement to run next: just-bash is handed a syntax tree in place of the text it parses. */
  #next: Node | undefined
  #parsing = false

  constructor({ commands, files, time, state, jobs }: BashOptions) {
    const io = (context: CommandContext) => this.#jobs.ioOf(context.env.get(jobMark)) ?? (this.#io as ScriptIo)
    const custom = overrides(time)
    const builtins = getCommandNames().filter((name) => name !== 'html-to-markdown') as CommandName[]
    const names = [...new Set([...builtins, ...Object.keys(custom)])]
    const wrapped: Command[] = names.map((name) => wrapBuiltin(name, io, custom[name]))
    this.#state = state
    this.#jobs = jobs
    this.#bash = new Bash({
      fs: new BashFiles(files),
      cwd: state.cwd,
      commands: builtins,
      customCommands: [...wrapped, ...[...jobs.commands, ...commands].map((command) => adoptCommand(command, files, io))],
      sleep: (ms) => time.sleep(ms, this.#io?.signal),
      // It would replace timers and process in the whole program while a script runs.
      defenseInDepth: false,
      // A wait in simulated time is no run-away script.
      executionLimits: { maxExecutionTimeMs: 2 ** 31 - 1 },
    })
    this.#internals = (this.#bash as unknown as { state: Internals }).state
    this.#internals.exportedVars = state.exported
    this.#internals.shoptOptions.expand_aliases = true
    this.#bash.registerTransformPlugin({ name: 'ktutor', transform: ({ ast }) => ({ ast: this.#tree(ast as unknown as Node) as never }) })
  }

  /** Runs a text of whole statements; the exit status. */
  async run(text: string, io: ScriptIo): Promise<number> {
    let script: Node
    this.#parsing = true
    try {
      const parse = (script: string): Node => this.#bash.transform(script).ast as unknown as Node
      script = parse(text)
      unpatternHeredocs(script, parse)
    } catch (error) {
      const said = (error as Error).message.replace(/^Parse error at \d+:\d+: /, '')
      io.stderr(`bash: ${said.startsWith('syntax error') ? '' : 'syntax error: '}${said}\n`)
      this.#state.status = 2
      return 2
    } finally {
      this.#parsing = false
    }
    for (const statement of script.statements) {
      if (statement.background) this.#start(statement, io)
      else await this.#statement(statement, io)
      if (io.signal.aborted) return (this.#state.status = 130)
      if (this.#state.exited) break
    }
    return this.#state.status
  }

  /** `command &`: a copy of this shell that goes on by itself. */
  #start(statement: Node, io: ScriptIo): void {
    const job = this.#jobs.start(statement.sourceText ?? '', io, async (jobIo, id) => {
      this.#restore()
      this.#internals.env.set(jobMark, id)
      this.#next = { type: 'Script', statements: [{ ...statement, background: false }] }
      // The state is copied, and the tree taken, before this first waits.
      const result = await this.#bash.exec(':', { signal: jobIo.signal })
      jobIo.stdout(result.stdout)
      if (!jobIo.signal.aborted) jobIo.stderr(result.stderr)
      return result.exitCode
    })
    this.#internals.lastBackgroundPid = job.pid
    this.#state.status = 0
  }

  hasFunction(name: string): boolean {
    return this.#internals.functions.has(name)
  }

  /** `a && b || c`, piece by piece. Under `set -e` as a whole: which failure ends the shell is bash's to know. */
  async #statement(statement: Node, io: ScriptIo): Promise<void> {
    if (this.#internals.options.errexit || statement.deferredError) return this.#execute(statement, io)
    for (const [index, pipeline] of statement.pipelines.entries()) {
      const operator = index === 0 ? ';' : statement.operators[index - 1]
      if ((operator === '&&' && this.#state.status !== 0) || (operator === '||' && this.#state.status === 0)) continue
      await this.#execute({ ...statement, pipelines: [pipeline], operators: [] }, io)
      if (this.#state.exited || io.signal.aborted) return
    }
  }

  async #execute(statement: Node, io: ScriptIo): Promise<void> {
    const before = this.#io
    this.#io = io
    this.#restore()
    this.#next = { type: 'Script', statements: this.#internals.options.errexit ? [statement, reachedTheEnd] : [statement] }
    try {
      const result = await this.#bash.exec(':', { signal: io.signal })
      io.stdout(result.stdout)
      if (!io.signal.aborted) io.stderr(result.stderr)
      this.#keep(result.env, result.exitCode, statement, io.signal.aborted)
    } catch (error) {
      // Its own refusals (files, limits) that it did not turn into a status.
      io.stderr(`bash: ${error instanceof ShellFileError ? error.asBash(this.#state.cwd) : (error as Error).message}\n`)
      this.#state.status = 1
    } finally {
      this.#next = undefined
      this.#io = before
    }
  }

  #restore(): void {
    const { env, cwd, status } = this.#state
    this.#internals.env = new Map(env)
    this.#internals.env.delete('?')
    this.#internals.cwd = cwd
    this.#internals.previousDir = env.get('OLDPWD') ?? cwd
    this.#internals.lastExitCode = status
  }

  #keep(env: Record<string, string>, exitCode: number, statement: Node, aborted: boolean): void {
    const reached = env[endMark]
    delete env[endMark]
    this.#state.status = reached === undefined ? exitCode : Number(reached)
    // A run that came to its end notes `$?` there; one that did not was ended: by exit, by set -e, or by a limit.
    if (!('?' in env)) {
      this.#state.exited = !aborted && exitCode !== 126
      return
    }
    if (this.#internals.options.errexit && reached === undefined && exitCode !== 0) this.#state.exited = true
    this.#state.env = new Map(Object.entries(env))
    this.#state.cwd = env.PWD ?? this.#state.cwd
    const set = new Set((env.SHELLOPTS ?? '').split(':'))
    for (const option of Object.keys(this.#internals.options)) this.#internals.options[option] = set.has(option)
    this.#keepFunctions(statement)
  }

  #keepFunctions(node: unknown): void {
    if (Array.isArray(node)) for (const child of node) this.#keepFunctions(child)
    else if (typeof node === 'object' && node !== null) {
      const { type, name, args } = node as Node
      if (type === 'FunctionDef') this.#internals.functions.set(name, node as Node)
      const words: (string | undefined)[] = type === 'SimpleCommand' ? [name, ...args].map((word) => word?.parts?.[0]?.value) : []
      if (words[0] === 'unset') for (const word of words.slice(1)) if (word && !this.#state.env.has(word)) this.#internals.functions.delete(word)
      for (const child of Object.values(node)) this.#keepFunctions(child)
    }
  }

  /** What just-bash runs in place of what it parsed: our statement, or a nested script, whose output its starter collects. */
  #tree(parsed: Node): Node {
    const nested = this.#next === undefined
    const tree = this.#next ?? parsed
    this.#next = undefined
    if (!this.#parsing) markStreams(tree, nested, (name) => /[|&;<>]/.test(this.#state.env.get(aliasPrefix + name) ?? ''))
    return tree
  }
}
