/**
 * The lesson loop: which step, what is passed, what is missing, which hint comes next. Everything that it knows follows
 * from the transcript, so undo, redo and resume are "play the lines again": on a fresh stage, at the same times.
 */
import type { Lesson } from '../lesson/load.ts'
import type { Step } from '../lesson/schema.ts'
import { Coach } from './coach.ts'
import { type Judgement, missingSentences } from './evaluate.ts'
import type { Speech } from './speech.ts'
import type { BuiltStage, Changes, Entry, StageFactory, TranscriptLine } from './stage.ts'
import { type Solved, StepState } from './step-state.ts'

export interface PlayerOptions {
  readonly lesson: Lesson
  readonly stages: StageFactory
  readonly speech: Speech
  /** Where nobody waits for the cluster: after a change it gets so much simulated time to bring about what was asked for. */
  readonly patience?: number
  /** Told after every line and step, so that it can be kept. */
  readonly onProgress: (state: { step: number; finished: boolean; transcript: readonly TranscriptLine[]; solved: Solved | undefined }) => void
}

export class Player {
  readonly lesson: Lesson
  /** Hints, the solution, the quiz. */
  readonly coach: Coach
  #stage: BuiltStage | undefined
  #step = 0
  #state: StepState
  #transcript: Entry[] = []
  #undone: Entry[][] = []
  #running: Entry | undefined
  #replaying = false

  constructor(private readonly options: PlayerOptions) {
    this.lesson = options.lesson
    this.#state = this.#freshStep()
    const player = this
    this.coach = new Coach(options.lesson, options.speech, {
      get state() {
        return player.#state
      },
      get world() {
        return player.stage.world
      },
      get quiet() {
        return player.#replaying
      },
    })
  }

