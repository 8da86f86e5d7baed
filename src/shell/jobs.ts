/** Commands in the background: `command &`, and `jobs`, `wait`, `kill`, `fg` to deal with them. */
import type { ScriptIo } from './bash-commands.ts'
import { waitCommand } from './bash-streams.ts'
import type { CommandIo, ShellCommand } from './command.ts'
import type { ShellTime } from './shell-time.ts'

interface Job {
  readonly number: number
  readonly pid: number
  readonly text: string
  readonly abort: AbortController
  readonly io: ScriptIo
  /** Its exit status. */
  readonly end: Promise<number>
  status: number | undefined
}

const terminated = 143

export class Jobs {
  #jobs: Job[] = []
  #lastPid = 4200

  constructor(private readonly time: ShellTime) {}

  readonly commands: readonly ShellCommand[] = [
    { name: 'jobs', summary: 'list what runs in the background', run: async (_, io) => this.#list(io) },
    { name: waitCommand, summary: 'wait for what runs in the background', run: (args, io) => this.#wait('wait', args, io) },
    { name: 'fg', summary: 'wait for the last command in the background', run: (args, io) => this.#wait('fg', args.length > 0 ? args : ['%%'], io) },
    { name: 'kill', summary: 'end a command in the background', run: async (args, io) => this.#kill(args, io) },
  ]

  /** Where the commands of a job write to; undefined for what is no job. */
  ioOf(id: string | undefined): ScriptIo | undefined {
    return id === undefined ? undefined : this.#jobs.find((job) => String(job.number) === id)?.io
  }

  start(text: string, io: ScriptIo, run: (io: ScriptIo, id: string) => Promise<number>): Job {
    const number = (this.#jobs.at(-1)?.number ?? 0) + 1
    const abort = new AbortController()
    let begin = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const { keyboard: _, ...rest } = io
    const jobIo: ScriptIo = { ...rest, stdin: async () => '', terminal: { ...io.terminal, stdin: false, columns: io.terminal.columns }, signal: abort.signal }
    const job: Job = { number, pid: ++this.#lastPid, text: text.replace(/\s*&\s*$/, ''), abort, io: jobIo, status: undefined, end: begun.then(() => end) }
    this.#jobs.push(job)
    const end = this.time
      .apart(() => run(jobIo, String(number)))
      .catch(() => 1)
      .then((status) => {
        job.status = abort.signal.aborted ? terminated : status
        return job.status
      })
    begin()
    if (io.terminal.stdin) io.stderr(`[${number}] ${job.pid}\n`)
    return job
  }

  /** Lines about jobs that have ended since they were last asked for. */
  news(): string[] {
    const ended = this.#jobs.filter((job) => job.status !== undefined)
    this.#jobs = this.#jobs.filter((job) => job.status === undefined)
    return ended.map((job) => this.#line(job))
  }

  endAll(): void {
    for (const job of this.#jobs) job.abort.abort()
    this.#jobs = []
  }

  #line(job: Job): string {
    const { status } = job
    const state = status === undefined ? 'Running' : status === 0 ? 'Done' : status === terminated ? 'Terminated' : `Exit ${status}`
    return `[${job.number}]${job === this.#jobs.at(-1) ? '+' : ' '}  ${state.padEnd(22)} ${job.text}${status === undefined ? ' &' : ''}\n`
  }

  #list(io: CommandIo): number {
    for (const job of this.#jobs) io.stdout(this.#line(job))
    this.#jobs = this.#jobs.filter((job) => job.status === undefined)
    return 0
  }

  async #wait(name: string, args: readonly string[], io: CommandIo): Promise<number> {
    const waited = args.length > 0 ? args.map((arg) => this.#find(arg)) : this.#jobs
    let status = 0
    for (const [index, job] of waited.entries()) {
      if (!job) {
        io.stderr(`bash: ${name}: ${args[index]}: no such job\n`)
        return 127
      }
      const interrupted = new Promise<number>((resolve) => io.signal.addEventListener('abort', () => resolve(130)))
      status = await this.time.waitFor(Promise.race([job.end, interrupted]))
      // What runs in the foreground gets the Ctrl-C.
      if (name === 'fg' && io.signal.aborted) job.abort.abort()
      if (io.signal.aborted) return 130
    }
    return args.length > 0 ? status : 0
  }

  #kill(args: readonly string[], io: CommandIo): number {
    const targets = args.filter((arg) => !arg.startsWith('-'))
    if (targets.length === 0) {
      io.stderr('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n')
      return 2
    }
    let status = 0
    for (const target of targets) {
      const job = this.#find(target)
      job?.abort.abort()
      if (job) continue
      io.stderr(target.startsWith('%') ? `bash: kill: ${target}: no such job\n` : `bash: kill: (${target}) - No such process\n`)
      status = 1
    }
    return status
  }

  #find(name: string): Job | undefined {
    if (name === '%%' || name === '%+' || name === '%') return this.#jobs.at(-1)
    if (/^%\d+$/.test(name)) return this.#jobs.find((job) => `%${job.number}` === name)
    if (name.startsWith('%')) return this.#jobs.find((job) => job.text.startsWith(name.slice(1)))
    return this.#jobs.find((job) => String(job.pid) === name)
  }
}
