/** One lesson, played by a person at a terminal or by a script. */
import { nextTurn, wallClock } from '../../clock.ts'
import { commandTable } from '../../kubectl/flag-table.ts'
import { freshSeed } from '../../random.ts'
import type { CommandIo } from '../../shell/command.ts'
import { complete } from '../../shell/completion.ts'
import { editorCommands } from '../../shell/host-editor.ts'
import type { ShellIo } from '../../shell/shell.ts'
import { explained } from '../../tutor/commands/explain.ts'
import { tutorCommands } from '../../tutor/commands/index.ts'
import { explainLine } from '../../tutor/insight/explain-line.ts'
import { partLines } from '../../tutor/insight/show-parts.ts'
import type { Course } from '../../tutor/lesson/course.ts'
import { BrokenCheck } from '../../tutor/player/evaluate.ts'
import { Player } from '../../tutor/player/player.ts'
import { Speech } from '../../tutor/player/speech.ts'
import type { Solved } from '../../tutor/player/step-state.ts'
import type { Colours } from '../colours.ts'
import type { LessonStage } from '../stage/stage.ts'
import { courseList } from './course-list.ts'
import type { Progress } from './progress.ts'
import type { Begun } from './progress-content.ts'
import { showConcept } from './show-concept.ts'
import { showProgress } from './show-progress.ts'
import { lessonAfter } from './standing.ts'

export interface LessonSessionOptions {
  readonly course: Course
  readonly id: string
  readonly progress: Progress
  readonly io: ShellIo
  /** Begins a new line where what was printed last did not end its own. */
  readonly freshLine?: () => void
  readonly paint: Colours
  /** Whether a person looks on; else time jumps. */
  readonly realTime: boolean
  /** The wall clock, in milliseconds since the epoch. */
  readonly now: number
}

/** How long a script waits for the cluster to bring about what a line asked for; simulated. */
const scriptPatience = 30_000

/** Whoever says nothing for longer was not at the prompt; milliseconds. */
const longestPause = 300_000

export class LessonSession {
  readonly player: Player
  readonly speech: Speech
  /** The stage of the moment: undo makes another, and while the cluster comes up there is none. */
  stage: LessonStage | undefined
  /** Whether it goes on where it was left. */
  readonly resumes: boolean
  /** Where to go on, once this session has ended on purpose. */
  following: string | undefined
  /** How the lesson begins. */
  readonly #begun: Begun
  #left = false
  #lastKept = wallClock.now()
  /** Whether another session is further on in this lesson. */
  #isElsewhere = false
  /** What was said of broken checks; once is enough. */
  readonly #broken = new Set<string>()
  readonly #options: LessonSessionOptions

