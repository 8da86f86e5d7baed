/** `ktutor progress`: where a learner stands, for them or for a program. */
import { wallClock } from '../../clock.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { clean } from '../../tutor/player/speech.ts'
import { wrap } from '../../tutor/player/wrap.ts'
import { type Colours, colours } from '../colours.ts'
import { MemoryFile, memoryPath } from '../quiz/memory-file.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'
import { Progress, progressPath } from './progress.ts'
import { markOf, marks } from './progress-marks.ts'
import { type ChapterStanding, chapterStandings, count, type LessonStanding, nextLesson, standingOf, sum, withinPar } from './standing.ts'

interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

const complain = (text: string): void => void process.stderr.write(`ktutor: ${text}\n`)

/** @returns the exit status. */
export function showProgressAtTerminal(lesson: string | undefined, output: string): number {
  const course = new Course(filesOf(lessonsFolder()))
  const io = { stdout: (text: string) => void process.stdout.write(text), stderr: (text: string) => void process.stderr.write(text) }
  return showProgress(course, new Progress(progressPath(process.env), complain), lesson, output, io)
}

interface Present {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly memory: Pick<MemoryFile, 'read'>
}

const present = (): Present => ({ now: wallClock.now(), memory: new MemoryFile(memoryPath(process.env), complain) })

/** Of the whole course, or of one lesson. @returns the exit status. */
export function showProgress(course: Course, progress: Progress, lesson: string | undefined, output: string, io: Io, at = present()): number {
  const paint = colours(process.stdout, process.env)
  if (lesson === undefined) {
    const overall = overallOf(course, progress, at)
    io.stdout(output === 'json' ? `${JSON.stringify(overallJson(overall), undefined, 2)}\n` : `${overallLines(overall, paint).join('\n')}\n`)
    return 0
  }
  if (!course.has(lesson)) {
    const near = nearest(lesson, course.ids)
    io.stderr(`ktutor: no lesson is called "${clean(lesson)}".${near === undefined ? '' : ` Did you mean ${near}?`} (ktutor list names them)\n`)
    return 1
  }
  const standing = standingOf(course.lesson(lesson), progress.of(lesson))
  io.stdout(output === 'json' ? `${JSON.stringify(lessonJson(standing), undefined, 2)}\n` : `${lessonLines(standing, paint).join('\n')}\n`)
  return 0
}

interface Overall {
  readonly now: number
  readonly chapters: readonly ChapterStanding[]
  readonly lessons: readonly LessonStanding[]
  readonly questions: { readonly due: number; readonly next: number | undefined }
  readonly last: LessonStanding | undefined
  /** What `ktutor start` goes on with. */
  readonly resume: LessonStanding | undefined
}

function overallOf(course: Course, progress: Progress, { now, memory }: Present): Overall {
  const chapters = chapterStandings(course, progress)
  const lessons = chapters.flatMap((chapter) => chapter.lessons)
  const dues = [...memory.read().values()].flatMap(({ due }) => due ?? [])
  const coming = dues.filter((due) => due > now)
  const named = (id: string | undefined) => lessons.find((lesson) => lesson.id === id)
  return {
    now,
    chapters,
    lessons,
    questions: { due: dues.length - coming.length, next: coming.length > 0 ? Math.min(...coming) : undefined },
    last: named(progress.last),
    resume: named(nextLesson(course, progress)),
  }
}

function overallLines(overall: Overall, paint: Colours): string[] {
  const { chapters, lessons } = overall
  const steps = withinPar(lessons)
  const states = [...new Set(lessons.map(({ state }) => state))]
  return [
    ...chapterTable(chapters, paint),
    '',
    paint.dim(states.map((state) => `${marks[state]} ${state}`).join('   ')),
    '',
    ...[
      ...(steps.done === 0 ? [] : [`Steps within par: ${steps.within} of ${steps.done}. \`ktutor progress LESSON\` shows the path.`]),
      ...questionLines(overall),
      ...sessionLines(overall),
    ].flatMap((line) => prose(line, paint)),
  ]
}

