import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { filesOf } from '../../src/cli/course/lessons-folder.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { Session } from '../../src/cli/session.ts'
import { type Concept, commandsOf, conceptIds, findConcept, readConcept } from '../../src/tutor/concepts/concept.ts'

const files = filesOf(fileURLToPath(new URL('../../lessons', import.meta.url)))
const pages = conceptIds(files).map((id): [string, Concept] => [id, readConcept(files, id)])
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
    ])
      expect([word, findConcept(files, word)?.id]).toEqual([word, expect.any(String)])
  })

  test.each(pages)('%s fits a terminal and knows where to read on', (_, page) => {
    expect(page.lines.length).toBeLessThanOrEqual(48)
    expect(page.lines.filter((line) => line.length > 78)).toEqual([])
    for (const word of page.see) expect([word, findConcept(files, word)?.id]).toEqual([word, expect.any(String)])
  })

  test.each(pages)('%s: every command works on a cluster', async (_, page) => {
    const commands = commandsOf(page)
    expect(commands.length).toBeGreaterThan(1)
    for (const command of commands) {
      said.length = 0
      expect([command, await session.run(command), said.join('').slice(0, 300)]).toEqual([command, 0, expect.stringMatching(/./)])
    }
  })
})
