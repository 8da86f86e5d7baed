/** Testing out of a chapter: its tasks come from the lessons, and so does what is right. */
import { describe, expect, jest, test } from '@jest/globals'
import { colours } from '../../src/cli/colours.ts'
import { filesOf, lessonsFolder } from '../../src/cli/course/lessons-folder.ts'
import { TestOutSession } from '../../src/cli/course/test-out-session.ts'
import { Random } from '../../src/random.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import type { Lesson, LessonFiles } from '../../src/tutor/lesson/load.ts'
import { Speech } from '../../src/tutor/player/speech.ts'
import { type Item, minutesFor, paperOf } from '../../src/tutor/test-out/paper.ts'
import { mayMiss, resultOf } from '../../src/tutor/test-out/result.ts'
import { folder, goodLesson, goodSolution } from './lesson-files.ts'

jest.setTimeout(120_000)

const start = Date.parse('2026-01-05T09:00:00Z')

interface Sitting {
  readonly session: TestOutSession
  readonly items: readonly Item[]
  /** What is printed since the last look. */
  shown(): string
  /** What the lines print. */
  type(...lines: readonly string[]): Promise<string>
}

async function sitDown(files: LessonFiles, chapter: string, { now = () => start, minutes }: { now?: () => number; minutes?: number } = {}): Promise<Sitting> {
  const course = new Course(files)
  const lessons = course.chapters.find(({ id }) => id === chapter)?.lessons.map((id) => course.lesson(id)) as Lesson[]
  const items = paperOf(lessons, new Random('a'))
  let seen = ''
  const say = (text: string) => void (seen += text)
  const io = { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: false, columns: 80 } }
  const paint = colours({}, {})
  const deadline = minutes === undefined ? undefined : now() + minutes * 60_000
  const session = new TestOutSession({ chapter, items, seed: 'a', io, speech: new Speech(paint, say), paint, realTime: false, now, deadline })
  await session.open()
  const shown = () => {
    const text = seen
    seen = ''
    return text
  }
  const type = async (...lines: readonly string[]) => {
    shown()
    for (const line of lines) await session.run(line)
    return shown()
  }
  return { session, items, shown, type }
}

const twoSteps = goodLesson.replace(
  'mistakes:',
  `  - id: more
    task: Add to \`note\` the key \`more\` with the value \`words\`. How many keys are there? \`answer <count>\`
    checks:
      - resource: { object: configmap/note, where: { data.more: words } }
        not-yet: "more words in note; seen: {seen}"
        pass: "there are more words"
      - answer: { equals: 2 }
        not-yet: "{given} is not how many there are"
        pass: "two it is"
    hints: [a, { commands: [x] }]
    debrief: That is all.
mistakes:`,
)
const twoWays = `${goodSolution}
\`\`\`console step=more way=patch
$ kubectl patch configmap note -p '{"data":{"more":"words"}}'
configmap/note patched
$ answer 2
\`\`\`
`
// A story may tell of words that a test does not have.
const withWords = twoSteps.replace(
  'story: The cluster remembers what it is told.',
  'story: "The cluster remembers what it is told.\\n\\n`undo` takes it back."',
)
const notes = (changes: Readonly<Record<string, string>> = {}) => folder({ 'note/lesson.yaml': withWords, 'note/solution.md': twoWays, ...changes })

