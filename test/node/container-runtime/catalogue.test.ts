import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { images } from '../../../src/node/container-runtime/images/index.ts'
import * as kubeSystem from '../../../src/node/container-runtime/images/kube-system.ts'
import { bench } from './bench.ts'

/**
 * Each line of the table: an image (with what it must be given), what becomes of it in a minute, what its ports answer,
 * its last words if it has ended, and the exit code after SIGTERM. `UPDATE=1` writes the right side anew: read the diff.
 */
const file = fileURLToPath(new URL('catalogue.txt', import.meta.url))
const rows = readFileSync(file, 'utf8').trimEnd().split('\n')

const firstLine = (text: string): string => text.trimStart().split('\n')[0] ?? ''

function row(image: string, env: Record<string, string>): string {
  const { clock, network, runtime, start, log } = bench(image)
  const id = start(image, { env })
  clock.advance(60_000)
  const { state, exitCode } = runtime.state(id)
  if (state === 'exited') return `exits ${exitCode}${log(id).length > 0 ? `: ${log(id).findLast((line) => line.trim() !== '')}` : ''}`
  const pod = network.podAt('10.244.1.2')!
  const answers = network.listening('10.244.1.2').map(({ port, program, protocol }) => {
    const answer = network.http(pod, { url: `http://10.244.1.2:${port}/`, timeout: 5 })
    return answer.ok ? `${port} ${answer.status} ${firstLine(answer.body).slice(0, 40)}`.trimEnd() : `${port} ${protocol} ${program}`
  })
  runtime.stop(id, 30)
  clock.advance(30_000)
  return [`runs${answers.length > 0 ? ', ' : ''}${answers.join(', ')}`, `ends ${runtime.state(id).exitCode}`].join(' | ')
}

const measured = rows.map((line) => {
  const [image = '', ...env] = (line.split(' | ')[0] ?? '').trim().split(' ')
  return `${[image, ...env].join(' ')} | ${row(image, Object.fromEntries(env.map((pair) => pair.split(/=(.*)/s).slice(0, 2))))}`
})
if (process.env.UPDATE) writeFileSync(file, `${measured.join('\n')}\n`)

describe('what an image does when it is only started', () => {
  test.each(rows.map((line, i) => [line.split(' | ')[0], line, measured[i]]))('%s', (_, line, found) => {
    expect(found).toBe(line)
  })

  test('no image is forgotten', () => {
    const tried = rows.map((line) => line.split(/:[^/]* /)[0])
    const own = images.filter((image) => !(Object.values(kubeSystem) as unknown[]).includes(image))
    expect(own.map(({ repository }) => repository).filter((repository) => !tried.includes(repository))).toEqual([])
  })
})
