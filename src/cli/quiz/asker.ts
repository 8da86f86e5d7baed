/** Puts one question and takes the answer, with inquirer. */
import { input, select } from '@inquirer/prompts'
import type { Random } from '../../random.ts'
import { clean, type Speech } from '../../tutor/player/speech.ts'
import { shuffled } from '../../tutor/quiz/schedule.ts'
import type { ChoiceQuestion, QuizQuestion, TypedQuestion } from '../../tutor/quiz/schema.ts'
import { tryLine } from './try-line.ts'

/** Ctrl-C. */
export class Left extends Error {}

/** Lines that may be tried for one question. */
const attempts = 3

export class Asker {
  constructor(
    private readonly speech: Speech,
    private readonly situation: string,
    private readonly random: Random,
  ) {}

  /** Asks, says why the right answer is right. @returns whether it was given. @throws Left */
  async ask(question: QuizQuestion): Promise<boolean> {
    this.speech.say(question.ask)
    const right = 'type' in question ? await this.#line(question) : await this.#choice(question)
    if (right) this.speech.passed(question.because)
    else this.speech.say(`${'type' in question ? `One way: \`${question.type.solution}\`` : `No: **${question.right}**.`} ${question.because}`)
    return right
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
    const mixed = shuffled(choices, this.random).map((choice) => ({ name: clean(choice), value: choice }))
    return (await answer(() => select({ message: 'Which?', choices: mixed, pageSize: 12 }))) === right
  }

  /** An empty line gives up. */
  async #line(question: TypedQuestion): Promise<boolean> {
    for (let left = attempts; left > 0; left--) {
      const line = (await answer(() => input({ message: '$' }))).trim()
      if (line === '') return false
      const { passed, output, missing } = await tryLine(question, this.situation, line)
      process.stdout.write(output === '' || output.endsWith('\n') ? output : `${output}\n`)
      if (passed) return true
      for (const sentence of missing) this.speech.missing(sentence)
      if (left > 1) this.speech.aside(`The cluster is as it was. Once more? (${left - 1} left, an empty line gives up)`)
    }
    return false
  }
}

async function answer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    // Inquirer's way of saying that Ctrl-C was pressed.
    if ((error as Error).name === 'ExitPromptError') throw new Left()
    throw error
  }
}
