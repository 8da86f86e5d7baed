/** Help for whoever asks: hints rung by rung, the solution, a question or two at the end. */
import type { Lesson } from '../lesson/load.ts'
import type { Hint } from '../lesson/schema.ts'
import type { World } from '../world.ts'
import { fill } from './evaluate.ts'
import { confirmation, type Question, Quiz } from './question.ts'
import type { Speech } from './speech.ts'
import type { StepState } from './step-state.ts'

/** Hints are offered once after so many attempts that brought nothing nearer. */
const offerHintAfter = 3

/** Where the learner is. */
interface Situation {
  readonly state: StepState
  readonly world: World
  /** While lines are played again nobody answers. */
  readonly quiet: boolean
}

export class Coach {
  #question: Question | undefined

  constructor(
    private readonly lesson: Lesson,
    private readonly speech: Speech,
    private readonly situation: Situation,
  ) {}

  /** What was asked and waits for an answer. */
  get question(): Question | undefined {
    return this.#question
  }

  /** Whether the line was the answer to a question. A line that is none takes the question off the table. */
  takes(line: string): boolean {
    const question = this.#question
    this.#question = undefined
    return question?.take(line) ?? false
  }

  /** Once, after some attempts. */
  offerHint(): void {
    const { state } = this.situation
    if (state.hintOffered || state.hintsShown > 0 || state.failures < offerHintAfter) return
    state.hintOffered = true
    this.speech.aside('`hint` helps a little, if you like.')
  }

  /** For whoever still works on a step that is done. */
  sayDone(): void {
    this.speech.aside('This step is done; `next` goes on.')
  }

  /** The next rung. */
  async hint(): Promise<void> {
    const { state } = this.situation
    if (state.done) return this.sayDone()
    const { hints } = state.step
    const next = hints[state.hintsShown]
    if (next !== undefined) state.hintsShown++
    if (next === undefined) this.speech.aside('That was the last hint; `solution` shows the ways there are.')
    else {
      await this.#sayHint(next)
      this.speech.aside(`hint ${state.hintsShown} of ${hints.length}`)
    }
  }

  async #sayHint(hint: Hint): Promise<void> {
    if (typeof hint === 'string') this.speech.say(hint)
    else for (const command of await this.#filledIn(hint.commands)) this.speech.command(command)
  }

  /** With what a check expects in place of {expected}. */
  async #filledIn(commands: readonly string[]): Promise<string[]> {
    const { state, world } = this.situation
    const verdicts = (await state.judge(world)).map(({ verdict }) => verdict)
    const words = Object.assign({}, ...verdicts.map((verdict) => verdict.words ?? {})) as Record<string, string>
    return commands.map((command) => fill(command, { ok: false, seen: '', words }))
  }

  /** All ways to do the step; asks back if the learner has not tried. */
  solution(): void {
    if (this.situation.quiet) return
    if (this.situation.state.tried) this.#showSolution()
    else {
      this.speech.aside('You have not tried yet, and there is still `hint`. Show the solution all the same?')
      this.#question = confirmation(() => this.#showSolution())
    }
  }

  #showSolution(): void {
    const ways = this.lesson.ways.filter(({ step }) => step === this.situation.state.step.id)
    for (const [i, way] of ways.entries()) {
      this.speech.heading(i === 0 ? 'One way:' : 'Another:')
      for (const { command } of way.exchanges) this.speech.command(command)
    }
  }

  quiz(): void {
    if (this.situation.quiet) return
    const quiz = new Quiz(this.lesson.quiz, this.speech, (question) => {
      this.#question = question
    })
    quiz.put()
  }
}
