/** One task of a test: a cluster on which the steps before are done, and what the learner does about the last one. */
import { Rehearsal, type RehearsalStage } from '../gates/rehearsal.ts'
import { LessonError } from '../lesson/lesson-error.ts'
import type { Lesson } from '../lesson/load.ts'
import type { CheckEntry, Step } from '../lesson/schema.ts'
import { checkOf, type Judgement, judge, missingSentences, StepMemory } from '../player/evaluate.ts'
import type { BuiltStage } from '../player/stage.ts'

/** How long the cluster gets, when a task is handed in, to bring about what was asked for; simulated milliseconds. */
const patience = 30_000
const glance = 1000

export class TaskStage<S extends BuiltStage = BuiltStage> {
  readonly #memory = new StepMemory()
  readonly #step: Step

  private constructor(
    readonly stage: S,
    step: Step,
    /** What the steps before have brought about, a sentence each. */
    readonly before: readonly string[],
  ) {
    this.#step = step
  }

  /** Plays the steps before the last by the lesson's own ways. @throws LessonError if these do not lead there. */
  static async set<S extends BuiltStage & RehearsalStage>(lesson: Lesson, stage: S): Promise<TaskStage<S>> {
    const rehearsal = await Rehearsal.begin(lesson, async () => stage)
    const before: string[] = []
    for (const { id } of lesson.steps.slice(0, -1)) {
      for (const { command } of lesson.ways.find(({ step }) => step === id)?.exchanges ?? []) await rehearsal.run(command)
      const judgements = await rehearsal.settle()
      if (!judgements.every(({ ok }) => ok)) throw unsolved(lesson, id, judgements)
      before.push(...judgements.map(({ sentence }) => sentence))
      rehearsal.next()
    }
    stage.goLive()
    return new TaskStage(stage, rehearsal.step, before)
  }

  async run(line: string): Promise<void> {
    const { said } = this.stage.changes()
    await this.stage.run(line)
    // The last answer is the one that counts: nobody passes by naming everything.
    if (this.stage.changes().said !== said) for (const i of this.#answers()) this.#memory.latched.delete(i)
    await this.#judge({ cheaply: true })
  }

  /** @returns what is missing, a sentence each; none if the task is passed. */
  async handIn(): Promise<string[]> {
    let judgements = await this.#judge()
    for (let waited = 0; waited < patience && judgements.some(({ ok }) => !ok); waited += glance) {
      this.stage.skip(glance)
      judgements = await this.#judge()
    }
    return missingSentences(judgements)
  }

  #judge(how: { cheaply?: boolean } = {}): Promise<Judgement[]> {
    return judge(this.#step, this.stage.world, this.#memory, how)
  }

  #answers(): number[] {
    return [...this.#step.checks.keys()].filter((i) => checkOf(this.#step.checks[i] as CheckEntry).definition.name === 'answer')
  }
}

function unsolved(lesson: Lesson, step: string, judgements: readonly Judgement[]): LessonError {
  const problem = `step ${step} is not solved by its first way: ${missingSentences(judgements).join(' | ')}`
  return new LessonError([{ file: `${lesson.id}/solution.md`, line: 1, field: '', problem, remedy: 'ktutor lesson check says more' }])
}