describe('a test', () => {
  test('stands where the last step begins, says nothing on the way, and judges what is handed in', async () => {
    const { session, shown, type } = await sitDown(notes(), 'notes')
    expect(shown()).toBe(`│
│ 1/2 · task · note
│
│ The cluster remembers what it is told.
│
│ This has been done already:
│ ✓ note says hello
│
│ Your task:
│
│ Add to note the key more with the value words. How many keys are there?
│ answer <count>
│
`)
    expect(await session.prompt()).toBe('notes 1/2 (default) $ ')
    expect(await type('kubectl get configmap note -o jsonpath={.data}')).toBe('{"text":"hello"}')
    expect(await type(`kubectl patch configmap note -p '{"data":{"more":"words"}}'`, 'answer 2')).toBe('configmap/note patched\n')
    expect(await type('next')).toBe(`│ ✓ done
│
│ 2/2 · question · note
│
│ Where is it now?
│   1  in etcd
│   2  in the pod
`)
    expect(await session.prompt()).toBe('│ 1-2? ')
    expect(await type('etcd')).toBe('│ A number from 1 to 2, please; or quit.\n')
    expect(await type('1')).toBe('│ ✓ right\n')
    expect([session.ended, session.outcomes.map(({ missing }) => missing)]).toEqual([true, [[], []]])
    session.end()
  })

  test('the last answer counts: nobody passes by naming everything', async () => {
    const { session, items, type } = await sitDown(notes(), 'notes')
    expect(await type(`kubectl patch configmap note -p '{"data":{"more":"words"}}'`, 'answer 1', 'answer 2', 'answer 3', 'next')).toContain(
      '│ · not yet: 3 is not how many there are\n',
    )
    await type('2')
    expect(resultOf(items, session.outcomes)).toEqual({
      passed: false,
      tasks: { right: 0, all: 1 },
      questions: { right: 0, all: 1 },
      again: [{ lesson: 'note', missing: ['3 is not how many there are', 'Where is it now? You said: in the pod'] }],
    })
    session.end()
  })

  test('has no hints and no undo; reset begins the task anew', async () => {
    const { session, type } = await sitDown(notes(), 'notes')
    for (const word of ['hint', 'solution', 'undo', 'check']) expect([word, await type(word)]).toEqual([word, expect.stringMatching(/command not found/)])
    expect(await type('help')).toMatch(/task [\s\S]* next [\s\S]* reset [\s\S]* quit [\s\S]* answer [\s\S]* ff /)
    expect(await type('kubectl delete configmap note', 'reset', 'kubectl get configmap note -o name')).toMatch(
      /deleted[\s\S]*already:\n│ ✓ note says hello[\s\S]*\nconfigmap\/note\n$/,
    )
    expect(await type('explain kubectl get po')).toContain('kubectl')
    session.end()
  })

  test('ends when its time is up, or when it is left; what was not come to is not done', async () => {
    let at = start
    const timed = await sitDown(notes(), 'notes', { now: () => at, minutes: 5 })
    expect(await timed.session.prompt()).toBe('notes 1/2 5 min (default) $ ')
    at += 5 * 60_000
    expect(await timed.type('next')).toBe('│\n│ Time is up. What was not handed in counts as not done.\n')
    expect([timed.session.ended, resultOf(timed.items, timed.session.outcomes)]).toMatchObject([
      true,
      { passed: false, tasks: { right: 0 }, questions: { right: 0 }, again: [{ missing: ['its task was not handed in'] }] },
    ])
    timed.session.end()
    const left = await sitDown(notes(), 'notes')
    await left.type('quit')
    expect(left.session.ended).toBe(true)
    left.session.end()
  })

  test('a lesson whose steps do not lead to the last one is named', async () => {
    await expect(sitDown(notes({ 'note/solution.md': twoWays.replace('text=hello', 'text=bye') }), 'notes')).rejects.toThrow(
      'note/solution.md:1: step write is not solved by its first way: a ConfigMap note that says hello; seen: bye. ktutor lesson check says more',
    )
  })

  test('one question of four may be missed, and no task', () => {
    expect([1, 3, 4, 7, 8].map(mayMiss)).toEqual([0, 0, 1, 1, 2])
  })
})

describe('the chapters of the course', () => {
  const files = filesOf(lessonsFolder())
  const { chapters, ids } = new Course(files)

  test('can each be tested out of in less than half the time of its lessons', () => {
    const course = new Course(files)
    expect(ids.length).toBeGreaterThan(20)
    for (const { id, lessons } of chapters) {
      const all = lessons.map((lesson) => course.lesson(lesson))
      expect([id, minutesFor(all) * 2 < all.reduce((sum, { minutes }) => sum + minutes, 0)]).toEqual([id, true])
    }
  })

  test.each(chapters.map(({ id }) => id))('%s: the listed ways pass every task', async (chapter) => {
    const { session, items, type } = await sitDown(files, chapter)
    for (const item of items) {
      if (item.kind === 'question') await type(String(item.choices.indexOf(item.question.right) + 1))
      else for (const { command } of item.lesson.ways.find(({ step }) => step === item.step.id)?.exchanges ?? []) await type(command)
      if (item.kind === 'task') await type('next')
    }
    expect(resultOf(items, session.outcomes).again).toEqual([])
    session.end()
  })
  test('who does nothing passes nothing', async () => {
    const { session, items, type } = await sitDown(files, 'namespaces')
    for (const item of items) await type(item.kind === 'task' ? 'next' : '1')
    expect(resultOf(items, session.outcomes).tasks.right).toBe(0)
    session.end()
  })
})
