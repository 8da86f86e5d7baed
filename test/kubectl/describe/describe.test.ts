/**
 * kubectl describe, over a handful of objects (cluster.json, taken from a running cluster): what the page described.md
 * shows. That the real kubectl says the same of the same objects is what test/conformance proves, line by line.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { run } from '../run.ts'
import { answer, discover, type Stored } from './objects-server.ts'

const objects = JSON.parse(readFileSync(new URL('cluster.json', import.meta.url), 'utf8')) as Stored[]
const serve = (request: Parameters<typeof answer>[1]) => discover(objects, request) ?? answer(objects, request)
const describe = async (line: string, env: Record<string, string> = {}): Promise<string> => {
  const { stdout, stderr, exitCode } = await run(line, { serve, answers: {}, env })
  return `${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`
}

const pageUrl = new URL('described.md', import.meta.url)
const page = readFileSync(pageUrl, 'utf8')
const blocks = [...page.matchAll(/^```console\n\$ kubectl (.*)\n([\s\S]*?)^```$/gm)].map(([, line = '', output = '']) => ({ line, output }))

test('the page shows something', () => {
  expect(blocks.length).toBeGreaterThan(10)
})

test.each(blocks)('kubectl $line', async ({ line, output }) => {
  const said = await describe(line)
  // `UPDATE=1` writes the page anew.
  if (process.env.UPDATE)
    writeFileSync(
      pageUrl,
      readFileSync(pageUrl, 'utf8').replace(`$ kubectl ${line}\n${output}\`\`\``, () => `$ kubectl ${line}\n${said}\`\`\``),
    )
  else expect(said).toBe(output)
})

test('times stand in the zone of the reader', async () => {
  const line = 'describe pod crash'
  const started = async (TZ: string) => /Start Time: +(.*)/.exec(await describe(line, { TZ }))?.[1]
  expect(await started('Asia/Kolkata')).toMatch(/^Mon, 05 Jan 2026 \d\d:\d\d:\d\d \+0530$/)
  expect(await started('America/New_York')).toMatch(/^Mon, 05 Jan 2026 03:\d\d:\d\d -0500$/)
  expect(await started('Nowhere/Land')).toMatch(/ \+0000$/)
})

test('a file is described as the server has it', async () => {
  const files = { '/home/learner/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: crash\n' }
  const { stdout } = await run('describe -f pod.yaml', { serve, answers: {}, files })
  expect(stdout).toBe(await describe('describe pod crash'))
})