  get stage(): BuiltStage {
    if (!this.#stage) throw new Error('the lesson has not begun')
    return this.#stage
  }

  /** From 1. */
  get stepNumber(): number {
    return this.#step + 1
  }

  get stepDone(): boolean {
    return this.#state.done
  }

  get finished(): boolean {
    return this.stepNumber === this.lesson.steps.length && this.#state.done
  }

  get transcript(): readonly TranscriptLine[] {
    return this.#transcript.map(({ at, line, outside }) => ({ at, line, ...(outside && { outside }) }))
  }

  /** Sets the stage, and plays the lines of an earlier session again. */
  async begin(lines: readonly TranscriptLine[] = []): Promise<void> {
    await this.#replay(lines.map((line) => ({ ...line, changed: false })))
  }

  introduce(): void {
    const { title, minutes, story } = this.lesson
    this.options.speech.heading(`${title}  (${minutes} minutes)`)
    this.options.speech.say(`\n${story}\n`)
    this.task()
  }

  task(): void {
    this.options.speech.heading(`Step ${this.stepNumber} of ${this.lesson.steps.length}`)
    this.options.speech.say(`\n${this.#state.step.task}\n`)
    if (this.#state.done) this.options.speech.aside(this.finished ? 'Done, and the lesson with it.' : 'Done; `next` goes on.')
  }

  /** A line that the learner typed at the prompt. Meta-commands come here by way of the shell's table. */
  async line(text: string, outside?: TranscriptLine['outside']): Promise<number> {
    if (this.coach.takes(text)) return 0
    const { stage } = this
    const before = stage.changes()
    const entry: Entry = { at: stage.elapsed(), line: text, changed: false, ...(outside && { outside }) }
    const step = this.#state
    this.#transcript.push(entry)
    this.#running = entry
    const status = await stage.run(text, outside)
    this.#running = undefined
    if (stage.exited) this.#forget(entry)
    // The line was undo, redo or reset: the transcript is another one now.
    if (this.#stage !== stage) return status
    if (stage.outside) entry.outside = stage.outside
    const after = stage.changes()
    entry.changed = (['work', 'files', 'shell'] as const).some((part) => before[part] !== after[part])
    if (entry.changed) this.#undone = []
    if (this.#state === step && !step.done) await this.#afterLine(before, after)
    else if (this.#state === step && before.said !== after.said) this.coach.sayDone()
    this.#tellProgress()
    return status
  }

  async #afterLine(before: Changes, after: Changes): Promise<void> {
    const didSomething = this.#state.concernedBy(before, after)
    if (didSomething) this.#state.doings++
    const judgements = await this.#state.judge(this.stage.world)
    if (judgements.every(({ ok }) => ok)) return this.#succeed(judgements)
    const fresh = this.#state.note(judgements)
    if (didSomething && fresh.length === 0) this.#state.failures++
    for (const { sentence } of fresh) this.options.speech.passed(sentence)
    if (before.work !== after.work && (await this.#waitPatiently())) return
    if (didSomething || fresh.length > 0) this.#reportMissing(await this.#state.judge(this.stage.world))
    this.#react()
    this.coach.offerHint()
  }

  /** Lets simulated time pass until the step is passed, where nobody looks on. */
  async #waitPatiently(): Promise<boolean> {
    if (this.#replaying) return false
    for (let waited = 0; waited < (this.options.patience ?? 0); waited += 1000) {
      this.stage.skip(1000)
      if (await this.look()) return true
    }
    return false
  }

  /** Looks whether time has brought about what was missing; for whoever is at the prompt meanwhile. @returns true if so. */
  async look(): Promise<boolean> {
    const state = this.#state
    if (state.done || this.#replaying || this.#running) return false
    const at = this.stage.elapsed()
    const judgements = await state.judge(this.stage.world)
    // A line may have been typed meanwhile.
    if (state !== this.#state || state.done || this.#running) return false
    if (judgements.every(({ ok }) => ok)) {
      // Played again, the line sees what was seen now.
      this.#transcript.push({ at, line: 'check', changed: false })
      this.#succeed(judgements)
      return true
    }
    for (const { sentence } of state.note(judgements)) this.options.speech.passed(sentence)
    this.#react()
    return false
  }

  /** check: all objectives, ticked or not. */
  async check(): Promise<number> {
    if (this.#state.done) {
      this.coach.sayDone()
      return 0
    }
    const judgements = await this.#state.judge(this.stage.world)
    if (judgements.every(({ ok }) => ok)) {
      this.#succeed(judgements)
      return 0
    }
    this.#state.note(judgements)
    for (const { ok, sentence } of judgements) if (ok) this.options.speech.passed(sentence)
    this.#reportMissing(judgements)
    return 1
  }

  /** next: on to the next step. @returns what came of it. */
  async next(): Promise<'moved' | 'not-done' | 'finished'> {
    if (!this.#state.done) return 'not-done'
    if (this.finished) return 'finished'
    this.#step++
    this.#state = this.#freshStep()
    this.stage.beginStep()
    this.stage.inject(this.#state.step.faults)
    await this.#noteWhatHolds()
    this.#tellProgress()
    this.task()
    return 'moved'
  }

  /** Takes back the last change, and the looks after it. @returns the line, or undefined if there is none. */
  async undo(): Promise<string | undefined> {
    const lines = this.#linesBefore()
    const last = lines.findLastIndex(({ changed }) => changed)
    const [line] = lines.slice(last)
    if (last < 0 || !line || this.#replaying) return undefined
    const undone = [...this.#undone, lines.slice(last)]
    await this.#replay(lines.slice(0, last), line.at)
    this.#undone = undone
    return line.line
  }

  /** Plays again what the last undo took back. */
  async redo(): Promise<string | undefined> {
    const lines = this.#undone.at(-1)
    const left = this.#undone.slice(0, -1)
    if (!lines || this.#replaying) return undefined
    await this.#replay([...this.#linesBefore(), ...lines])
    this.#undone = left
    return lines[0]?.line
  }

  /** Back to the lesson's start state. What was done can be redone. */
  async reset(): Promise<void> {
    if (this.#replaying) return
    const lines = this.#linesBefore()
    await this.#replay([])
    this.#undone = lines.length > 0 ? [lines] : []
  }

  end(): void {
    this.#stage?.end()
  }

  /** The line that runs ends the session: whoever comes back does not leave at once again. */
  leave(): void {
    if (this.#running) this.#forget(this.#running)
  }

  #forget(entry: Entry): void {
    this.#transcript = this.#transcript.filter((one) => one !== entry)
  }

  /** The transcript without the line that runs at the moment. */
  #linesBefore(): Entry[] {
    return this.#transcript.filter((entry) => entry !== this.#running)
  }

  async #replay(lines: readonly Entry[], until?: number): Promise<void> {
    this.#replaying = true
    this.#stage?.end()
    this.#stage = await this.options.stages.build()
    this.#step = 0
    this.#state = this.#freshStep()
    this.#transcript = []
    await this.options.speech.silently(async () => {
      for (const { at, line, outside } of lines) {
        this.#advanceTo(at)
        await this.line(line, outside)
      }
    })
    if (until !== undefined) this.#advanceTo(until)
    this.#replaying = false
    await this.#noteWhatHolds()
    this.stage.goLive()
    this.#tellProgress()
  }

  /** What holds already is no news. */
  async #noteWhatHolds(): Promise<void> {
    this.#state.noteAtFirst(await this.#state.judge(this.stage.world))
  }

  #advanceTo(at: number): void {
    if (at > this.stage.elapsed()) this.stage.skip(at - this.stage.elapsed())
  }

  #freshStep(): StepState {
    return new StepState(this.lesson.steps[this.#step] as Step)
  }

  #reportMissing(judgements: readonly Judgement[]): void {
    for (const sentence of missingSentences(judgements)) this.options.speech.missing(sentence)
  }

  /** What is said is kept already. */
  #succeed(judgements: readonly Judgement[]): void {
    this.#state.done = true
    this.#tellProgress()
    for (const { sentence } of this.#state.untold(judgements)) this.options.speech.passed(sentence)
    this.options.speech.say(`\n${this.#state.step.debrief}\n`)
    if (this.finished) {
      this.options.speech.heading(`That was the lesson "${this.lesson.title}".`)
      this.options.speech.aside('`quiz` asks a question or two about it, `next` goes on to the next lesson.')
    } else this.options.speech.aside('`next` goes on. Until then the cluster is yours.')
  }

  /** Explains a state or an error that the lesson knows, once, where it happens. */
  #react(): void {
    const reaction = this.#state.reaction(this.stage.world, this.stage.lastError)
    if (reaction !== undefined) this.options.speech.aside(reaction)
  }

  #tellProgress(): void {
    if (this.#replaying) return
    this.options.onProgress({ step: this.#step, finished: this.finished, transcript: this.transcript, solved: this.#state.solved })
  }
}
