/**
 * The lesson loop: which step, what is passed, what is missing, which hint comes next. Everything that it knows follows
 * from the transcript, so undo, redo and resume are "play the lines again": on a fresh stage, at the same times.
 */

import { look } from '../checks/object-condition.ts'
import type { Lesson } from '../lesson/load.ts'
import type { Hint, Step } from '../lesson/schema.ts'
import { fill, type Judgement, judge } from './evaluate.ts'
import type { Speech } from './speech.ts'
import type { BuiltStage, StageFactory, TranscriptLine } from './stage.ts'

/** Hints are offered once after so many attempts that changed something and did not pass. */
const offerHintAfter = 3

interface StepState {
  readonly latched: Set<number>
  /** Attempts that changed something without passing. */
  failures: number
  hintsShown: number
  readonly reacted: Set<number>
  offered: boolean
  done: boolean
}

const freshStep = (): StepState => ({ latched: new Set(), failures: 0, hintsShown: 0, reacted: new Set(), offered: false, done: false })

export interface PlayerOptions {
  readonly lesson: Lesson
  readonly stages: StageFactory
  readonly speech: Speech
  /** Told after every line and step, so that it can be kept. */
  readonly onProgress: (state: { step: number; finished: boolean; transcript: readonly TranscriptLine[] }) => void
}

export class Player {
  readonly lesson: Lesson
  #stage: BuiltStage | undefined
  #step = 0
  #state = freshStep()
  #transcript: { at: number; line: string; changed: boolean }[] = []
  #undone: { at: number; line: string; changed: boolean }[][] = []
  #replaying = false

  constructor(private readonly options: PlayerOptions) {
    this.lesson = options.lesson
  }

