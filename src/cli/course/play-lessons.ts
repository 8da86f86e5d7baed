/** `ktutor start`: lessons one after the other, at a terminal or for a script. */
import { wallClock } from '../../clock.ts'
import type { ShellIo } from '../../shell/shell.ts'
import { Terminal } from '../../shell/terminal.ts'
import { Course } from '../../tutor/lesson/course.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'
import { wrap } from '../../tutor/player/wrap.ts'
import { colours } from '../colours.ts'
import { sessionHistory } from '../history.ts'
import { readStdin } from '../read-stdin.ts'
import { courseList } from './course-list.ts'
import { onHangUp } from './hang-up.ts'
import { LessonSession } from './lesson-session.ts'
import { filesOf, lessonsFolder } from './lessons-folder.ts'
import { nearest } from './nearest.ts'
import { Progress, progressPath } from './progress.ts'
import { nextLesson } from './standing.ts'

/** How often the tutor looks whether time has brought about what was missing; milliseconds. */
const lookEvery = 700

/** @returns the exit status. */
export async function playLessons(wanted: string | undefined): Promise<number> {
  try {
    const course = new Course(filesOf(lessonsFolder()))
    const progress = new Progress(progressPath(process.env), (text) => void process.stderr.write(`ktutor: ${text}\n`))
    const first = wanted === undefined ? openLesson(course, progress) : known(course, wanted)
    if (first === undefined) return 1
    const play = process.stdin.isTTY && process.stdout.isTTY ? atTerminal() : forScript(await readStdin())
    let status = 0
    for (let id: string | undefined = first; id !== undefined; ) {
      const outcome = await play(course, progress, id)
      id = outcome.following
      status = outcome.status
    }
    return status
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    process.stderr.write(`ktutor: this lesson has an error, please report it:\n${error.message}\n`)
    return 1
  }
}

/** `ktutor list` */
export function listLessons(): number {
  const course = new Course(filesOf(lessonsFolder()))
  const progress = new Progress(progressPath(process.env), (text) => void process.stderr.write(`ktutor: ${text}\n`))
  const columns = process.stdout.columns || Number.POSITIVE_INFINITY
  const list = courseList(course, progress, colours(process.stdout, process.env), columns)
  const more = wrap('ktutor start goes on, ktutor start LESSON picks one, ktutor test-out CHAPTER skips what you know.', columns)
  process.stdout.write(`${[...list, ...more].join('\n')}\n`)
  return 0
}

function openLesson(course: Course, progress: Progress): string | undefined {
  const next = nextLesson(course, progress)
  if (next === undefined)
    process.stdout.write('All lessons are done. ktutor start LESSON plays one again; ktutor list names them, ktutor play is a free cluster.\n')
  return next
}

function known(course: Course, id: string): string | undefined {
  if (course.has(id)) return id
  const near = nearest(id, course.ids)
  process.stderr.write(`ktutor: no lesson is called "${id}".${near === undefined ? '' : ` Did you mean ${near}?`} There are:\n`)
  for (const one of course.ids) process.stderr.write(`  ${one}\n`)
  return undefined
}

type Play = (course: Course, progress: Progress, id: string) => Promise<{ following: string | undefined; status: number }>

function atTerminal(): Play {
  const { stdin, stdout, stderr, env } = process
  const history = sessionHistory()
  const terminal = new Terminal({ input: stdin, output: stdout, errors: stderr, history })
  const paint = colours(stdout, env)
  return async (course, progress, id) => {
    // Lines of an earlier session come back with the arrow keys.
    for (const { line } of progress.of(id).begun?.transcript ?? []) history.add(line)
    const session = new LessonSession({
      course,
      id,
      progress,
      io: terminal.io,
      freshLine: () => terminal.freshLine(),
      paint,
      realTime: true,
      now: wallClock.now(),
    })
    // The cluster comes up while the learner reads, and types.
    const ready = session.begin()
    if (session.resumes) await ready
    // Told of when the first line asks for it.
    ready.catch(() => {})
    const shell = () => session.stage?.session.shell
    // The language of pipes and loops takes a moment to load, too.
    setTimeout(() => ready.then(() => shell()?.warmUp()).catch(() => {}), 200).unref()
    let running = true
    // Whoever is in the middle of a heredoc is not to be interrupted by good news.
    let midway = false
    ready.then(
      () => (running = false),
      () => {},
    )
    // A look that tries something out may take longer than until the next.
    let busy = false
    const look = async () => {
      if (running || midway || busy) return
      busy = true
      const done = await session.look().finally(() => (busy = false))
      if (done) terminal.changePrompt(await session.prompt())
    }
    const looking = setInterval(look, lookEvery)
    looking.unref()
    let line: Promise<unknown> = Promise.resolve()
    const run = async (text: string) => {
      running = true
      line = session.run(text)
      await line
      running = false
    }
    const stay = onHangUp(() => {
      session.stage?.interrupt()
      return line
    })
    await terminal.converse({
      ready,
      prompt: () => session.prompt(),
      run,
      complete: async (line, cursor) => {
        await ready
        return session.complete(line, cursor)
      },
      isUnfinished: (text) => (midway = shell()?.isUnfinished(text) ?? false),
      interrupt() {
        midway = false
        session.stage?.interrupt()
      },
      get ended() {
        return session.ended
      },
    })
    stay()
    clearInterval(looking)
    session.end()
    return { following: session.following, status: 0 }
  }
}

/** Lines that are given as text, played one after the other; each is shown before what it prints. */
function forScript(text: string): Play {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const io: ShellIo = {
    stdout: (output) => void process.stdout.write(output),
    stderr: (output) => void process.stderr.write(output),
    stdin: async () => '',
    terminal: { stdin: false, stdout: false, columns: 80 },
  }
  return async (course, progress, id) => {
    const paint = colours(process.stdout, process.env)
    const session = new LessonSession({ course, id, progress, io, paint, realTime: false, now: wallClock.now() })
    await session.begin()
    let status = 0
    while (lines.length > 0 && !session.ended) {
      let construct = lines.shift() as string
      while (lines.length > 0 && session.stage?.session.shell.isUnfinished(construct)) construct += `\n${lines.shift()}`
      if (construct.trim() === '') continue
      process.stdout.write(`${await session.prompt()}${construct.replaceAll('\n', '\n> ')}\n`)
      status = await session.run(construct)
    }
    session.end()
    return { following: session.following, status }
  }
}
