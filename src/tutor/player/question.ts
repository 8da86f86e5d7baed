/** A question that the tutor has asked. Whoever answers something else has not been listening, and may go on. */
import type { Question as QuizQuestion } from '../lesson/schema.ts'
import type { Speech } from './speech.ts'

export interface Question {
  /** What may be typed: `1-4`, `y/n`. */
  readonly accepts: string
  /** @returns whether the text was an answer; what is none is a line like any other. */
  take(text: string): boolean
}

/** `y` does it, `n` does not. */
export const confirmation = (then: () => void): Question => ({
  accepts: 'y/n',
  take(text) {
    const given = text.trim().toLowerCase()
    if (['y', 'yes'].includes(given)) then()
    return ['y', 'yes', 'n', 'no'].includes(given)
  },
})

/** Who types this is tired of questions, and does not mean the shell. */
const leaving = ['', 'q', 'quit']

/** The lesson's questions, one after the other. `ask` puts the next one, or undefined at the end. */
export class Quiz {
  #at = 0
  #right = 0

  constructor(
    private readonly questions: readonly QuizQuestion[],
    private readonly speech: Speech,
    private readonly ask: (question: Question | undefined) => void,
  ) {}

  /** Asks the question whose turn it is. */
  put(): void {
    const question = this.questions[this.#at]
    if (question) this.#pose(question)
    else this.#end()
  }

  #pose(question: QuizQuestion): void {
    this.speech.say(`\n**${this.#at + 1} of ${this.questions.length}** ${question.ask}`)
    for (const [i, choice] of question.choices.entries()) this.speech.say(`  ${i + 1}  ${choice}`)
    this.ask({ accepts: `1-${question.choices.length}, or q`, take: (text) => this.#take(question, text) })
  }

  #take(question: QuizQuestion, text: string): boolean {
    if (leaving.includes(text.trim().toLowerCase())) {
      this.#leave()
      return true
    }
    if (!/^\s*\d+\s*$/.test(text)) return false
    const choice = question.choices[Number(text.trim()) - 1]
    if (choice === undefined) this.#pose(question)
    else this.#judge(question, choice)
    return true
  }

  #judge(question: QuizQuestion, choice: string): void {
    const right = choice === question.right
    if (right) this.#right++
    this.#at++
    if (right) this.speech.passed(question.because)
    else this.speech.say(`No: **${question.right}**. ${question.because}`)
    this.put()
  }

  #leave(): void {
    this.ask(undefined)
    this.speech.aside('No more questions; `quiz` asks them again.')
  }

  #end(): void {
    this.ask(undefined)
    this.speech.aside(`${this.#right} of ${this.questions.length} right.`)
  }
}
