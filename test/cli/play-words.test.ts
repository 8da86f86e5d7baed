import { expect, test } from '@jest/globals'
import { bootForSession } from '../../src/cli/boot.ts'
import { JumpingTime } from '../../src/cli/jumping-time.ts'
import { playWords } from '../../src/cli/play-words.ts'
import { Session } from '../../src/cli/session.ts'

/** A playground, and what a line prints there. */
function playground() {
  const cluster = bootForSession({ seed: 'play', nodes: 1, start: Date.parse('2026-01-05T09:00:00Z') })
  let output = ''
  const say = (text: string) => void (output += text)
  const io = { stdout: say, stderr: say, stdin: async () => '', terminal: { stdin: false, stdout: false, columns: 80 } }
  const commands = playWords(
    cluster,
    () => session,
    (ms) => cluster.clock.advance(ms),
  )
  const session: Session = new Session({ cluster, time: new JumpingTime(cluster.clock), io, commands })
  return async (line: string) => {
    output = ''
    await session.run(line)
    return output
  }
}

test('at play, too, time passes at will, lines are explained, and help lists the words', async () => {
  const type = playground()
  expect(await type('ff 10m; date')).toBe('10m later …\nMon Jan  5 09:10:00 UTC 2026\n')
  expect(await type("explain 'kubectl get pods'")).toContain('sends requests to the API server')
  const words = (await type('help')).matchAll(/^ {2}(\w+) /gm)
  expect([...words].map(([, word]) => word)).toEqual(['why', 'trace', 'map', 'reach', 'fault', 'ff', 'explain', 'learn', 'exit'])
})
