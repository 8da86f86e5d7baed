import { expect, test } from '@jest/globals'
import { parsePage, playPage, renderPage } from '../../src/shell/golden-page.ts'

const text = `---
recorded: true
---
# A page

\`\`\`yaml a.yaml
a: 1
\`\`\`

\`\`\`yaml
this: is only shown
\`\`\`

\`\`\`console step=look way=patch
$ echo hello
hello
$ cat <<EOF
> one
> EOF
one

$ diff a b
< x
> y
? 1
\`\`\`
The end.
`

test('a page is read, and written again as it was', () => {
  const page = parsePage(text)
  expect(page.header).toEqual({ recorded: 'true' })
  expect(page.parts.filter((part) => part.kind !== 'text')).toEqual([
    { kind: 'file', name: 'a.yaml', text: 'a: 1\n' },
    {
      kind: 'console',
      words: { step: 'look', way: 'patch' },
      exchanges: [
        { line: 15, command: 'echo hello', output: 'hello\n', exitCode: 0 },
        { line: 17, command: 'cat <<EOF\none\nEOF', output: 'one\n\n', exitCode: 0 },
        { line: 22, command: 'diff a b', output: '< x\n> y\n', exitCode: 1 },
      ],
    },
  ])
  expect(renderPage(page)).toBe(text)
})

test('what really happened takes the place of what was written', async () => {
  const files: string[] = []
  const played = await playPage(parsePage('```yaml a.yaml\na: 1\n```\n\n```console\n$ x\nold\n? 3\n```'), {
    write: (...file) => void files.push(...file),
    run: async (command) => ({ output: `${command} says`, exitCode: 0 }),
  })
  expect(files).toEqual(['a.yaml', 'a: 1\n'])
  expect(renderPage(played)).toBe('```yaml a.yaml\na: 1\n```\n\n```console\n$ x\nx says\n```')
})

test('what is no page says where', () => {
  expect(() => parsePage('# x\n```console\noutput first\n```\n')).toThrow('line 3: a console block starts with "$ command"')
  expect(() => parsePage('# x\n```console\n$ ls\n')).toThrow('line 2: this fence has no end')
})
