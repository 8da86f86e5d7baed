/** A round of the quiz, as a person plays it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, jest, test } from '@jest/globals'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(60_000)

const enter = '\r'
const ctrlC = '\x03'
const state = () => mkdtempSync(join(tmpdir(), 'ktutor-quiz-'))
const kept = (folder: string) => JSON.parse(readFileSync(join(folder, 'ktutor', 'quiz.json'), 'utf8')).questions as Record<string, { due?: number }>

let screen: Screen | undefined
afterEach(() => screen?.end())

/** Everything of the topic output is asked for; each is answered with the first choice, or with a line. */
async function answer(screen: Screen, number: number, of: number, lines: Readonly<Record<string, string>>): Promise<void> {
  await screen.sees(new RegExp(`${number} of ${of} · [\\s\\S]*(Which\\?|\\? \\$|\\$ $)`))
  const shown = screen.text().slice(screen.text().lastIndexOf(`${number} of ${of} ·`))
  const line = Object.entries(lines).find(([words]) => shown.includes(words))?.[1]
  screen.type(`${line ?? ''}${enter}`)
}

test('a round is played: chosen, typed and missed, and what was missed is kept', async () => {
  const folder = state()
  screen = startKtutor(['quiz', 'output', '--questions', '9', '--seed', 'e2e'], { XDG_STATE_HOME: folder })
  const lines = {
    'into the file hello.yaml': 'kubectl get pod hello --output=yaml | tee hello.yaml',
    'into the file names.txt': 'kubectl get po -oname >names.txt',
    'create nothing': '',
  }
  for (let number = 1; number <= 9; number++) await answer(screen, number, 9, lines)
  await screen.sees(/\d of 9 right\.[\s\S]*To look at again:[\s\S]*What you missed comes back/)
  expect(await screen.ended).toBe(0)
  const questions = kept(folder)
  expect(Object.keys(questions)).toHaveLength(9)
  expect(questions['type-out-file']?.due).toBeUndefined()
  expect(questions['type-out-names']?.due).toBeUndefined()
  expect(questions['type-out-dry']?.due).toBeGreaterThan(0)
})

test('Ctrl-C leaves, and what was answered before is kept', async () => {
  const folder = state()
  screen = startKtutor(['quiz', 'output', '--seed', 'e2e'], { XDG_STATE_HOME: folder })
  await answer(screen, 1, 9, {})
  await screen.sees(/2 of 9 ·[\s\S]*(Which\?|\? \$|\$ $)/)
  screen.type(ctrlC)
  expect(await screen.ended).toBe(130)
  expect(screen.text()).not.toMatch(/Error|at .*\.js/)
  expect(Object.keys(kept(folder))).toHaveLength(1)
})

test('without a terminal it says so', () => {
  const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'quiz'], { encoding: 'utf8', input: '' })
  expect([status, stdout, stderr]).toEqual([1, '', 'ktutor: a quiz asks a person: it needs a terminal for its questions and your answers\n'])
})
