/**
 * Where a lesson is played: a cluster from a seed, brought into the lesson's start state, with a session around it. The
 * same seed and the same lines at the same times give the same stage again; undo, resume and trials live on that.
 */
import { parseDuration } from '../../api/duration.ts'
import type { Cluster } from '../../cluster.ts'
import type { ShellCommand } from '../../shell/command.ts'
import { resolvePath } from '../../shell/paths.ts'
import type { ShellIo } from '../../shell/shell.ts'
import { stageCommands } from '../../tutor/commands/index.ts'
import type { FaultEntry } from '../../tutor/lesson/fault-schema.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'
import type { Lesson } from '../../tutor/lesson/load.ts'
import type { BuiltStage, Changes, Outside } from '../../tutor/player/stage.ts'
import type { Snapshot, Trial, World } from '../../tutor/world.ts'
import { bootForSession } from '../boot.ts'
import { clusterWords } from '../cluster-words.ts'
import { hostPorts, silentPort } from '../local-ports.ts'
import { home, Session } from '../session.ts'
import { LessonFaults } from './lesson-faults.ts'
import { filesMark, shellMark } from './marks.ts'
import { Observer } from './observer.ts'
import { OutsideWorld } from './outside.ts'
import { StageTime } from './stage-time.ts'
import { applyManifest } from './start-state.ts'
import { ClusterWorld } from './world.ts'

export interface StageOptions {
  readonly lesson: Lesson
  readonly seed: string
  /** When the cluster came up, in milliseconds since the epoch. */
  readonly start: number
  /** The tutor's words, beside kubectl. Those of the same name here are left out. */
  readonly commands: readonly ShellCommand[]
  readonly editors?: readonly ShellCommand[]
  /** Where the learner sits; commands are silent without, and until goLive(). */
  readonly live?: { readonly io: ShellIo; readonly realTime: boolean }
}

export class LessonStage implements BuiltStage {
  readonly session: Session
  readonly cluster: Cluster
  readonly world: World
  readonly #options: StageOptions
  readonly #time: StageTime
  readonly #outside: OutsideWorld
  readonly #observer: Observer
  readonly #lines: { readonly at: number; readonly line: string; outside: Outside | undefined }[] = []
  readonly #faults: LessonFaults
  readonly #began: number
  #answer: string | undefined
  #answers = 0
  #live = false
  #lastError = ''
  #lastOutput = ''

