import type { ShellCommand } from '../../shell/command.ts'
import type { Stage } from '../player/stage.ts'

/** `answer 3`: tells the tutor what the learner has found out. What it is worth, the step's checks say. */
export const answer = (stage: Pick<Stage, 'setAnswer'>): ShellCommand => ({
  name: 'answer',
  summary: 'answer WORDS: say what you have found out',
  async run(words, io) {
    if (words.length === 0) {
      io.stderr('answer: what is it? Say answer and then the word or number, such as: answer 3\n')
      return 2
    }
    stage.setAnswer(words.join(' '))
    return 0
  },
})
