/**
 * The cheat sheet: every line is run on a cluster that has what it names. Each topic gets a fresh one and is run from its
 * last line to its first, so that no line lives on what the one above it did; one that stumbles over what another left
 * (a name that is taken, a pod that is deleted) is tried once more on a fresh cluster.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { home } from '../../src/cli/session.ts'
import { LessonStage } from '../../src/cli/stage/stage.ts'
import { findCommand } from '../../src/kubectl/find-command.ts'
import { root } from '../../src/kubectl/kubectl.ts'
import { findLines } from '../../src/tutor/cheatsheet/find.ts'
import { loadCheatsheet } from '../../src/tutor/cheatsheet/load.ts'
import type { CheatLine } from '../../src/tutor/cheatsheet/schema.ts'
import { asMarkdown, asTable } from '../../src/tutor/cheatsheet/show.ts'
import type { Lesson } from '../../src/tutor/lesson/load.ts'
import { plainPaint } from '../../src/tutor/player/speech.ts'

jest.setTimeout(30_000)

const sheet = loadCheatsheet(filesOf(fileURLToPath(new URL('../../lessons', import.meta.url))))
const lines = sheet.topics.flatMap(({ lines }) => lines)

const read = (name: string) => readFileSync(new URL(`./cheatsheet/${name}`, import.meta.url), 'utf8')
const homeFiles = ['app.conf', 'settings.env', 'shop.yaml', 'hello.yaml', 'web.yaml', 'gone.yaml']
const scene = {
  id: 'cheatsheet',
  start: { nodes: 2, context: {}, settle: '60s', manifests: [], files: [], faults: [] },
  steps: [],
  startManifests: new Map([['state.yaml', read('state.yaml')]]),
  startFiles: new Map(homeFiles.map((name) => [name, read(name)])),
} as unknown as Lesson

let ready: LessonStage | undefined
async function stage(): Promise<LessonStage> {
  if (ready) return ready
  ready = await LessonStage.build({ lesson: scene, seed: 'cheatsheet', start: Date.parse('2026-01-05T09:00:00Z'), commands: [] })
  ready.session.files.mkdir(`${home}/manifests`)
  ready.session.files.write(`${home}/manifests/shop.yaml`, read('shop.yaml'))
  return ready
}
const putAway = () => {
  ready?.end()
  ready = undefined
}
afterAll(putAway)

/** What the line says it needs is done before, if that is a command. */
const before = ({ needs = '' }: CheatLine) => /: (kubectl .*)$/.exec(needs)?.[1]

async function run(line: CheatLine): Promise<{ status: number; output: string }> {
  const first = before(line)
  const again = ready !== undefined
  const here = await stage()
  if (first) await here.run(first)
  const ran = await here.run(line.ends ? `timeout 20 ${line.line}` : line.line)
  const status = line.ends && ran === 124 ? 0 : ran
  if (status === line.status || !again) return { status, output: here.lastOutput }
  putAway()
  return run(line)
}

describe('the cheat sheet', () => {
  test('has its topics in order and enough lines, none of them twice in a topic', () => {
    expect(sheet.topics.map(({ id }) => id)).toEqual([
      'looking',
      'pods',
      'deployments',
      'services',
      'configuration',
      'namespaces',
      'labels',
      'access',
      'nodes',
      'troubleshooting',
      'output',
      'files',
    ])
    expect(lines.length).toBeGreaterThanOrEqual(120)
    for (const { id, lines } of sheet.topics) expect([id, new Set(lines.map(({ line }) => line)).size]).toEqual([id, lines.length])
  })

  test('says each line in one sentence', () => {
    expect(lines.filter(({ says }) => !/^[A-Z].*[.]$/.test(says) || /\.\s[A-Z]/.test(says)).map(({ says }) => says)).toEqual([])
  })

  test.each(sheet.topics.map(({ id, lines }): [string, readonly CheatLine[]] => [id, lines]))('%s: every line works', async (_, lines) => {
    putAway()
    const ran = []
    for (const line of lines.toReversed()) {
      const { status, output } = await run(line)
      ran.unshift(status === line.status ? line.line : `${line.line}\n? ${status}\n${output}`)
    }
    expect(ran).toEqual(lines.map(({ line }) => line))
  })
})

describe('looking something up', () => {
  const found = (...words: string[]) => findLines(sheet, words).flatMap(({ lines }) => lines.map(({ line }) => line))

  test('a topic gives its lines, no word gives all', () => {
    expect(found('RBAC')).toEqual(found('access'))
    expect(found('nodes')).toEqual(sheet.topics.find(({ id }) => id === 'nodes')?.lines.map(({ line }) => line))
    expect(found('Files', 'and', 'apply')).toHaveLength(sheet.topics.at(-1)?.lines.length as number)
    expect(found()).toHaveLength(lines.length)
  })

  test('a flag is found by its other name, and its case matters', () => {
    expect(found('--namespace')).toContain('kubectl get pods -n shop')
    expect(found('--selector')).toContain('kubectl get pods -l app=web')
    expect(found('-l')).not.toContain('kubectl get pods --no-headers | wc -l')
    expect(found('-L')).toEqual(['kubectl get pods -L app,tier'])
    expect(found('-A')).toContain('kubectl get pods -A')
    expect(found('-A')).not.toContain('kubectl get pods -o wide')
  })

  test('a kind is found by its short name, words of the sentence count, and all of them', () => {
    expect(found('cm')).toContain('kubectl get configmap settings -o yaml')
    expect(found('svc', 'dns')).toEqual(['kubectl run ask --rm -i --image=busybox:1.36 --restart=Never -- nslookup web.default.svc.cluster.local'])
    expect(found('nonsense')).toEqual([])
  })

  test('every line names a command of kubectl', () => {
    for (const { line } of lines)
      expect([line, findCommand(root, (/kubectl ([^|>]*)/.exec(line)?.[1] ?? '').split(/\s+/)).command.name]).not.toEqual([line, ''])
  })
})

describe('how it is shown', () => {
  const some = findLines(sheet, ['uncordon'])

  test('as a table, within the terminal', () => {
    expect(asTable(some, plainPaint, 100)).toEqual(['Nodes', '  kubectl uncordon worker-1  Lets new pods onto the node again.', ''])
    expect(asTable(sheet.topics, plainPaint, 100).filter((line) => line.length > 100 && !line.startsWith('  kubectl'))).toEqual([])
  })

  test('as Markdown', () => {
    expect(asMarkdown(some)).toMatch(
      /\n## Nodes\n\n\| command \| what it does \|\n\|---\|---\|\n\| `kubectl uncordon worker-1` \| Lets new pods onto the node again\. \|\n$/,
    )
  })
})