  /** @throws LessonError if the start state can't be brought about. */
  static async build(options: StageOptions): Promise<LessonStage> {
    const stage = new LessonStage(options)
    if (stage.#namespace !== 'default') await stage.session.run(`kubectl config set-context --current --namespace=${stage.#namespace}`)
    stage.#observer.forget()
    return stage
  }

  private constructor(options: StageOptions) {
    const { lesson, seed, start, commands, editors = [] } = options
    this.#options = options
    this.cluster = boot(lesson, seed, start)
    this.#time = new StageTime(this.cluster.clock)
    this.#outside = new OutsideWorld(this.#time)
    this.#observer = new Observer(this.cluster)
    for (const [name, text] of lesson.startManifests) applyManifest(this.cluster, `${lesson.id}/${name}`, text, this.#namespace)
    this.#faults = new LessonFaults(lesson.id, this.cluster)
    this.#faults.inject(lesson.start.faults)
    this.cluster.clock.advance(parseDuration(lesson.start.settle))
    this.#began = this.cluster.clock.now()
    this.session = new Session({
      cluster: { ...this.cluster, handle: this.#observer.handle },
      time: this.#time,
      io: this.#io(),
      commands: [
        ...editors.map((editor) => this.#outside.editor(editor)),
        ...stageCommands(this),
        ...clusterWords(this.cluster, () => this.session),
        ...commands,
      ],
      // What is played again, or tried, opens no port of this machine.
      ports: {
        listen: (at, accept) => (this.#live ? hostPorts.listen(at, accept) : silentPort(at)),
        serve: (at, answer) => (this.#live ? hostPorts.serve(at, answer) : silentPort(at)),
      },
    })
    for (const [name, text] of lesson.startFiles) this.session.files.write(`${home}/${name}`, text)
    this.world = this.#world(new ClusterWorld(this.cluster))
    this.#faults.inject(lesson.steps[0]?.faults ?? [])
  }

  get lastError(): string {
    return this.#lastError
  }

  get exited(): boolean {
    return this.session.shell.state.exited
  }

  get atRest(): boolean {
    return this.cluster.clock.atRest()
  }

  /** All that the last line printed. */
  get lastOutput(): string {
    return this.#lastOutput
  }

  get outside(): Outside | undefined {
    return this.#outside.noted
  }

  goLive(): void {
    this.#live = this.#options.live !== undefined
    if (this.#options.live?.realTime) this.#time.goLive()
  }

  elapsed(): number {
    return this.#time.now() - this.#began
  }

  async run(line: string, outside?: Outside): Promise<number> {
    const entry = { at: this.elapsed(), line, outside }
    this.#lines.push(entry)
    this.#lastError = ''
    this.#lastOutput = ''
    return this.#time.work(async () => {
      this.#outside.begin(this.#live ? undefined : (outside ?? {}))
      const callOff = this.#outside.replayCut(() => this.session.shell.interrupt())
      try {
        return await this.session.run(line)
      } finally {
        callOff()
        // A trial plays this line again, with what an editor saved and which keys were pressed.
        entry.outside ??= this.#outside.noted
      }
    })
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#outside.noteCut()
    this.session.shell.interrupt()
  }

  skip(ms: number): void {
    this.#time.skip(ms)
  }

  /** Looks around on the learner's behalf; it does not count as theirs. */
  aside<T>(run: () => Promise<T>): Promise<T> {
    return this.#observer.ignoring(run)
  }

  changes(): Changes {
    return {
      work: `${this.#observer.writes}/${this.cluster.faults.changes}`,
      files: filesMark(this.session.files.changes()),
      said: String(this.#answers),
      shell: shellMark(this.session.shell.state),
    }
  }

  beginStep(): void {
    this.#observer.forget()
    this.#answer = undefined
  }

  inject(faults: readonly FaultEntry[]): void {
    this.#faults.inject(faults, this.elapsed())
  }

  setAnswer(text: string): void {
    this.#answer = text
    this.#answers++
  }

  end(): void {
    this.session.shell.hangUp()
    this.#time.stop()
  }

  get #namespace(): string {
    return this.#options.lesson.start.context.namespace ?? 'default'
  }

  #io(): ShellIo {
    const { live } = this.#options
    const say = (stream: 'stdout' | 'stderr') => (text: string) => {
      if (stream === 'stderr') this.#lastError += text
      this.#lastOutput += text
      if (this.#live) live?.io[stream](text)
    }
    const outside = this.#outside
    return {
      stdout: say('stdout'),
      stderr: say('stderr'),
      stdin: () => outside.stdin(async () => live?.io.stdin() ?? ''),
      get terminal() {
        const terminal = live?.io.terminal ?? { stdin: false, stdout: true, columns: 80 }
        return outside.replaysKeys ? { stdin: true, stdout: true, columns: terminal.columns } : terminal
      },
      get keyboard() {
        return outside.replaysKeys || live?.io.keyboard ? outside.keyboard(live?.io.keyboard) : undefined
      },
    } as ShellIo
  }

  #world(cluster: ClusterWorld): World {
    const stage = this
    return {
      get: (place, name) => cluster.get(place, name),
      list: (place, selector) => cluster.list(place, selector),
      isNamespaced: (kind) => cluster.isNamespaced(kind),
      can: (...question) => cluster.can(...question),
      rights: (...question) => cluster.rights(...question),
      reach: (...question) => cluster.reach(...question),
      resolve: (...question) => cluster.resolve(...question),
      logs: (...question) => cluster.logs(...question),
      start: cluster.snapshot() satisfies Snapshot,
      namespace: this.#namespace,
      context: async () => (await this.session.context()) ?? { name: '', namespace: '', user: '' },
      file: (path) => this.#file(path),
      now: () => this.cluster.clock.now(),
      mark: () => this.#mark(cluster),
      trial: () => this.#trial(),
      get observations() {
        return stage.#observer.observations
      },
      get answer() {
        return stage.#answer
      },
    }
  }

  #mark(cluster: ClusterWorld): string {
    const { work, files, shell } = this.changes()
    return [cluster.lastWrite(), work, files, shell].join('\n')
  }

  #file(path: string): string | undefined {
    const absolute = resolvePath(home, path.replace(/^~\//, ''))
    return this.session.files.stat(absolute)?.kind === 'file' ? new TextDecoder().decode(this.session.files.read(absolute)) : undefined
  }

  #skipTo(elapsed: number): void {
    if (elapsed > this.elapsed()) this.skip(elapsed - this.elapsed())
  }

  /** The same once more: the tutor's words do nothing there but what they do to the world. */
  async #trial(): Promise<Trial> {
    const { live: _, commands, ...options } = this.#options
    const copy = await LessonStage.build({ ...options, commands: commands.map((command) => ({ ...command, run: async () => 0 })) })
    const faults = [...this.#faults.noted]
    const injectUntil = (until: number): void => {
      for (let next = faults[0]; next && next.at <= until; next = faults[0]) {
        copy.#skipTo(next.at)
        copy.inject(next.faults)
        faults.shift()
      }
      copy.#skipTo(until)
    }
    for (const { at, line, outside } of [...this.#lines]) {
      injectUntil(at)
      await copy.run(line, outside)
    }
    injectUntil(this.elapsed())
    return { run: (line) => copy.run(line), wait: (ms) => copy.skip(ms), world: copy.world, end: () => copy.end() }
  }
}

function boot({ id, start: { nodes, audit, addons } }: Lesson, seed: string, start: number): Cluster {
  try {
    return bootForSession({ seed, start, nodes, audit, addOns: addons })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new LessonError([{ file: `${id}/lesson.yaml`, line: 1, field: 'start.addons', problem: error.message, remedy: 'Name one of them' }])
  }
}
