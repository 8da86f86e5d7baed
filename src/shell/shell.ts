/**
 * A shell over the learner's files, running the commands it is handed. A plain command line is read and run here; whatever
 * is more of a language goes to bash.ts, which is loaded for it. Neither touches this machine: no process is started and no
 * file is written. Left out of the language: stopping jobs (Ctrl-Z), traps, `select`, terminals in pipelines.
 */

import type { BashLanguage } from './bash.ts'
import type { ScriptIo } from './bash-commands.ts'
import type { CommandIo, ShellCommand } from './command.ts'
import { type Reading, readCommandLine } from './command-line.ts'
import type { MemoryFiles } from './files.ts'
import { Jobs } from './jobs.ts'
import { aliasPrefix, exportedEnv, type ShellState } from './shell-state.ts'
import type { ShellTime } from './shell-time.ts'

export type ShellIo = Omit<ScriptIo, 'signal'>

export interface ShellOptions {
  readonly commands: readonly ShellCommand[]
  readonly files: MemoryFiles
  readonly time: ShellTime
  readonly io: ShellIo
  readonly cwd: string
  /** Exported variables. HOME, PWD and PATH come by themselves. */
  readonly env?: Readonly<Record<string, string>>
}

export class Shell {
  readonly state: ShellState
  readonly commands: ReadonlyMap<string, ShellCommand>
  readonly files: MemoryFiles
  #options: ShellOptions
  #language: Promise<BashLanguage> | undefined
  #running = new Set<AbortController>()
  readonly #jobs: Jobs

  constructor(options: ShellOptions) {
    this.#options = options
    this.files = options.files
    this.#jobs = new Jobs(options.time)
    this.commands = new Map(options.commands.map((command) => [command.name, command]))
    const env = { HOME: options.cwd, PATH: '/usr/local/bin:/usr/bin:/bin', PWD: options.cwd, ...options.env }
    this.state = { env: new Map(Object.entries(env)), exported: new Set(Object.keys(env)), cwd: options.cwd, status: 0, exited: false }
  }

  /** Whether a line needs more lines before it can be run. */
  isUnfinished(text: string): boolean {
    return this.#read(text).kind === 'unfinished'
  }

  /** Runs a line, or several that belong together; the exit status. What it says goes to the io of this shell, or the one given. */
  async run(text: string, io: ShellIo = this.#options.io): Promise<number> {
    const reading = this.#read(text)
    if (reading.kind === 'empty') return this.state.status
    const abort = new AbortController()
    this.#running.add(abort)
    try {
      const status = await this.#run(text, reading, { ...io, signal: abort.signal })
      this.state.status = abort.signal.aborted ? 130 : status
      return this.state.status
    } finally {
      this.#running.delete(abort)
      if (io.terminal.stdin) for (const line of this.#jobs.news()) io.stderr(line)
    }
  }

  /** Runs a script line by line, whole constructs together, as bash reads a file; its exit status. */
  async runScript(text: string): Promise<number> {
    let construct = ''
    for (const line of text.split('\n')) {
      construct += construct === '' ? line : `\n${line}`
      if (this.isUnfinished(construct)) continue
      await this.run(construct)
      construct = ''
      if (this.state.exited) return this.state.status
    }
    // What never ended is bash's to complain about.
    return construct === '' ? this.state.status : this.run(construct)
  }

  /** Ctrl-C: ends what runs. */
  interrupt(): void {
    for (const abort of this.#running) abort.abort()
  }

  /** Ends what still runs in the background. */
  hangUp(): void {
    this.#jobs.endAll()
  }

  /** Loads the language ahead of the first line that needs it. */
  async warmUp(): Promise<void> {
    await this.#bash()
  }

  /** The world of a command that may look, but has nothing to say: for completion. */
  silentIo(): CommandIo {
    const { cwd } = this.state
    const terminal = { stdin: false, stdout: false, columns: 80 }
    const { signal } = new AbortController()
    return { stdout: () => {}, stderr: () => {}, stdin: async () => '', terminal, env: exportedEnv(this.state), cwd, files: this.files, signal }
  }

  #read(text: string): Reading {
    return readCommandLine(text, (name) => (name === '?' ? String(this.state.status) : this.state.env.get(name)))
  }

  async #run(text: string, reading: Reading, io: ScriptIo): Promise<number> {
    const words = reading.kind === 'plain' ? this.#expandAlias(reading.words) : undefined
    const command = words && this.commands.get(words[0] ?? '')
    if (!words || !command || this.#isStrict() || (await this.#isShadowed(command.name))) return (await this.#bash()).run(text, io)
    return command.run(words.slice(1), { ...io, env: exportedEnv(this.state), cwd: this.state.cwd, files: this.files })
  }

  /** Under `set -e` and the like every line is the language's. */
  #isStrict(): boolean {
    return /errexit|xtrace|nounset|noexec/.test(this.state.env.get('SHELLOPTS') ?? '')
  }

  /** A function of a command's name goes before it. Functions exist only once the language is loaded. */
  async #isShadowed(name: string): Promise<boolean> {
    return this.#language !== undefined && (await this.#language).hasFunction(name)
  }

  #expandAlias(words: readonly string[]): readonly string[] | undefined {
    const alias = this.state.env.get(aliasPrefix + words[0])
    if (alias === undefined) return words
    const reading = this.#read(alias)
    return reading.kind === 'plain' && reading.words[0] !== words[0] ? [...reading.words, ...words.slice(1)] : undefined
  }

  #bash(): Promise<BashLanguage> {
    const { commands, files, time } = this.#options
    this.#language ??= import('./bash.ts').then(({ BashLanguage }) => new BashLanguage({ commands, files, time, state: this.state, jobs: this.#jobs }))
    return this.#language
  }
}
