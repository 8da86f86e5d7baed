/** A round of the quiz, as a person plays it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(60_000)

const enter = '\r'
const ctrlC = '\x03'
const ctrlD = '\x04'
const up = '\x1b[A'

let state = ''
let screen: Screen
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ktutor-quiz-'))
})
afterEach(() => {
  screen.end()
  rmSync(state, { recursive: true, force: true })
})

const path = () => join(state, 'ktutor', 'quiz.json')
const kept = () => JSON.parse(readFileSync(path(), 'utf8')).questions as Record<string, { seen: number; due?: number; pause?: number }>
/** With the seed e2e: a choice, a mistake to spot, a line to type, and so on by turns. */
const quiz = (...args: string[]) => (screen = startKtutor(['quiz', 'output', '--seed', 'e2e', ...args], { XDG_STATE_HOME: state }))

const choice = (number: number) => new RegExp(`${number} of 9 · [\\s\\S]*\\? Which\\?\\n❯ [\\s\\S]*select$`)
const typed = (number: number) => new RegExp(`${number} of 9 · .*\\n(│.*\\n)*\\$$`)
const any = (number: number) => new RegExp(`${choice(number).source}|${typed(number).source}`)

async function answer(number: number, lines: Readonly<Record<string, string>> = {}): Promise<void> {
  await screen.sees(any(number))
  const shown = screen.text().slice(screen.text().lastIndexOf(`${number} of 9 ·`))
  const line = Object.entries(lines).find(([words]) => shown.includes(words))?.[1]
  screen.type(`${line ?? ''}${enter}`)
}

test('a round is played: chosen, typed and missed, and what was missed is kept', async () => {
  quiz('--questions', '9')
  const lines = {
    'into the file hello.yaml': 'kubectl get pod hello --output=yaml | tee hello.yaml',
    'into the file names.txt': 'kubectl get po -oname >names.txt',
    'create nothing': '',
  }
  for (let number = 1; number <= 9; number++) await answer(number, lines)
  await screen.sees(/\d of 9 right\.[\s\S]*To look at again:[\s\S]*What you missed comes back/)
  expect(await screen.ended).toBe(0)
  const questions = kept()
  expect(Object.keys(questions)).toHaveLength(9)
  expect(questions['type-out-file']?.due).toBeUndefined()
  expect(questions['type-out-names']?.due).toBeUndefined()
  expect(questions['type-out-dry']?.due).toBeGreaterThan(0)
})

