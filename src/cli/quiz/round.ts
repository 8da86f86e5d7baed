/** One round: the questions whose turn it is, what was missed, and when it comes back. */
import type { Random } from '../../random.ts'
import { clean, type Speech } from '../../tutor/player/speech.ts'
import type { Quizzes } from '../../tutor/quiz/load.ts'
import { answered, chooseRound, nextDue } from '../../tutor/quiz/schedule.ts'
import { kindOf, type QuizQuestion } from '../../tutor/quiz/schema.ts'
import { Asker } from './asker.ts'
import type { Desk } from './desk.ts'
import type { MemoryFile } from './memory-file.ts'

export interface RoundOptions {
  readonly quizzes: Quizzes
  /** What may be asked. */
  readonly questions: readonly QuizQuestion[]
  readonly size: number
  readonly memory: MemoryFile
  readonly speech: Speech
  readonly desk: Omit<Desk, 'end'>
  readonly random: Random
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Every answer is kept as it is given. @throws Left */
export async function playRound({ quizzes, questions, size, memory, speech, desk, random, now }: RoundOptions): Promise<void> {
  const round = chooseRound(questions, memory.read(), { now: now(), size, random, kind: kindOf })
  const asker = new Asker(speech, desk, quizzes.situation, random)
  const missed: QuizQuestion[] = []
  for (const [i, question] of round.entries()) {
    speech.heading(`${i === 0 ? '' : '\n'}${i + 1} of ${round.length} · ${quizzes.topics.find(({ id }) => id === question.topic)?.title}`)
    const right = await asker.ask(question)
    memory.keep(question.id, (before) => answered(before, right, now()))
    if (!right) missed.push(question)
  }
  sumUp(speech, round.length, missed, nextDue(memory.read().values()))
}

function sumUp(speech: Speech, asked: number, missed: readonly QuizQuestion[], due: number | undefined): void {
  speech.heading(`\n${asked - missed.length} of ${asked} right.`)
  const pages = [...new Set(missed.map(({ see }) => see).filter((see) => see !== undefined))]
  if (pages.length > 0) speech.say('To look at again:')
  for (const page of pages) {
    const about = missed.filter(({ see }) => see === page).map(({ ask }) => clean(ask).split('\n')[0])
    speech.say(`  \`ktutor ${page}\``)
    for (const ask of about) speech.aside(`    ${ask}`)
  }
  if (due !== undefined) speech.aside(`What you missed comes back: the next on ${new Date(due).toISOString().slice(0, 10)}.`)
}
