/** `ktutor lesson new`: what it writes works, and says what is left to its author. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { checkLessons } from '../../src/cli/course/check-lessons.ts'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { newLesson } from '../../src/cli/course/new-lesson.ts'
import { skeleton } from '../../src/tutor/lesson/skeleton.ts'

jest.setTimeout(60_000)

let home = ''
let root = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ktutor-lessons-'))
  root = join(home, 'lessons')
  mkdirSync(join(root, 'concepts'), { recursive: true })
  writeFileSync(join(root, 'concepts', 'namespace.md'), '---\ntitle: Namespace\n---\n')
  writeFileSync(join(root, 'course.yaml'), 'format: 1\nchapters: [{ id: shop, title: Shop, lessons: [] }]\n')
})
afterEach(() => rmSync(home, { recursive: true }))

function create(...ids: string[]): { status: number; said: string } {
  let said = ''
  const note = (text: string) => void (said += text.replaceAll(home, '~'))
  return { status: newLesson(ids, { stdout: note, stderr: note }, root), said }
}

test('a lesson to begin with, and what to do next', () => {
  expect(create('hours')).toEqual({
    status: 0,
    said: `Written: ~/lessons/hours/lesson.yaml, ~/lessons/hours/solution.md, ~/lessons/hours/start.yaml
It works already; what says TODO is yours. An editor with a YAML language server completes the fields.

  ktutor lesson check hours
      tries it: the gates pass, and lint names what is left to fill in
  ~/lessons/course.yaml
      add hours to a chapter's lessons, so that learners find it
  ktutor start hours
      then play it, as a learner would
`,
  })
  expect(readFileSync(join(root, 'hours', 'lesson.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\.\/lesson\.schema\.json\n/)
  expect(JSON.parse(readFileSync(join(root, 'lesson.schema.json'), 'utf8'))).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['title', 'steps']),
  })
})

test('it passes every gate, but that lint names each TODO; without these it is a lesson', async () => {
  create('hours')
  const failures: Record<string, string[]> = {}
  const play = async () => {
    for await (const { gate, result, error } of checkLessons(filesOf(root), ['hours'])) {
      expect([gate, error, (result?.evaluated ?? 0) > 0]).toEqual([gate, undefined, true])
      failures[gate] = (result?.failures ?? []).map(({ expected, seen }) => `${expected}; ${seen}`)
    }
  }
  await play()
  const { lint, ...others } = failures
  expect(Object.keys(others).length).toBeGreaterThan(3)
  expect(Object.values(others).flat()).toEqual([])
  expect(lint?.slice(0, 4)).toEqual(['title is filled in; TODO', 'summary is filled in; TODO', 'story is filled in; TODO', 'steps[0].task is filled in; TODO'])
  const written = skeleton('hours').get('lesson.yaml') as string
  expect(lint).toHaveLength(written.split('TODO: ').length - 1)
  writeFileSync(join(root, 'hours', 'lesson.yaml'), written.replaceAll('TODO: ', ''))
  await play()
  expect(failures.lint).toEqual([])
})

test('what is there already stays as it is', () => {
  create('hours')
  writeFileSync(join(root, 'hours', 'lesson.yaml'), 'mine')
  expect(create('hours')).toEqual({ status: 2, said: 'ktutor: lesson new: ~/lessons/hours is there already, and stays as it is\n' })
  expect(create('concepts').status).toBe(2)
  symlinkSync(join(home, 'elsewhere'), join(root, 'link'))
  expect(create('link').status).toBe(2)
  expect([readFileSync(join(root, 'hours', 'lesson.yaml'), 'utf8'), readdirSync(home)]).toEqual(['mine', ['lessons']])
})

test.each(['../out', '/tmp/out', 'a/b', '.', '..', '', 'Upper', 'with-1', '-dash', 'dash-', 'two words', '\x1b[31mred', 'ü', `${'long-'.repeat(9)}id`])(
  'no id: %j',
  (id) => {
    const { status, said } = create(id)
    expect([status, said]).toEqual([2, expect.stringMatching(/^ktutor: lesson new: ".*" is no id\. An id (is lower-case|has at most)/)])
    expect(said).not.toContain('\x1b')
    expect(readdirSync(root)).toEqual(['concepts', 'course.yaml'])
  },
)

test('one id, and a folder that can be written', () => {
  expect(create()).toEqual({ status: 2, said: 'ktutor: lesson new: what is it to be called? One id, such as: ktutor lesson new probes-in-depth\n' })
  expect(create('one', 'two').status).toBe(2)
  rmSync(root, { recursive: true })
  expect(create('hours')).toEqual({ status: 2, said: expect.stringMatching(/^ktutor: lesson new: ENOENT: no such file or directory/) })
})
