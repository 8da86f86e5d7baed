/** The quiz: its questions, what is asked when, and lines that are judged by what they do. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, jest, test } from '@jest/globals'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { MemoryFile } from '../../src/cli/quiz/memory-file.ts'
import { tryLine } from '../../src/cli/quiz/try-line.ts'
import { Random } from '../../src/random.ts'
import { loadCheatsheet } from '../../src/tutor/cheatsheet/load.ts'
import { findConcept } from '../../src/tutor/concepts/concept.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import { loadQuizzes } from '../../src/tutor/quiz/load.ts'
import { answered, chooseRound, type Memory, nextDue } from '../../src/tutor/quiz/schedule.ts'
import { type ChoiceQuestion, kindOf, type TypedQuestion } from '../../src/tutor/quiz/schema.ts'
import { folder } from './lesson-files.ts'

jest.setTimeout(30_000)

const files = filesOf(fileURLToPath(new URL('../../lessons', import.meta.url)))
const course = new Course(files)
const { topics, situation, questions } = loadQuizzes(files, course)
const own = questions.filter(({ see }) => !see?.startsWith('start '))
const choices = own.filter((question): question is ChoiceQuestion => 'choices' in question)
const typed = own.filter((question): question is TypedQuestion => 'type' in question)

describe('the questions', () => {
  test('are enough, in every topic and of every kind', () => {
    expect(topics.map(({ id }) => id)).toEqual(['pods', 'namespaces', 'rbac', 'kubectl', 'output'])
    expect(own.length).toBeGreaterThanOrEqual(40)
    for (const { id } of topics) {
      const here = own.filter(({ topic }) => topic === id)
      expect([id, here.length >= 8]).toEqual([id, true])
      expect(here.some((question) => 'type' in question)).toBe(true)
      expect(here.some((question) => 'spot' in question)).toBe(true)
    }
    expect(questions.length).toBeGreaterThan(own.length)
  })

  test('have four different choices each, and one of them is right', () => {
    for (const { id, choices: all, right } of choices) expect([id, new Set(all).size, all.includes(right)]).toEqual([id, 4, true])
  })

  test('say where to read on, and it is there', () => {
    const sheet = loadCheatsheet(files).topics.map(({ id }) => id)
    for (const { id, see = '' } of own) {
      const [command, ...rest] = see.split(' ')
      const there =
        command === 'learn'
          ? findConcept(files, rest.join(' ')) !== undefined
          : command === 'cheatsheet'
            ? sheet.includes(rest[0] as string)
            : command === 'flags'
      expect([id, see, there]).toEqual([id, see, true])
    }
  })

  test.each(typed.map((question): [string, TypedQuestion] => [question.id, question]))(
    '%s: the solution passes, nothing and the near miss do not',
    async (_, question) => {
      const ran = async (line: string) => {
        const { passed, missing } = await tryLine(question, situation, line)
        return passed || (missing.length > 0 && missing.every((sentence) => !sentence.includes('{')) ? passed : missing)
      }
      expect([await ran(question.type.solution), await ran('true'), await ran(question.type.miss)]).toEqual([true, false, false])
    },
  )

  test('another way is as good', async () => {
    const question = typed.find(({ id }) => id === 'type-scale') as TypedQuestion
    expect(await tryLine(question, situation, `kubectl patch deploy/web -p '{"spec":{"replicas":4}}'`)).toMatchObject({ passed: true })
    expect(await tryLine(question, situation, `kubectl get deploy web -o yaml | sed 's/replicas: 2/replicas: 4/' | kubectl apply -f -`)).toMatchObject({
      passed: true,
    })
  })

  test('a broken file says where', () => {
    const broken = folder({
      'quiz.yaml':
        'format: 1\ntopics: [{ id: a, title: A, chapters: [] }]\nsituation: x\nquestions:\n  - { id: one, topic: b, ask: a, because: b, choices: [c, d], right: e }\n',
    })
    expect(() => loadQuizzes(broken, new Course(broken))).toThrow(
      'quiz.yaml:1: questions[0].topic: no topic b. Topics stand at the top of the file\nquiz.yaml:1: questions[0].right: of one is none of the choices',
    )
  })
})

describe('what is asked when', () => {
  const day = 86_400_000
  const now = Date.parse('2026-03-01T12:00:00Z')

  test('a missed question comes back after 1, 3, 7 and 21 days, and is then known', () => {
    let memory: Memory | undefined = answered(undefined, false, now)
    const waits = []
    for (let at = now; memory?.due !== undefined; ) {
      waits.push((memory.due - at) / day)
      at = memory.due
      memory = answered(memory, true, at)
    }
    expect(waits).toEqual([1, 3, 7, 21])
  })

  test('missed once more, it begins again; right ahead of time, its pause goes on', () => {
    const third: Memory = { seen: now, pause: 2, due: now + 7 * day }
    expect(answered(third, false, now + 7 * day)).toEqual({ seen: now + 7 * day, pause: 0, due: now + 8 * day })
    expect(answered(third, true, now + day)).toEqual({ seen: now + day, pause: 2, due: now + 7 * day })
    expect(answered(undefined, true, now)).toEqual({ seen: now })
  })

  test('a round takes what is due, then what is new, then what is long ago, and last what is to rest', () => {
    const all = ['resting', 'old', 'older', 'new', 'due', 'overdue'].map((id) => ({ id }))
    const memories = new Map<string, Memory>([
      ['resting', { seen: now, pause: 0, due: now + day }],
      ['old', { seen: now - day }],
      ['older', { seen: now - 2 * day }],
      ['due', { seen: now - day, pause: 0, due: now }],
      ['overdue', { seen: now - 9 * day, pause: 1, due: now - 2 * day }],
    ])
    const chosen = (size: number) => chooseRound(all, memories, { now, size, random: new Random('a') }).map(({ id }) => id)
    expect(chosen(10)).toEqual(['overdue', 'due', 'new', 'older', 'old', 'resting'])
    expect(chosen(2)).toEqual(['overdue', 'due'])
    expect(nextDue(memories.values())).toBe(now - 2 * day)
    expect(nextDue([])).toBeUndefined()
  })

  test('new questions come in an order of their own in each round', () => {
    const all = Array.from({ length: 30 }, (_, i) => ({ id: String(i) }))
    const round = (seed: string) => chooseRound(all, new Map(), { now, size: 10, random: new Random(seed) }).map(({ id }) => id)
    expect(round('a')).toEqual(round('a'))
    expect(round('a')).not.toEqual(round('b'))
    expect(new Set(round('a')).size).toBe(10)
  })
})

test('a round has all kinds of questions', () => {
  const round = chooseRound(questions, new Map(), { now: 0, size: 10, random: new Random('kinds'), kind: kindOf })
  const kinds = round.map(kindOf)
  expect(['choose', 'spot', 'type'].map((kind) => kinds.filter((one) => one === kind).length).toSorted()).toEqual([3, 3, 4])
})

describe('lines that would go on, or are none', () => {
  const question = typed.find(({ id }) => id === 'type-scale') as TypedQuestion
  test.each(['kubectl get pods -w', 'sleep 100000', 'cat', "echo 'half", 'exit', 'kubectl edit deploy web', '$(', 'kubectl'])('%s', async (line) => {
    expect(await tryLine(question, situation, line)).toMatchObject({ passed: false, missing: ['web with 4 replicas; seen: 2'] })
  })
})

describe('what was missed is kept', () => {
  const place = () => join(mkdtempSync(join(tmpdir(), 'ktutor-quiz-')), 'state', 'quiz.json')

  test('from one round to the next', () => {
    const path = place()
    const file = new MemoryFile(path, () => {})
    expect(file.read()).toEqual(new Map())
    file.keep('one', () => ({ seen: 1, due: 2, pause: 0 }))
    file.keep('two', () => ({ seen: 3 }))
    expect(new MemoryFile(path, () => {}).read()).toEqual(
      new Map([
        ['one', { seen: 1, due: 2, pause: 0 }],
        ['two', { seen: 3 }],
      ]),
    )
    expect(readdirSync(join(path, '..'))).toEqual(['quiz.json'])
  })

  test('a damaged file is put aside, not written over', () => {
    const path = place()
    const said: string[] = []
    const file = new MemoryFile(path, (text) => void said.push(text))
    file.keep('one', () => ({ seen: 1 }))
    writeFileSync(path, '{"format":1,"questions":{"one":{"seen":"yesterday"}}}')
    expect(file.read()).toEqual(new Map())
    expect(said).toEqual([`what you missed could not be read: it is not what ktutor writes. It is kept as ${path}.kept, and a new file is begun.`])
    expect(readFileSync(`${path}.kept`, 'utf8')).toContain('yesterday')
  })
})
