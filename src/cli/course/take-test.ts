/** `ktutor test-out`: a chapter's test at a terminal or for a script, and what is kept of it. */
import { wallClock } from '../../clock.ts'
import { freshSeed, Random } from '../../random.ts'
import type { ShellIo } from '../../shell/shell.ts'
import { Terminal } from '../../shell/terminal.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'
import { BrokenCheck } from '../../tutor/player/evaluate.ts'
import { clean, Speech } from '../../tutor/player/speech.ts'
import { minutesFor, paperOf } from '../../tutor/test-out/paper.ts'
import { mayMiss, type Result, resultOf } from '../../tutor/test-out/result.ts'
import { colours } from '../colours.ts'
import { sessionHistory } from '../history.ts'
import { readStdin } from '../read-stdin.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'
import { Progress, progressPath } from './progress.ts'
import { markOf } from './progress-marks.ts'
import { stateOf } from './standing.ts'
import { TestOutSession } from './test-out-session.ts'

type Chapter = Course['chapters'][number]

export interface TestOptions {
  /** How long it may take. */
  readonly minutes: number | undefined
  readonly seed: string | undefined
}

/** @returns the exit status: 0 if it was passed. */
export async function takeTest(wanted: string | undefined, options: TestOptions): Promise<number> {
  const course = new Course(filesOf(lessonsFolder()))
  const progress = new Progress(progressPath(process.env), (text) => void process.stderr.write(`ktutor: ${text}\n`))
  if (wanted === undefined) return listChapters(course, progress)
  const chapter = chapterOf(course, wanted)
  if (!chapter) return 2
  try {
    return (await sit(course, chapter, progress, options)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof LessonError) && !(error instanceof BrokenCheck)) throw error
    process.stderr.write(`ktutor: a lesson has an error, please report it:\n${error.message}\n`)
    return 1
  }
}

function listChapters(course: Course, progress: Progress): number {
  const paint = colours(process.stdout, process.env)
  const width = Math.max(...course.chapters.map(({ id }) => id.length))
  const most = Math.max(...course.chapters.map(({ lessons }) => lessons.length))
  for (const { id, lessons } of course.chapters) {
    const signs = lessons.map((lesson) => markOf(stateOf(progress.of(lesson)), paint)).join('')
    const minutes = minutesFor(lessons.map((lesson) => course.lesson(lesson)))
    process.stdout.write(`  ${id.padEnd(width)}  ${signs}${' '.repeat(most - lessons.length)}  about ${minutes} min\n`)
  }
  process.stdout.write('\nktutor test-out CHAPTER: pass, and you need not play its lessons.\n')
  return 0
}

function chapterOf(course: Course, wanted: string): Chapter | undefined {
  const { chapters } = course
  const named = chapters.find(({ id, title }) => [id, title.toLowerCase()].includes(wanted.toLowerCase()))
  if (named) return named
  const ids = chapters.map(({ id }) => id)
  const around = chapters.find(({ lessons }) => lessons.includes(wanted))
  const near = around ? around.id : nearest(wanted, ids)
  const guess = around ? ` It is a lesson of ${around.id}.` : near === undefined ? '' : ` Did you mean ${near}?`
  process.stderr.write(`ktutor: no chapter is called "${clean(wanted)}".${guess} There are: ${ids.join(', ')}\n`)
  return undefined
}

/** @returns whether it was passed. */
async function sit(course: Course, chapter: Chapter, progress: Progress, { minutes, seed = freshSeed() }: TestOptions): Promise<boolean> {
  const lessons = chapter.lessons.map((id) => course.lesson(id))
  const items = paperOf(lessons, new Random(seed))
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY
  const terminal = isTerminal ? new Terminal({ input: process.stdin, output: process.stdout, errors: process.stderr, history: sessionHistory() }) : undefined
  const io = terminal?.io ?? scriptIo
  const paint = colours(process.stdout, process.env)
  const say = (text: string): void => {
    terminal?.freshLine()
    io.stdout(text)
  }
  const speech = new Speech(paint, say, () => io.terminal.columns)
  const deadline = minutes === undefined ? undefined : wallClock.now() + minutes * 60_000
  const session = new TestOutSession({ chapter: chapter.id, items, seed, io, speech, paint, realTime: terminal !== undefined, now: wallClock.now, deadline })
  introduce(speech, chapter, minutesFor(lessons), minutes)
  await session.open()
  await (terminal ? terminal.converse(session) : runScript(session, await readStdin()))
  session.end()
  if (session.left && session.outcomes.length === 0) {
    speech.aside('Nothing was handed in, nothing is kept.')
    return false
  }
  const result = resultOf(items, session.outcomes)
  if (result.passed) progress.testOut(chapter.lessons, wallClock.now())
  sumUp(speech, chapter, result)
  return result.passed
}

function introduce(speech: Speech, { title, lessons }: Chapter, about: number, limit: number | undefined): void {
  const count = lessons.length
  const misses = mayMiss(count)
  speech.heading(`Test: ${title}  (${count} tasks, ${count} questions, about ${about} minutes${limit === undefined ? '' : `, at most ${limit}`})`)
  speech.say(`
Each task is the last of a lesson, on a cluster where the steps before it are done. \`next\` hands it in; until then nobody says how far you are. There are no hints and there is no undo; \`reset\` begins a task anew, \`learn\`, \`explain\`, \`cheatsheet\` and \`kubectl --help\` may be used, and \`help\` lists all words.

To pass: every task${misses === 0 ? ' and every question' : `, and no more than ${misses} of the questions missed`}.`)
}

function sumUp(speech: Speech, { title, id }: Chapter, { passed, tasks, questions, again }: Result): void {
  const score = `${tasks.right} of ${tasks.all} tasks, ${questions.right} of ${questions.all} questions`
  speech.heading(`\n${passed ? 'Passed' : 'Not passed'}: ${score}.`)
  if (passed) speech.say(`The lessons of "${title}" are marked » and need not be played; \`ktutor start\` goes on behind them.`)
  if (again.length > 0) speech.say('To look at again:')
  for (const { lesson, missing } of again) {
    speech.say(`  \`ktutor start ${lesson}\``)
    for (const sentence of missing) speech.aside(`    ${sentence}`)
  }
  if (!passed) speech.aside(`Then once more: ktutor test-out ${id}`)
}

const scriptIo: ShellIo = {
  stdout: (output) => void process.stdout.write(output),
  stderr: (output) => void process.stderr.write(output),
  stdin: async () => '',
  terminal: { stdin: false, stdout: false, columns: 80 },
}

/** Each line is shown before what it prints. */
async function runScript(session: TestOutSession, text: string): Promise<void> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  while (lines.length > 0 && !session.ended) {
    let construct = lines.shift() as string
    while (lines.length > 0 && session.isUnfinished(construct)) construct += `\n${lines.shift()}`
    if (construct.trim() === '') continue
    process.stdout.write(`${await session.prompt()}${construct.replaceAll('\n', '\n> ')}\n`)
    await session.run(construct)
  }
}
