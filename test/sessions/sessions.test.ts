/**
 * Golden pages: every Markdown page of this folder (and of those below) is played on a fresh cluster, and must be true to
 * the byte. UPDATE=1 writes what really happened, except into pages that were recorded from the real kubectl.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../src/api/yaml.ts'
import { bootForSession } from '../../src/cli/boot.ts'
import { clusterWords } from '../../src/cli/cluster-words.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { home, Session } from '../../src/cli/session.ts'
import { type Page, parsePage, playPage, renderPage } from '../../src/shell/golden-page.ts'
import { resolvePath } from '../../src/shell/paths.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))

async function play(page: Page): Promise<Page> {
  const cluster = bootForSession({
    seed: page.header.seed ?? 'golden',
    nodes: Number(page.header.nodes ?? Number(page.header['control-planes'] ?? 1) + 2),
    controlPlanes: Number(page.header['control-planes'] ?? 1),
    zones: page.header.zones?.split(',') ?? [],
    addOns: (page.header.addons ?? '').split(/[, ]+/).filter((name) => name !== ''),
    audit: page.header.audit === 'true',
    ...(page.header.scheduler ? { scheduler: fileOf(page, page.header.scheduler) } : {}),
    start: Date.parse('2026-01-05T09:00:00Z'),
    freeze: true,
  })
  const time = new JumpingTime(cluster.clock)
  let output = ''
  const say = (text: string) => void (output += text)
  const io = { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: true, columns: 80 } }
  const session: Session = new Session({ cluster, time, io, commands: clusterWords(cluster, () => session) })
  const played = await playPage(page, {
    write: (name, text) => session.files.write(resolvePath(home, name), text),
    async run(command) {
      output = ''
      const exitCode = await session.run(command)
      return { output, exitCode }
    },
  })
  time.stop()
  return played
}

/** A configuration that stands on the page itself. */
const fileOf = (page: Page, name: string): object => {
  const file = page.parts.find((part) => part.kind === 'file' && part.name === name)
  if (file?.kind !== 'file') throw new Error(`no file ${name} on the page`)
  return parseYaml(file.text)[0] as object
}

const commandsOf = (page: Page) => page.parts.flatMap((part) => (part.kind === 'console' ? part.exchanges : [])).length

describe('golden pages', () => {
  test.each(pages)(
    '%s',
    async (name) => {
      const path = join(folder, name)
      const written = readFileSync(path, 'utf8')
      const page = parsePage(written)
      expect(renderPage(page)).toBe(written)
      expect([relative(folder, path), commandsOf(page)]).not.toEqual([name, 0])
      const played = renderPage(await play(page))
      if (process.env.UPDATE && page.header.recorded !== 'true') writeFileSync(path, played)
      else expect(played).toBe(written)
    },
    60_000,
  )
})
