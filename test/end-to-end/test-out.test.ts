/** A chapter that is known already: tested out of, and skipped from then on. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { filesOf, lessonsFolder } from '../../src/cli/course/lessons-folder.ts'
import { Random } from '../../src/random.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import { type Item, paperOf } from '../../src/tutor/test-out/paper.ts'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(60_000)

const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))
const course = new Course(filesOf(lessonsFolder()))
const chapter = course.chapters.find(({ id }) => id === 'namespaces') as Course['chapters'][number]
const paper = paperOf(
  chapter.lessons.map((id) => course.lesson(id)),
  new Random('e2e'),
)

let state = ''
let screen: Screen | undefined
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ktutor-state-'))
})
afterEach(() => {
  screen?.end()
  rmSync(state, { recursive: true, force: true })
})

function ktutor(args: string[], input = '') {
  const { NODE_OPTIONS: _, ...env } = process.env
  return spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8', env: { ...env, XDG_STATE_HOME: state } })
}

const solutionOf = (item: Item): string[] =>
  item.kind === 'question'
    ? [`${item.choices.indexOf(item.question.right) + 1}`]
    : [...(item.lesson.ways.find(({ step }) => step === item.step.id)?.exchanges ?? []).map(({ command }) => command), 'next']

test('passed, the lessons of the chapter are marked, and start goes on behind them', () => {
  const { stdout, status } = ktutor(['test-out', 'namespaces', '--seed', 'e2e'], `${paper.flatMap(solutionOf).join('\n')}\n`)
  expect(stdout.slice(stdout.lastIndexOf('Passed'))).toBe(`Passed: 4 of 4 tasks, 4 of 4 questions.
│ The lessons of "Namespaces" are marked » and need not be played; ktutor start
│ goes on behind them.
`)
  expect(status).toBe(0)
  expect(ktutor(['list']).stdout).toMatch(/Namespaces\n {2}» namespaces [\s\S]* {2}» kubeconfig-and-contexts /)
  expect(ktutor(['progress']).stdout).toMatch(/Namespaces +»»»» +4 of 4 +0 min +0 min/)
})

test('failed, it says what to look at, objective by objective, and marks nothing', () => {
  const lines = paper.flatMap((item, i) => (i < 2 ? [item.kind === 'task' ? 'next' : '1'] : solutionOf(item)))
  const { stdout, status } = ktutor(['test-out', 'Namespaces', '--seed', 'e2e'], `${lines.join('\n')}\n`)
  expect(stdout.slice(stdout.lastIndexOf('Not passed'))).toMatch(
    /^Not passed: 3 of 4 tasks, [34] of 4 questions\.\n│ To look at again:\n│ {3}ktutor start namespaces\n│ {5}\S.*\n[\s\S]*│ Then once more: ktutor test-out namespaces\n$/,
  )
  expect(status).toBe(1)
  expect(ktutor(['list']).stdout).not.toContain('»')
})

test('without a chapter it lists them, and it knows what was meant', () => {
  expect(ktutor(['test-out']).stdout).toMatch(/^ {2}first-steps +·····[ ·]+about \d+ min\n/)
  expect(ktutor(['test-out', 'namespace']).stderr).toMatch(/^ktutor: no chapter is called "namespace"\. Did you mean namespaces\? There are: first-steps, /)
  expect(ktutor(['test-out', 'probes'])).toMatchObject({ status: 2, stderr: expect.stringContaining('It is a lesson of pods.') })
  expect(ktutor(['test-out', 'pods', '--minutes', '0']).stderr).toContain('It must be a whole number from 1 to 600.')
})

test('at a terminal: Ctrl-C clears a line, Ctrl-D leaves, and nothing is kept', async () => {
  screen = startKtutor(['test-out', 'namespaces', '--seed', 'e2e'], { XDG_STATE_HOME: state })
  await screen.sees(/namespaces 1\/8 \(\S+\) \$$/)
  screen.type('kubectl get namesp\t')
  await screen.sees(/kubectl get namespaces $|kubectl get namespaces$/)
  screen.type('\x03next\r')
  await screen.sees(/· not yet:[\s\S]*2\/8 · question[\s\S]*│ 1-\d\? *$/)
  screen.type('what\r')
  await screen.sees(/A number from 1 to \d, please; or quit\.[\s\S]*\? *$/)
  screen.type('\x04')
  expect(await screen.ended).toBe(1)
  expect(screen.text()).toMatch(/Not passed: 0 of 4 tasks, 0 of 4 questions\./)
  expect(ktutor(['list']).stdout).not.toContain('»')
})
