/** `ktutor quiz`: a round of questions at the terminal. */
import { wallClock } from '../../clock.ts'
import { freshSeed, Random } from '../../random.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'
import { clean, Speech } from '../../tutor/player/speech.ts'
import { loadQuizzes, type Quizzes } from '../../tutor/quiz/load.ts'
import { answered, chooseRound, nextDue } from '../../tutor/quiz/schedule.ts'
import { kindOf, type QuizQuestion } from '../../tutor/quiz/schema.ts'
import { colours } from '../colours.ts'
import { filesOf, lessonsFolder } from '../course/lessons-folder.ts'
import { nearest } from '../course/nearest.ts'
import { Asker, Left } from './asker.ts'
import { MemoryFile, memoryPath } from './memory-file.ts'

const complain = (text: string): void => void process.stderr.write(`ktutor: ${text}\n`)

/** @returns the exit status. */
export async function playQuiz(topic: string | undefined, { size, seed = freshSeed() }: { size: number; seed?: string }): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    complain('a quiz asks a person: it needs a terminal for its questions and your answers')
    return 1
  }
  try {
    const files = filesOf(lessonsFolder())
    const quizzes = loadQuizzes(files, new Course(files))
    const wanted = topic?.toLowerCase()
    const questions = quizzes.questions.filter((question) => wanted === undefined || question.topic === wanted)
    if (questions.length === 0) return unknownTopic(topic as string, quizzes)
    await playRound(quizzes, questions, size, new Random(seed))
    return 0
  } catch (error) {
    if (error instanceof Left) return 130
    if (!(error instanceof LessonError)) throw error
    complain(`the questions have an error, please report it:\n${error.message}`)
    return 1
  }
}

function unknownTopic(topic: string, { topics }: Quizzes): number {
  const ids = topics.map(({ id }) => id)
  const near = nearest(topic, ids)
  complain(`there are no questions on ${JSON.stringify(topic)}.${near === undefined ? '' : ` Did you mean ${near}?`} The topics are:`)
  for (const { id, title } of topics) process.stderr.write(`  ${id.padEnd(12)}${title}\n`)
  return 1
}

async function playRound(quizzes: Quizzes, questions: readonly QuizQuestion[], size: number, random: Random): Promise<void> {
  const memory = new MemoryFile(memoryPath(process.env), complain)
  const round = chooseRound(questions, memory.read(), { now: wallClock.now(), size, random, kind: kindOf })
  const speech = new Speech(
    colours(process.stdout, process.env),
    (text) => void process.stdout.write(text),
    () => process.stdout.columns ?? 80,
  )
  const asker = new Asker(speech, quizzes.situation, random)
  const missed: QuizQuestion[] = []
  for (const [i, question] of round.entries()) {
    speech.heading(`${i === 0 ? '' : '\n'}${i + 1} of ${round.length} · ${quizzes.topics.find(({ id }) => id === question.topic)?.title}`)
    const right = await asker.ask(question)
    memory.keep(question.id, (before) => answered(before, right, wallClock.now()))
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