describe('answered wrong, and tried again', () => {
  const toTheLine = async () => {
    quiz()
    await answer(1)
    await answer(2)
    await screen.sees(typed(3))
  }

  test('a line: what is missing is said each time, the last line comes back, and the third wrong one ends it', async () => {
    await toTheLine()
    screen.type(`kubectl create deployment api --image=nginx:1.27${enter}`)
    await screen.sees(/no deployment api in the cluster; still there: api\n│ The cluster is as it was\. Once more\? \(2 left, .*\)\n\$$/)
    screen.type(`kubectl get pods -w${enter}`)
    await screen.sees(/ended as if by Ctrl-C\n[\s\S]*\(1 left, .*\)\n\$$/)
    screen.type(`${up}${up} --dry-run=client -o yaml${enter}`)
    await screen.sees(/kind: Deployment\n[\s\S]*no file api\.yaml\n│ One way:\n│ {3}\$ kubectl create deployment[\s\S]*4 of 9 ·/)
    expect(kept()['type-out-dry']).toMatchObject({ pause: 0 })
  })

  test('a line: right at the second attempt', async () => {
    await toTheLine()
    screen.type(`nonsense${enter}`)
    await screen.sees(/nonsense: command not found\n[\s\S]*\(2 left, .*\)\n\$$/)
    screen.type(`kubectl create deployment api --image=nginx:1.27 --dry-run=client -o yaml > api.yaml${enter}`)
    await screen.sees(/✓ [\s\S]*4 of 9 ·/)
    expect(kept()['type-out-dry']?.due).toBeUndefined()
  })

  test('whoever types faster than the questions come loses nothing of it', async () => {
    quiz()
    await screen.sees(choice(1))
    screen.type(`${enter}${enter}echo one${enter}echo two${enter}${enter}`)
    await screen.sees(/\$ echo one\none\n[\s\S]*\(2 left[\s\S]*\$ echo two\ntwo\n[\s\S]*\(1 left[\s\S]*One way:[\s\S]*4 of 9 ·[\s\S]*select$/)
    expect(Object.keys(kept())).toHaveLength(3)
  })
})

describe('leaving', () => {
  const leftAt = async (key: string, number: number) => {
    quiz()
    for (let at = 1; at < number; at++) await answer(at)
    await screen.sees(any(number))
    screen.type(key)
    expect(await screen.ended).toBe(130)
    expect(screen.text()).toMatch(/│ Left; what you have answered is kept\.$/)
    expect(screen.text()).not.toMatch(/Error|at .*\.js/)
    expect(Object.keys(kept())).toHaveLength(number - 1)
  }

  test.each([
    ['Ctrl-C', ctrlC, 'a choice', 2],
    ['Ctrl-D', ctrlD, 'a choice', 2],
    ['Ctrl-C', ctrlC, 'a line', 3],
    ['Ctrl-D', ctrlD, 'a line', 3],
  ])('%s (%j) at %s: what was answered before is kept', async (_, key, __, number) => leftAt(key, number))
})

test('on a narrow terminal nothing is drawn twice', async () => {
  quiz()
  await screen.sees(choice(1))
  screen.resize(44, 30)
  for (const key of ['\x1b[B', '\x1b[B', up]) screen.type(key)
  await screen.sees(/select$/)
  screen.type(enter)
  await answer(2)
  await screen.sees(/3 of 9 · Output\n(│ .{0,42}\n)+\$$/)
  expect(screen.text().match(/\? Which\?/g)).toBeNull()
  screen.type(`echo ${'long '.repeat(20)}${enter}`)
  await screen.sees(/Once more\? \(2\n│ left, an empty line gives up\)\n\$$/)
})

describe('day after day', () => {
  const day = 86_400_000
  /** As if it had happened so many days earlier. */
  const letDaysPass = (days: number) => {
    const questions = Object.entries(kept()).map(([id, { seen, due, pause }]) => [
      id,
      { seen: seen - days * day, ...(due && { due: due - days * day, pause }) },
    ])
    writeFileSync(path(), JSON.stringify({ format: 1, questions: Object.fromEntries(questions) }))
  }
  const right = { 'create nothing': 'kubectl create deploy api --image=nginx:1.27 --dry-run=client -oyaml >api.yaml' }

  test('what was missed is asked first after 1, 3, 7 and 21 days, and no day before', async () => {
    quiz()
    for (let number = 1; number <= 9; number++) await answer(number, right)
    await screen.sees(/comes back: the next on/)
    const once: Record<string, { seen: number; due?: number; pause?: number }> = { 'type-out-dry': { seen: Date.now(), due: Date.now() + day, pause: 0 } }
    writeFileSync(
      path(),
      JSON.stringify({ format: 1, questions: { ...Object.fromEntries(Object.entries(kept()).map(([id, { seen }]) => [id, { seen }])), ...once } }),
    )
    for (const [days, pause] of [
      [1, 1],
      [3, 2],
      [7, 3],
      [21, undefined],
    ] as const) {
      letDaysPass(days - 0.5)
      screen = startKtutor(['quiz', 'output', '--questions', '1'], { XDG_STATE_HOME: state })
      await screen.sees(/1 of 1 · Output\n[\s\S]*(select|\$)$/)
      expect(screen.text()).not.toContain('create\n│ nothing')
      screen.type(ctrlC)
      await screen.ended
      letDaysPass(0.5)
      screen = startKtutor(['quiz', 'output', '--questions', '1'], { XDG_STATE_HOME: state })
      await screen.sees(/into api\.yaml, and create\n│ nothing\.\n\$$/)
      screen.type(`${right['create nothing']}${enter}`)
      await screen.sees(/1 of 1 right\./)
      await screen.ended
      expect([days, kept()['type-out-dry']?.pause]).toEqual([days, pause])
    }
  })
})

test('without a terminal it says so', () => {
  const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'quiz'], { encoding: 'utf8', input: '' })
  expect([status, stdout, stderr]).toEqual([1, '', 'ktutor: a quiz asks a person: it needs a terminal for its questions and your answers\n'])
})
