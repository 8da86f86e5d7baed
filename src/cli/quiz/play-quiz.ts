/** `ktutor quiz`: a round of questions at the terminal. */
import { wallClock } from '../../clock.ts'
import { freshSeed, Random } from '../../random.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'
import { Speech } from '../../tutor/player/speech.ts'
import { loadQuizzes, type Quizzes } from '../../tutor/quiz/load.ts'
import type { QuizQuestion } from '../../tutor/quiz/schema.ts'
import { colours } from '../colours.ts'
import { filesOf, lessonsFolder } from '../course/lessons-folder.ts'
import { nearest } from '../course/nearest.ts'
import { deskAt, Left } from './desk.ts'
import { MemoryFile, memoryPath } from './memory-file.ts'
import { playRound } from './round.ts'

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
    const questions = quizzes.questions.filter((question) => isAbout(question, topic?.toLowerCase(), quizzes))
    return questions.length === 0 ? unknownTopic(topic as string, quizzes) : await sit(quizzes, questions, size, seed)
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    complain(`the questions have an error, please report it:\n${error.message}`)
    return 1
  }
}

/** A topic, a chapter or a lesson; all questions without. */
function isAbout({ topic, see }: QuizQuestion, wanted: string | undefined, { topics }: Quizzes): boolean {
  if (wanted === undefined || wanted === topic || see === `start ${wanted}`) return true
  return topics.some(({ id, chapters }) => id === topic && chapters.includes(wanted))
}

async function sit(quizzes: Quizzes, questions: readonly QuizQuestion[], size: number, seed: string): Promise<number> {
  const desk = deskAt(process.stdin, process.stdout)
  const speech = new Speech(colours(process.stdout, process.env), desk.print, () => process.stdout.columns ?? 80)
  const memory = new MemoryFile(memoryPath(process.env), complain)
  try {
    await playRound({ quizzes, questions, size, memory, speech, desk, random: new Random(seed), now: wallClock.now })
    return 0
  } catch (error) {
    if (!(error instanceof Left)) throw error
    speech.aside('Left; what you have answered is kept.')
    return 130
  } finally {
    desk.end()
  }
}

function unknownTopic(topic: string, { topics }: Quizzes): number {
  const ids = topics.map(({ id }) => id)
  const near = nearest(topic, ids)
  complain(`there are no questions on ${JSON.stringify(topic)}.${near === undefined ? '' : ` Did you mean ${near}?`} The topics are:`)
  for (const { id, title } of topics) process.stderr.write(`  ${id.padEnd(12)}${title}\n`)
  return 1
}
