/** A lesson played without a learner: lines in, judgements out. */
import type { Lesson } from '../lesson/load.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import { checkOf, type Judgement, judge, missingSentences, StepMemory } from '../player/evaluate.ts'
import type { Stage } from '../player/stage.ts'

/** A stage without a learner, and what the last line printed on it. */
export interface RehearsalStage extends Stage {
  /** Whether nothing will change by itself any more. */
  readonly atRest: boolean
  readonly lastOutput: string
}

/** Sets a fresh stage for a lesson. */
export type Rehearse = (lesson: Lesson) => Promise<RehearsalStage>

/** How long the cluster gets to bring about what the lines of a step asked for; simulated. */
const patience = 60_000
const glance = 2000

export class Rehearsal {
  evaluated = 0
  /** `step/index` of every check that was seen to fail. */
  readonly failed = new Set<string>()
  #at = 0
  #memory = new StepMemory()

  private constructor(
    readonly lesson: Lesson,
    readonly stage: RehearsalStage,
  ) {}

  static async begin(lesson: Lesson, rehearse: Rehearse): Promise<Rehearsal> {
    return new Rehearsal(lesson, await rehearse(lesson))
  }

  get step(): Step {
    return this.lesson.steps[this.#at] as Step
  }

  async judge(how: { cheaply?: boolean } = {}): Promise<Judgement[]> {
    const judgements = await judge(this.step, this.stage.world, this.#memory, how)
    for (const [i, { ok, judged }] of judgements.entries()) {
      if (judged) this.evaluated++
      if (judged && !ok) this.failed.add(`${this.step.id}/${i}`)
    }
    return judgements
  }

  async run(line: string): Promise<{ status: number; output: string }> {
    const status = await this.stage.run(line)
    // What the learner does and finds counts when it happens; what is tried out on a copy can wait.
    await this.judge({ cheaply: true })
    return { status, output: this.stage.lastOutput }
  }

  /** Judges again and again while time passes, until the step is passed or patience ends. */
  async settle(): Promise<Judgement[]> {
    let judgements = await this.judge()
    for (let waited = 0; waited < patience && !passed(judgements); ) {
      // Where nothing goes on one look at the end will do; what is tried out on a copy of the cluster is not tried every other second.
      const step = this.stage.atRest ? patience - waited : this.#isOnlyCostly(judgements) ? patience / 3 : glance
      this.stage.skip(step)
      waited += step
      judgements = await this.judge()
    }
    return judgements
  }

  #isOnlyCostly(judgements: readonly Judgement[]): boolean {
    return judgements.every(({ ok }, i) => ok || checkOf(this.step.checks[i] as CheckEntry).definition.costly)
  }

  next(): void {
    this.#at++
    this.beginAgain()
    this.stage.inject(this.step.faults)
  }

  /** Plays every step before this one by its first way. @returns whether all of them were passed. */
  async playUpTo(id: string): Promise<boolean> {
    while (this.step.id !== id) {
      const way = this.lesson.ways.find(({ step }) => step === this.step.id)
      for (const { command } of way?.exchanges ?? []) await this.run(command)
      if (!passed(await this.settle())) return false
      this.next()
    }
    return true
  }

  /** As if the step had just begun: for whoever only looked. */
  beginAgain(): void {
    this.#memory = new StepMemory()
    this.stage.beginStep()
  }

  end(): void {
    this.stage.end()
  }
}

export const passed = (judgements: readonly Judgement[]): boolean => judgements.every(({ ok }) => ok)

/** What is missing, as the learner would read it. */
export const missingText = (judgements: readonly Judgement[]): string => missingSentences(judgements).join(' | ')
