/** The writing verbs without a server, line by line as the real kubectl answers: the page recorded.md, replayed. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { run } from '../run.ts'

const page = readFileSync(new URL('recorded.md', import.meta.url), 'utf8')
const files: Record<string, string> = {}
const lines: { line: string; output: string }[] = []
for (const [, kind, name, body] of page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)) {
  if (kind !== 'console') files[`/home/learner/${name}`] = body as string
  else
    for (const part of (body as string).split(/^\$ kubectl /m).slice(1))
      lines.push({ line: part.split('\n')[0] as string, output: part.slice(part.indexOf('\n') + 1) })
}

/** Words between blanks; single quotes hold blanks together. */
const words = (line: string): string[] => (line.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replace(/'([^']*)'/g, '$1'))

test('the page runs commands', () => {
  expect(lines.length).toBeGreaterThan(150)
})

test.each(lines)('kubectl $line', async ({ line, output }) => {
  const { stdout, stderr, exitCode } = await run(words(line), { files })
  expect(`${stdout}${stderr}${exitCode === 0 ? '' : `? ${exitCode}\n`}`).toBe(output)
})
