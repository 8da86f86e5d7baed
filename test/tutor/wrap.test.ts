/** How the tutor's words are fitted to the terminal. */
import { expect, test } from '@jest/globals'
import { plainPaint, Speech } from '../../src/tutor/player/speech.ts'

function said(text: string, columns: number): string {
  let seen = ''
  new Speech(
    plainPaint,
    (more) => void (seen += more),
    () => columns,
  ).say(text)
  return seen
}

const text = `Before you came, somebody wrote the role \`deployer\` and the binding
\`max-deploys\`. And yet max is refused:

    kubectl rollout restart deployment checkout --as max

1. Mend it, one refusal after the other, until his
   restart goes through.
2. Leave the rest.

Short lines
stay.`

test('where there is room, lines stay as they were written', () => {
  expect(said(text, 92)).toBe(`${text.replaceAll('`', '').replace(/^/gm, '│ ').replace(/ +$/gm, '')}\n`)
})

test('a paragraph that does not fit is broken anew, commands and what fits are not', () => {
  expect(said(text, 50)).toBe(`│ Before you came, somebody wrote the role
│ deployer and the binding max-deploys. And yet
│ max is refused:
│
│     kubectl rollout restart deployment checkout
│     --as max
│
│ 1. Mend it, one refusal after the other, until
│ his restart goes through.
│ 2. Leave the rest.
│
│ Short lines
│ stay.
`)
})
