/** What is kept of a learner's work, and how `ktutor progress` shows it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Progress } from '../../src/cli/course/progress.ts'
import { showProgress } from '../../src/cli/course/show-progress.ts'
import { lessonAfter, nextLesson } from '../../src/cli/course/standing.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import type { Memory } from '../../src/tutor/quiz/schedule.ts'
import { folder, goodLesson, goodSolution } from '../tutor/lesson-files.ts'

const ids = ['note', 'next-note', 'third', 'fourth', 'fifth']
const course = new Course(
  folder({
    'course.yaml':
      'format: 1\nchapters:\n  - { id: notes, title: Notes, lessons: [note, next-note, third] }\n  - { id: more, title: More notes, lessons: [fourth, fifth] }\n',
    ...Object.fromEntries(ids.flatMap((id) => [`${id}/lesson.yaml`, `${id}/solution.md`].map((path, i) => [path, [goodLesson, goodSolution][i]]))),
  }),
)
const now = Date.parse('2026-03-01T12:00:00Z')
const minute = 60_000
const begun = { seed: 's', start: now, step: 0, transcript: [] }
const under = { finished: false, begun, solved: undefined, now, spent: 0 }
const done = { finished: true, begun: undefined, solved: { step: 'write', lines: 1 }, now, spent: 0 }

let home = ''
let path = ''
const said: string[] = []
const progress = () => new Progress(path, (text) => said.push(text.replaceAll(home, '~')))

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ktutor-progress-'))
  path = join(home, 'ktutor', 'progress.json')
  said.length = 0
})
afterEach(() => rmSync(home, { recursive: true }))

function shown(output = 'text', lesson?: string, memories: Record<string, Memory> = {}): string {
  let text = ''
  const note = (more: string) => void (text += more)
  const at = { now: now + 26 * 60 * minute, memory: { read: () => new Map(Object.entries(memories)) } }
  showProgress(course, progress(), lesson, output, { stdout: note, stderr: note }, at)
  return text
}

describe('ktutor progress', () => {
  test('before anything is done', () => {
    expect(shown()).toBe(`chapter     lessons      done     spent      left
Notes       ···        0 of 3     0 min     6 min
More notes  ··         0 of 2     0 min     4 min
all                    0 of 5     0 min    10 min

· new

Go on: ktutor start begins note, about 2 min.
`)
  })

  test('in the middle of things', () => {
    progress().keep('note', { ...done, spent: 3 * minute })
    progress().testOut(['fourth', 'fifth'], now)
    progress().keep('third', { ...done, solved: { step: 'write', lines: 4 }, spent: 5 * minute })
    progress().keep('next-note', { ...under, spent: minute })
    const memories = { a: { seen: now, due: now + 60 * minute, pause: 0 }, b: { seen: now, due: now + 90 * 60 * minute, pause: 1 }, c: { seen: now } }
    expect(shown('text', undefined, memories)).toBe(`chapter     lessons      done     spent      left
Notes       ✓▸✓        2 of 3     9 min     2 min
More notes  »»         2 of 2     0 min     0 min
all                    4 of 5     9 min     2 min

✓ done   ▸ in progress   » tested out

Steps within par: 1 of 2. ktutor progress LESSON shows the path.
Quiz: 1 missed question is due (ktutor quiz).
Last session: next-note, step 1 of 1, 26 hours ago.
Go on: ktutor start resumes next-note at step 1, about 2 min.
`)
    expect(shown('text', undefined, { b: memories.b })).toContain('\nQuiz: nothing is due; the next missed question comes back on 2026-03-05.\n')
    expect(JSON.parse(shown('json', undefined, memories))).toMatchObject({
      chapters: [
        { id: 'notes', done: 2, inProgress: 1, testedOut: 0, minutesSpent: 9, minutesLeft: 2 },
        { id: 'more', done: 0, inProgress: 0, testedOut: 2 },
      ],
      steps: { done: 2, within: 1 },
      questions: { due: 1, next: '2026-03-05T06:00:00.000Z' },
      last: { lesson: 'next-note', played: '2026-03-01T12:00:00.000Z' },
      resume: { lesson: 'next-note', step: 1, command: 'ktutor start' },
    })
  })

  test('one lesson, step by step: the path of par for what took longer, and of nothing that is still to do', () => {
    progress().keep('note', { ...done, solved: { step: 'write', lines: 3 } })
    expect(shown('text', 'note')).toBe(`note  done, 0 of 2 min

step   lines  par
write      3    1

Par for write:
  $ kubectl create configmap note --from-literal=text=hello
`)
    expect(shown('text', 'third')).toBe('third  new, 0 of 2 min\n\nstep   lines  par\nwrite      -    1\n')
    expect(JSON.parse(shown('json', 'third')).steps).toEqual([{ id: 'write', par: 1 }])
    expect(shown('text', 'thirt')).toBe('ktutor: no lesson is called "thirt". Did you mean third? (ktutor list names them)\n')
  })

  test('the best of several times is what counts', () => {
    for (const lines of [5, 2, 4]) progress().keep('note', { ...done, solved: { step: 'write', lines } })
    expect(progress().of('note').lines).toEqual({ write: 2 })
  })
})

test('what is done or tested out is not offered again', () => {
  progress().testOut(['note'], now)
  progress().keep('next-note', done)
  expect(nextLesson(course, progress())).toBe('third')
  expect(lessonAfter(course, progress(), 'third')).toBe('fourth')
  progress().keep('fifth', done)
  expect(lessonAfter(course, progress(), 'fourth')).toBe('third')
  for (const id of ['third', 'fourth']) progress().keep(id, done)
  expect([nextLesson(course, progress()), lessonAfter(course, progress(), 'fourth')]).toEqual([undefined, undefined])
  // Whoever plays one of them all the same goes on with it.
  progress().keep('note', under)
  expect(nextLesson(course, progress())).toBe('note')
})

test('a file of an older ktutor is read, and what it holds stays', () => {
  progress().keep('third', done)
  const old = { format: 1, last: 'note', lessons: { note: { finished: true }, 'next-note': { finished: false, begun } } }
  writeFileSync(path, JSON.stringify(old))
  expect(shown()).toContain('✓▸·')
  progress().keep('third', under)
  expect(JSON.parse(readFileSync(path, 'utf8')).lessons).toMatchObject(old.lessons)
  expect(said).toEqual([])
})

describe('several sessions at once', () => {
  test('what one has finished stays finished when another goes on', () => {
    const [one, other] = [progress(), progress()]
    one.resume('note')
    other.resume('note')
    one.keep('note', done)
    expect(other.keep('note', under)).toBe(true)
    expect(progress().of('note')).toMatchObject({ finished: true, begun })
  })

  test('of the same lesson the one that is further on is kept, and the other is told', () => {
    const [one, other] = [progress(), progress()]
    one.resume('note')
    other.resume('note')
    expect(one.keep('note', { ...under, begun: { ...begun, step: 2 } })).toBe(true)
    expect(other.keep('note', { ...under, begun: { ...begun, step: 1 } })).toBe(false)
    expect(progress().of('note').begun?.step).toBe(2)
    expect(other.keep('note', { ...under, begun: { ...begun, step: 3 } })).toBe(true)
    expect(progress().of('note').begun?.step).toBe(3)
  })

  test('whoever goes back in a lesson of their own goes back', () => {
    const mine = progress()
    mine.resume('note')
    mine.keep('note', { ...under, begun: { ...begun, step: 2 } })
    expect(mine.keep('note', under)).toBe(true)
    expect(progress().of('note').begun?.step).toBe(0)
  })

  test('a lock that a crash has left is no obstacle', () => {
    progress().keep('note', done)
    writeFileSync(`${path}.lock`, '1')
    utimesSync(`${path}.lock`, 1, 1)
    progress().keep('third', done)
    expect([progress().of('note').finished, progress().of('third').finished]).toEqual([true, true])
    expect(readdirSync(join(home, 'ktutor'))).toEqual(['progress.json'])
    expect(said).toEqual([])
  })
})