  /** @throws LessonError if the lesson can't be read. */
  constructor(options: LessonSessionOptions) {
    this.#options = options
    const { course, id, progress, io, paint, realTime, now } = options
    const lesson = course.lesson(id)
    const before = progress.resume(id)
    const { seed, start } = before.begun ?? { seed: freshSeed(), start: now }
    this.#begun = { seed, start, step: 0, transcript: [] }
    this.resumes = (before.begun?.transcript.length ?? 0) > 0
    this.speech = new Speech(
      paint,
      this.#inOnePiece((text) => {
        options.freshLine?.()
        io.stdout(text)
      }),
      () => io.terminal.columns,
    )
    this.player = new Player({
      lesson,
      speech: this.speech,
      ...(!realTime && { patience: scriptPatience }),
      stages: { build: () => this.#build(seed, start) },
      onProgress: ({ step, finished, transcript, solved }) => this.#keep(finished, { ...this.#begun, step, transcript }, solved),
    })
  }

  /** Sets the stage as it was left, and shows the task. */
  async begin(): Promise<void> {
    const { id, progress } = this.#options
    if (!this.resumes) {
      // Whoever is gone before the cluster is there comes back to this lesson.
      this.#keep(false, this.#begun, undefined)
      // Something to read while the cluster comes up.
      this.player.introduce()
      await nextTurn()
    }
    await this.player.begin(progress.of(id).begun?.transcript)
    if (!this.resumes) return
    this.speech.heading(this.player.lesson.title)
    this.speech.aside('On we go where you left; `reset` begins anew.\n')
    this.player.task()
  }

  get ended(): boolean {
    return this.#left || (this.stage?.exited ?? false)
  }

  async prompt(): Promise<string> {
    const { player } = this
    const { paint } = this.#options
    const { question } = player.coach
    if (question) return `${paint.cyan('│')} ${question.accepts}? `
    const context = this.stage ? await this.stage.session.context() : { namespace: player.lesson.start.context.namespace ?? 'default' }
    const done = player.stepDone ? paint.green('✓') : ''
    return `${paint.cyan(player.lesson.id)} ${player.stepNumber}/${player.lesson.steps.length}${done} (${context?.namespace ?? 'no context'}) $ `
  }

  async run(text: string): Promise<number> {
    const question = explained(text)
    if (question !== undefined) {
      this.speech.show(partLines(explainLine(question, commandTable()), this.#options.paint, this.#options.io.terminal.columns - 2))
      return 0
    }
    return this.#guarded(() => this.player.line(text))
  }

  /** Looks whether time has brought about what was missing. @returns true if so. */
  async look(): Promise<boolean> {
    return (await this.#guarded(async () => ((await this.player.look()) ? 0 : 1))) === 0
  }

  async complete(line: string, cursor: number): Promise<Awaited<ReturnType<typeof complete>>> {
    const { stage } = this
    return stage ? stage.aside(() => complete(stage.session.shell, line, cursor)) : [[], '']
  }

  end(): void {
    this.player.end()
  }

  #keep(finished: boolean, begun: Begun, solved: Solved | undefined): void {
    const now = wallClock.now()
    const spent = Math.min(now - this.#lastKept, longestPause)
    this.#lastKept = now
    const kept = this.#options.progress.keep(this.#options.id, { finished, begun: finished ? undefined : begun, solved, now, spent })
    if (!kept && !this.#isElsewhere) this.speech.aside('Another ktutor is further on in this lesson. Its place is kept, not this one.')
    this.#isElsewhere = !kept
  }

  async #build(seed: string, start: number): Promise<LessonStage> {
    const { io, realTime, id, course, progress } = this.#options
    const tutor = {
      player: this.player,
      speech: this.speech,
      get following() {
        return lessonAfter(course, progress, id)
      },
      list: () => this.#list(),
      learn: showConcept,
      progress: (lesson: string | undefined, io: CommandIo) => showProgress(course, progress, lesson, 'text', io),
      cheatsheet: async (words: readonly string[], io: CommandIo) => (await import('./show-cheatsheet.ts')).showCheatsheet(words, io),
      leave: (to?: string) => this.#leave(to),
    }
    // Loaded after the task is on the screen: most of the program is the cluster.
    const { LessonStage } = await import('../stage/stage.ts')
    const stage = await LessonStage.build({
      lesson: this.player.lesson,
      seed,
      start,
      commands: tutorCommands(tutor),
      editors: editorCommands(process.env),
      live: { io, realTime },
    })
    this.stage = stage
    return stage
  }

  #list(): void {
    const { course, progress, paint } = this.#options
    this.speech.show(courseList(course, progress, paint, this.#options.io.terminal.columns - 2))
  }

  #leave(to: string | undefined): void {
    this.player.leave()
    this.#left = true
    this.following = to
  }

  /** A check that throws is the lesson's error; the learner goes on. */
  async #guarded(run: () => Promise<number>): Promise<number> {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof BrokenCheck)) throw error
      if (this.#broken.has(error.message)) return 1
      this.#broken.add(error.message)
      this.speech.aside(`This lesson has an error, please report it: ${this.player.lesson.id}: ${error.message}`)
      return 1
    }
  }

  /** What is said in one go is written in one go, so that nothing flickers above a prompt. */
  #inOnePiece(write: (text: string) => void): (text: string) => void {
    let waiting = ''
    return (text) => {
      if (waiting === '')
        queueMicrotask(() => {
          const all = waiting
          waiting = ''
          write(all)
        })
      waiting += text
    }
  }
}