  get stage(): BuiltStage {
    if (!this.#stage) throw new Error('the lesson has not begun')
    return this.#stage
  }

  get finished(): boolean {
    return this.#step === this.lesson.steps.length - 1 && this.#state.done
  }

  get transcript(): readonly TranscriptLine[] {
    return this.#transcript.map(({ at, line }) => ({ at, line }))
  }

  /** Sets the stage, and plays the lines of an earlier session again. */
  async begin(lines: readonly TranscriptLine[] = []): Promise<void> {
    await this.#replay(lines.map((line) => ({ ...line, changed: false })))
  }

  introduce(): void {
    const { speech } = this.options
    const { title, minutes, story } = this.lesson
    speech.heading(`${title} (${minutes} minutes)`)
    speech.say(`\n${story}`)
    speech.blank()
    this.task()
  }

  task(): void {
    const { speech } = this.options
    const step = this.#current()
    speech.heading(`Step ${this.#step + 1} of ${this.lesson.steps.length}`)
    speech.say(`\n${step.task}`)
    if (this.#state.done) speech.aside('\nDone. `next` goes on.'.replaceAll('`', ''))
  }

  /** A line that the learner typed at the prompt. Meta-commands come here by way of the shell's table. */
  async line(text: string): Promise<number> {
    const at = this.stage.elapsed()
    const before = await this.stage.changes()
    const wasDone = this.#state.done
    const entry = { at, line: text, changed: false }
    this.#transcript.push(entry)
    const stage = this.stage
    const status = await stage.run(text)
    // The line was undo, redo or reset: the transcript is another one now.
    if (this.stage !== stage) return status
    entry.changed = (await stage.changes()) !== before
    if (!wasDone && !this.#state.done) await this.#afterLine(entry.changed)
    if (entry.changed) this.#undone = []
    this.#tellProgress()
    return status
  }

  async #afterLine(changed: boolean): Promise<void> {
    const judgements = await this.#judge()
    if (judgements.every(({ ok }) => ok)) return this.#succeed(judgements)
    if (!changed) return this.#react()
    this.#state.failures++
    this.#report(judgements)
    this.#react()
    if (!this.#quiet() && this.#state.failures >= offerHintAfter && !this.#state.offered && this.#state.hintsShown === 0) {
      this.#state.offered = true
      this.options.speech.aside('`hint` helps a little, if you like.'.replaceAll('`', ''))
    }
  }

  /** check: all objectives, ticked or not. */
  async check(): Promise<number> {
    const judgements = await this.#judge()
    if (this.#state.done) {
      this.options.speech.aside('This step is done; next goes on.')
      return 0
    }
    if (judgements.every(({ ok }) => ok)) {
      this.#succeed(judgements)
      return 0
    }
    this.#report(judgements)
    return 1
  }

  /** answer: what the learner found out. */
  answer(text: string): void {
    this.stage.setAnswer(text)
  }

  async hint(): Promise<void> {
    const { speech } = this.options
    const { hints } = this.#current()
    const next = hints[this.#state.hintsShown]
    if (next === undefined) return speech.aside('That was the last hint; `solution` shows how it is done.'.replaceAll('`', ''))
    this.#state.hintsShown++
    await this.#sayHint(next)
    if (this.#state.hintsShown < hints.length) speech.aside(`hint ${this.#state.hintsShown} of ${hints.length}`)
  }

  async #sayHint(hint: Hint): Promise<void> {
    const { speech } = this.options
    if (typeof hint === 'string') speech.say(hint)
    else for (const command of await this.hintCommands(hint)) speech.say(`\`${command}\``)
  }

  /** The commands of a hint's last rung, with what a check expects filled in. */
  async hintCommands(hint: Exclude<Hint, string>): Promise<string[]> {
    const verdicts = (await this.#judge()).map(({ verdict }) => verdict)
    const words = Object.assign({}, ...verdicts.map((verdict) => verdict.words ?? {})) as Record<string, string>
    return hint.commands.map((command) => fill(command, { ok: false, seen: '', words }))
  }

  solution(): void {
    const { speech } = this.options
    const ways = this.lesson.ways.filter(({ step }) => step === this.#current().id)
    for (const [i, way] of ways.entries()) {
      speech.heading(i === 0 ? 'One way:' : 'Another:')
      for (const { command } of way.exchanges)
        speech.say(
          command
            .split('\n')
            .map((line, n) => `  ${n === 0 ? '$' : '>'} ${line}`)
            .join('\n'),
        )
    }
  }

  /** Whether the learner has tried, so that the solution may be shown without asking back. */
  get tried(): boolean {
    return this.#state.failures > 0 || this.#state.hintsShown > 0 || this.#state.done
  }

  /** next: on to the next step. @returns false if the lesson is over, or the step not done. */
  next(): 'moved' | 'not-done' | 'finished' {
    if (!this.#state.done) return 'not-done'
    if (this.finished) return 'finished'
    this.#step++
    this.#state = freshStep()
    this.stage.beginStep()
    if (!this.#quiet()) this.task()
    return 'moved'
  }

  /** Takes back the last change, and the looks after it. @returns the line, or undefined if there is none. */
  async undo(): Promise<string | undefined> {
    const lines = this.#transcript.filter(({ line }) => !isTimeTravel(line))
    const last = lines.findLastIndex(({ changed }) => changed)
    if (last < 0) {
      this.#transcript = lines
      return undefined
    }
    const undone = [...this.#undone, lines.slice(last)]
    await this.#replay(lines.slice(0, last), lines[last]?.at)
    this.#undone = undone
    return lines[last]?.line
  }

  /** Plays again what the last undo took back. */
  async redo(): Promise<string | undefined> {
    const lines = this.#undone.at(-1)
    const left = this.#undone.slice(0, -1)
    if (!lines) return undefined
    await this.#replay([...this.#transcript.filter(({ line }) => !isTimeTravel(line)), ...lines])
    this.#undone = left
    return lines[0]?.line
  }

  /** Back to the lesson's start state. */
  async reset(): Promise<void> {
    await this.#replay([])
    this.#undone = []
  }

  end(): void {
    this.#stage?.end()
  }

  async #replay(lines: readonly { at: number; line: string; changed: boolean }[], until?: number): Promise<void> {
    this.#replaying = true
    this.#stage?.end()
    this.#stage = await this.options.stages.build()
    this.#step = 0
    this.#state = freshStep()
    this.#transcript = []
    for (const { at, line } of lines) {
      this.#advanceTo(at)
      await this.line(line)
    }
    if (until !== undefined) this.#advanceTo(until)
    this.#replaying = false
    this.stage.goLive()
    this.#tellProgress()
  }

  #advanceTo(at: number): void {
    const ms = at - this.stage.elapsed()
    if (ms > 0) this.stage.skip(ms)
  }

  #current(): Step {
    return this.lesson.steps[this.#step] as Step
  }

  #judge(): Promise<Judgement[]> {
    return judge(this.#current(), this.stage.world, this.#state.latched)
  }

  #report(judgements: readonly Judgement[]): void {
    if (this.#quiet()) return
    for (const { ok, sentence } of judgements) {
      if (ok) this.options.speech.passed(sentence)
      else this.options.speech.missing(sentence)
    }
  }

  #succeed(judgements: readonly Judgement[]): void {
    this.#state.done = true
    if (this.#quiet()) return
    const { speech } = this.options
    for (const { sentence } of judgements) speech.passed(sentence)
    speech.say(`\n${this.#current().debrief}`)
    if (this.finished) this.#celebrate()
    else speech.aside('next goes on to the next step; until then the cluster is yours.')
  }

  #celebrate(): void {
    const { speech } = this.options
    speech.heading(`\nThat was the lesson "${this.lesson.title}".`)
    speech.aside('quiz asks two or three questions about it; next goes on to the next lesson.')
  }

  /** Explains a state or an error that the lesson knows, once, where it happens. */
  #react(): void {
    for (const [i, { when, say }] of this.#current().react.entries()) {
      if (this.#state.reacted.has(i) || !this.#recognised(when)) continue
      this.#state.reacted.add(i)
      if (!this.#quiet()) this.options.speech.aside(say)
      return
    }
  }

  #recognised(when: Step['react'][number]['when']): boolean {
    const { world, lastError } = this.stage
    if ('error' in when) return lastError.includes(when.error)
    if ('resource' in when) return look(world, when.resource).ok
    const { verb, resource, namespace, name } = when.ran
    const seen = world.observations.filter(
      (one) => one.verb === verb && one.resource === resource && (namespace ?? one.namespace) === one.namespace && (name ?? one.name) === one.name,
    )
    return seen.length >= when.times
  }

  #quiet(): boolean {
    return this.#replaying
  }

  #tellProgress(): void {
    if (!this.#replaying) this.options.onProgress({ step: this.#step, finished: this.finished, transcript: this.transcript })
  }
}

const isTimeTravel = (line: string): boolean => /^\s*(undo|redo|reset)\b/.test(line)