function chapterTable(chapters: readonly ChapterStanding[], paint: Colours): string[] {
  const width = Math.max(...chapters.map(({ title }) => clean(title).length))
  const most = Math.max('lessons'.length, ...chapters.map(({ lessons }) => lessons.length))
  const row = (title: string, signs: string, signsLength: number, done: string, spent: string, left: string): string =>
    `${title.padEnd(width)}  ${signs}${' '.repeat(most - signsLength)}  ${done.padStart(8)}  ${spent.padStart(8)}  ${left.padStart(8)}`
  const total = chapters.flatMap(({ lessons }) => lessons)
  const numbers = (lessons: readonly LessonStanding[]) =>
    [
      `${lessons.length - count(lessons, 'new') - count(lessons, 'in progress')} of ${lessons.length}`,
      `${sum(lessons.map(({ minutesSpent }) => minutesSpent))} min`,
      `${sum(lessons.map(({ minutesLeft }) => minutesLeft))} min`,
    ] as const
  return [
    paint.dim(row('chapter', 'lessons', 7, 'done', 'spent', 'left')),
    ...chapters.map(({ title, lessons }) => row(clean(title), lessons.map(({ state }) => markOf(state, paint)).join(''), lessons.length, ...numbers(lessons))),
    row('all', '', 0, ...numbers(total)),
  ]
}

function questionLines({ questions: { due, next } }: Overall): string[] {
  if (due > 0) return [`Quiz: ${due} missed question${due === 1 ? ' is' : 's are'} due (\`ktutor quiz\`).`]
  return next === undefined ? [] : [`Quiz: nothing is due; the next missed question comes back on ${date(next)}.`]
}

function sessionLines({ now, last, resume }: Overall): string[] {
  return [
    ...(last?.played === undefined ? [] : [`Last session: ${last.id}, ${place(last)}, ${ago(now - last.played)}.`]),
    resume === undefined
      ? 'Everything is done. `ktutor start LESSON` plays a lesson again, `ktutor quiz` asks.'
      : `Go on: \`ktutor start\` ${resume.step === undefined ? 'begins' : 'resumes'} ${resume.id}${resume.step === undefined ? '' : ` at step ${resume.step}`}, about ${Math.max(1, resume.minutesLeft)} min.`,
  ]
}

/** Broken between words where the terminal is narrow; `code` in its colour. */
const prose = (text: string, paint: Colours): string[] =>
  wrap(text, process.stdout.columns || Number.POSITIVE_INFINITY).map((line) => line.replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code)))

const place = ({ state, step, steps }: LessonStanding): string => (step === undefined ? state : `step ${step} of ${steps.length}`)

function lessonLines(standing: LessonStanding, paint: Colours): string[] {
  const { id, minutes, minutesSpent, steps } = standing
  const width = Math.max(...steps.map((step) => step.id.length), 'step'.length)
  const over = steps.filter(({ lines, par }) => lines !== undefined && lines > par)
  return [
    `${paint.bold(id)}  ${place(standing)}, ${minutesSpent} of ${minutes} min`,
    '',
    paint.dim(`${'step'.padEnd(width)}  lines  par`),
    ...steps.map(({ id: step, lines, par }) => `${step.padEnd(width)}  ${`${lines ?? '-'}`.padStart(5)}  ${`${par}`.padStart(3)}`),
    // Whoever has not done a step is not told how.
    ...over.flatMap(({ id: step, path }) => ['', `Par for ${step}:`, ...path.flatMap((line) => commandLines(line, paint))]),
  ]
}

const commandLines = (command: string, paint: Colours): string[] =>
  clean(command)
    .split('\n')
    .map((line, i) => `  ${paint.dim(i === 0 ? '$' : '>')} ${paint.cyan(line)}`)

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  const [amount, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 48 * 60 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day']
  return minutes < 1 ? 'just now' : `${amount} ${unit}${amount === 1 ? '' : 's'} ago`
}

const date = (time: number): string => new Date(time).toISOString().slice(0, 10)

const timestamp = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString())

/** Only steps that are done show their path. */
const lessonJson = ({ played, steps, ...standing }: LessonStanding) => ({
  ...standing,
  played: timestamp(played),
  steps: steps.map(({ lines, path, ...step }) => ({ ...step, lines, ...(lines !== undefined && { path }) })),
})

function overallJson({ chapters, lessons, questions, last, resume }: Overall) {
  return {
    chapters: chapters.map(({ id, title, lessons }) => ({
      id,
      title,
      done: count(lessons, 'done'),
      inProgress: count(lessons, 'in progress'),
      testedOut: count(lessons, 'tested out'),
      minutesSpent: sum(lessons.map(({ minutesSpent }) => minutesSpent)),
      minutesLeft: sum(lessons.map(({ minutesLeft }) => minutesLeft)),
      lessons: lessons.map(({ id, state, minutes, minutesSpent, minutesLeft, step, steps, played }) => {
        return { id, state, minutes, minutesSpent, minutesLeft, step, steps: steps.length, played: timestamp(played) }
      }),
    })),
    steps: withinPar(lessons),
    questions: { due: questions.due, next: timestamp(questions.next) },
    last: last && { lesson: last.id, played: timestamp(last.played) },
    resume: resume && { lesson: resume.id, step: resume.step ?? 1, command: 'ktutor start' },
  }
}
