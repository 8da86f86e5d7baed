/** Puts one question, takes the answer, and says why the right one is right. */
import type { Random } from '../../random.ts'
import { clean, type Speech } from '../../tutor/player/speech.ts'
import { shuffled } from '../../tutor/quiz/schedule.ts'
import type { ChoiceQuestion, QuizQuestion, TypedQuestion } from '../../tutor/quiz/schema.ts'
import type { Desk } from './desk.ts'
import { tryLine } from './try-line.ts'

/** Lines that may be tried for one question. */
const attempts = 3

export class Asker {
  constructor(
    private readonly speech: Speech,
    private readonly desk: Omit<Desk, 'end'>,
    private readonly situation: string,
    private readonly random: Random,
  ) {}

  /** Asks, says why the right answer is right. @returns whether it was given. @throws Left */
  async ask(question: QuizQuestion): Promise<boolean> {
    this.speech.say(question.ask)
    const right = 'type' in question ? await this.#line(question) : await this.#choice(question)
    if (right) this.speech.passed(question.because)
    else this.#correct(question)
    return right
  }

  #correct(question: QuizQuestion): void {
    if ('type' in question) {
      this.speech.say('One way:')
      this.speech.command(question.type.solution)
      this.speech.say(question.because)
    } else this.speech.say(`No: **${question.right}**. ${question.because}`)
  }

  async #choice({ spot, choices, right }: ChoiceQuestion): Promise<boolean> {
    if (spot !== undefined)
      this.speech.show([
        '',
        ...clean(spot)
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`),
        '',
      ])
    return (await this.desk.choose(shuffled(choices, this.random).map((choice) => ({ name: clean(choice), value: choice })))) === right
  }

  /** An empty line gives up. */
  async #line(question: TypedQuestion): Promise<boolean> {
    for (let left = attempts; left > 0; left--) {
      const line = (await this.desk.line()).trim()
      if (line === '') return false
      const { passed, output, missing } = await tryLine(question, this.situation, line)
      this.desk.print(output === '' || output.endsWith('\n') ? output : `${output}\n`)
      if (passed) return true
      for (const sentence of missing) this.speech.missing(sentence)
      if (left > 1) this.speech.aside(`The cluster is as it was. Once more? (${left - 1} left, an empty line gives up)`)
    }
    return false
  }
}
