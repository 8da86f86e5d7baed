import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { showConcept } from '../../src/cli/course/show-concept.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { Session } from '../../src/cli/session.ts'
import { type Concept, commandsOf, conceptIds, findConcept, namesOf, readConcept, summaryOf } from '../../src/tutor/concepts/concept.ts'
import { conceptLines } from '../../src/tutor/concepts/show-concept.ts'
import { Course } from '../../src/tutor/lesson/course.ts'
import { plainPaint } from '../../src/tutor/player/speech.ts'

const files = filesOf(fileURLToPath(new URL('../../lessons', import.meta.url)))
const pages = conceptIds(files).map((id): [string, Concept] => [id, readConcept(files, id)])
const course = new Course(files)
const said: string[] = []
let session: Session

beforeAll(() => {
  const cluster = bootForSession({ seed: 'concepts', nodes: 3, start: Date.parse('2026-01-05T09:00:00Z') })
  const note = (text: string) => void said.push(text)
  session = new Session({
    cluster,
    time: new JumpingTime(cluster.clock),
    io: { stdout: note, stderr: note, stdin: async () => '', terminal: { stdin: false, stdout: true, columns: 100 } },
  })
})

describe('concept pages', () => {
  test('there is one for everything that the course needs first', () => {
    for (const word of [
      'pod',
      'container',
      'node',
      'cluster',
      'namespace',
      'label',
      'rbac',
      'role',
      'service account',
      'kubeconfig',
      'kubectl',
      'api server',
      'control plane',
      'RoleBinding',
      'etcd',
      'deployment',
      'replicaset',
      'service',
      'image',
      'probe',
      'quota',
      'limit range',
      'certificate',
      'label selector',
      'event',
      'scheduler',
      'kubelet',
      'controller manager',
      'kube-proxy',
      'dns',
      'volume',
      'pvc',
      'storage class',
    ])
      expect([word, findConcept(files, word)?.id]).toEqual([word, expect.any(String)])
  })

  test.each(pages)('%s fits a terminal and knows where to read on', (_, page) => {
    expect(page.lines.length).toBeLessThanOrEqual(48)
    expect(page.lines.filter((line) => line.length > 78)).toEqual([])
    for (const word of page.see) expect([word, findConcept(files, word)?.id]).toEqual([word, expect.any(String)])
  })

  test('on a narrow terminal prose is broken anew, pictures and commands are not', () => {
    for (const [id, page] of pages) {
      const [wide, narrow] = [100, 50].map((columns) => conceptLines(page, plainPaint, () => true, columns)) as [string[], string[]]
      expect([id, narrow.filter((line) => !line.startsWith('    ') && line.length > 50)]).toEqual([id, []])
      const [words, sameWords] = [wide, narrow].map((lines) => lines.join(' ').split(/\s+/).join(' '))
      expect(sameWords).toBe(words)
      expect(narrow.filter((line) => line.startsWith('    '))).toEqual(wide.filter((line) => line.startsWith('    ')))
    }
  })

  test.each(pages)('%s: every command works on a cluster', async (_, page) => {
    const commands = commandsOf(page)
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands) {
      said.length = 0
      expect([command, await session.run(command), said.join('').slice(0, 300)]).toEqual([command, 0, expect.stringMatching(/./)])
    }
  })

  test('every page has a heading of its own in the index, a name of its own, and lessons that exist', () => {
    const all = pages.map(([, page]) => page)
    const names = all.flatMap((page) => [...new Set(namesOf(page))])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    expect(all.filter(({ group }) => group === '').map(({ id }) => id)).toEqual([])
    for (const { id, lessons } of all) expect([id, lessons.length, lessons.filter((lesson) => !course.has(lesson))]).toEqual([id, expect.any(Number), []])
    for (const page of all) expect([page.id, summaryOf(page)]).toEqual([page.id, expect.stringMatching(/^.{10,150}[.:!?]["”]?$/)])
  })
})

describe('ktutor learn', () => {
  const learn = (word: string) => {
    let text = ''
    const note = (more: string) => void (text += more)
    return { status: showConcept(word, { stdout: note, stderr: note }), text }
  }

  test('lists all pages by what they are about', () => {
    const { status, text } = learn('')
    expect(status).toBe(0)
    expect(text.match(/^\S.*$/gm)).toEqual(expect.arrayContaining(['Machines and programs', 'What runs', 'Who may do what']))
    expect(text.match(/^ {2}\S/gm)).toHaveLength(pages.length)
    expect(text).toContain('\n  Kubelet             The caretaker of one node.\n')
  })

  test.each([
    ['pods', 'Pod'],
    ['Limit Ranges', 'Limit range'],
    ['networking.k8s.io', undefined],
    ['svc', 'Service'],
    ['ResourceQuota', 'Quota'],
    ['CSR', 'Certificate'],
  ])('%s is found under its names', (word, title) => {
    expect(learn(word).text.split('\n')[0]).toBe(title ?? `ktutor: there is no page on "${word}" (ktutor learn lists them)`)
  })

  test('a word that is no page is looked for, and a slip is put right', () => {
    expect(learn('crashloopbackoff')).toEqual({
      status: 0,
      text: expect.stringMatching(
        /^There is no page on "crashloopbackoff"\. It stands on these:\n {2}Kubelet +five minutes: CrashLoopBackOff is the kubelet waiting\./,
      ),
    })
    expect(learn('deploymnt')).toEqual({ status: 1, text: 'ktutor: there is no page on "deploymnt"; did you mean deployment? (ktutor learn lists them)\n' })
    expect(learn('\x1b[31mred').text).not.toContain('\x1b')
  })
})
