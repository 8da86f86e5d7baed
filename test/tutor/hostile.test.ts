/** Lessons that mean harm, or are just broken, do none. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { checkLessons } from '../../src/cli/course/check-lessons.ts'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import { plainPaint, Speech } from '../../src/tutor/player/speech.ts'
import { folder, goodLesson } from './lesson-files.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ktutor-hostile-'))
  writeFileSync(join(root, 'secret'), 'nobody may read this')
  mkdirSync(join(root, 'lessons/note'), { recursive: true })
  writeFileSync(join(root, 'lessons/note/start.yaml'), 'fine')
  symlinkSync(join(root, 'secret'), join(root, 'lessons/note/link.yaml'))
})
afterAll(() => rmSync(root, { recursive: true }))

test('paths do not climb out of the folder, neither by dots nor by links', () => {
  const files = filesOf(join(root, 'lessons'))
  expect(files.read('note/start.yaml')).toBe('fine')
  expect(files.read('note/../../secret')).toBeUndefined()
  expect(files.read('../secret')).toBeUndefined()
  expect(files.read(join(root, 'secret'))).toBeUndefined()
  expect(files.read('note/link.yaml')).toBeUndefined()
  expect(files.read('note\0/start.yaml')).toBeUndefined()
  expect(files.list('..')).toEqual([])
  expect(files.list('note')).toEqual(['link.yaml', 'start.yaml'])
})

test('a bomb of aliases is refused', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
  const bomb = ['l0: &l0 [boom]', ...levels].join('\n')
  expect(() => new Course(folder({ 'note/lesson.yaml': `${goodLesson}${bomb}\n` })).lesson('note')).toThrow('aliases of aliases stand for far too many values')
})

test('texts can not steer the terminal', () => {
  let seen = ''
  const speech = new Speech(plainPaint, (text) => void (seen += text))
  speech.say('\x1b]0;owned\x07red \x1b[31mand\x9b2J back\rspace')
  speech.command('rm\x1b[A -rf')
  expect(seen).toBe('│ ]0;ownedred [31mand2J backspace\n│   $ rm[A -rf\n')
})

async function failuresOf(lesson: string): Promise<string[]> {
  const found: string[] = []
  for await (const { gate, error, result } of checkLessons(folder({ 'note/lesson.yaml': lesson }), ['note'])) {
    if (error !== undefined) found.push(`${gate}: ${error.split('\n')[0]}`)
    for (const { step, played, expected, seen } of result?.failures ?? []) found.push(`${gate}: ${step}, ${played}: expected ${expected}; seen ${seen}`)
  }
  return found
}

test('the good lesson passes', async () => {
  expect(await failuresOf(goodLesson)).toEqual([])
})

test('a check that throws is an error of the lesson, never "not yet"', async () => {
  const failures = await failuresOf(goodLesson.replace('configmap/note', 'gadget/note'))
  expect(failures[0]).toBe('as-shipped: Error: step write: checks[0] (resource) threw: the cluster serves no kind called "gadget"')
})

test('a step that is passed from the start is found', async () => {
  const failures = await failuresOf(goodLesson.replace('configmap/note, where: { data.text: hello }', 'namespace/default'))
  expect(failures).toContain('as-shipped: write, nothing: expected a step that is not passed yet; seen it is passed from the start')
  expect(failures).toContain('mistakes: write, mistakes[0]: expected not passed, with the words "seen: bye"; seen the step is passed')
})

test('a mistake that is not caught with the words that were promised is found', async () => {
  const failures = await failuresOf(goodLesson.replace('"seen: bye"', '"seen: ciao"'))
  expect(failures).toEqual(['mistakes: write, mistakes[0]: expected not passed, with the words "seen: ciao"; seen a ConfigMap note that says hello; seen: bye'])
})

test('a solution or a hint that does not solve is found', async () => {
  const failures = await failuresOf(goodLesson.replace('data.text: hello', 'data.text: welcome'))
  expect(failures).toEqual([
    'solutions: write, way literal: expected the step is passed; seen a ConfigMap note that says hello; seen: hello',
    'hints: write, the last hint: expected the step is passed; seen a ConfigMap note that says hello; seen: hello',
    'lint: write, reading: expected the task says "welcome", which the check resource needs; seen it does not',
  ])
})

test('a task that gives the solution away is found', async () => {
  const failures = await failuresOf(goodLesson.replace('      Create a', '      kubectl create configmap note --from-literal=text=hello\n      Create a'))
  expect(failures).toEqual([
    'lint: write, reading: expected the task does not give the solution away; seen kubectl create configmap note --from-literal=text=hello',
  ])
})

test('a start state that the cluster refuses is an error of the lesson', async () => {
  const manifest = 'apiVersion: v1\nkind: Pod\nmetadata: {name: Big}\nspec: {containers: [{name: x, image: x}]}\n'
  const lesson = goodLesson.replace('minutes: 2', 'minutes: 2\nstart: { manifests: [start.yaml] }')
  const found: string[] = []
  for await (const { error } of checkLessons(folder({ 'note/lesson.yaml': lesson, 'note/start.yaml': manifest }), ['note'])) found.push(error ?? '')
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/^note\/start\.yaml:1: document 1 \(Pod Big\): Pod "Big" is invalid: metadata.name: Invalid value: "Big"/)
})
