/** However a session ends, `ktutor start` goes on where it was. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(120_000)

const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))
const enter = '\r'

let state = ''
let screen: Screen
const screens: Screen[] = []
const start = (...args: string[]): Screen => {
  screen = startKtutor(['start', ...args], { XDG_STATE_HOME: state })
  screens.push(screen)
  return screen
}

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ktutor-state-'))
})
afterEach(() => {
  for (const one of screens.splice(0)) one.end()
  rmSync(state, { recursive: true, force: true })
})

const kept = () => JSON.parse(readFileSync(join(state, 'ktutor', 'progress.json'), 'utf8'))

describe('killed (-9) as soon as the screen shows it', () => {
  test('between any two steps of a lesson, and after its end', async () => {
    start('first-pod')
    const kill = async () => {
      screen.kill('SIGKILL')
      await screen.ended
      start()
    }
    await screen.sees(/1\/4 \(default\) \$$/)
    screen.type(`kubectl run web --image=nginx:1.27${enter}`)
    await screen.sees(/✓ its container has started/)
    await kill()
    await screen.sees(/On we go where you left[\s\S]*Done; next goes on\.\n[\s\S]*1\/4✓ \(default\) \$$/)
    screen.type(`next${enter}`)
    await screen.sees(/\nfirst-pod 1\/4✓ .*next\n[\s\S]*Step 2 of 4/)
    await kill()
    await screen.sees(/On we go[\s\S]*Step 2 of 4[\s\S]*2\/4 \(default\) \$$/)
    screen.type(`kubectl get pods -o wide${enter}`)
    const node = /worker-\d/.exec(await screen.sees(/worker-\d[\s\S]*\$$/))?.[0]
    screen.type(`answer ${node}${enter}`)
    await screen.sees(/✓ web runs on/)
    await kill()
    await screen.sees(/2\/4✓ \(default\) \$$/)
    screen.type(`next${enter}kubectl exec web -- ls /${enter}`)
    await screen.sees(/✓ a command of yours ran/)
    await kill()
    await screen.sees(/Step 3 of 4[\s\S]*3\/4 \(default\) \$$/)
    // What was reached is still reached.
    screen.type(`kubectl logs web${enter}`)
    await screen.sees(/✓ you read its log[\s\S]*3\/4✓/)
    screen.type(`next${enter}kubectl delete pod web --now${enter}answer no${enter}`)
    await screen.sees(/That was the lesson/)
    await kill()
    await screen.sees(/meet-the-cluster 1\/4 .*\$$/)
    expect(kept().lessons['first-pod'].finished).toBe(true)
  })

  test('while a line runs: the lines before it are there', async () => {
    start('first-pod')
    await screen.sees(/\$$/)
    screen.type(`alias k=kubectl${enter}sleep 1000${enter}`)
    await screen.sees(/sleep 1000$/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    screen.kill('SIGKILL')
    await screen.ended
    start()
    await screen.sees(/On we go[\s\S]*1\/4 \(default\) \$$/)
    screen.type(`k get pods${enter}`)
    await screen.sees(/No resources found/)
  })

  test('while the cluster comes up: the lesson is begun', async () => {
    start('namespaces')
    await screen.sees(/Step 1 of/)
    screen.kill('SIGKILL')
    await screen.ended
    start()
    await screen.sees(/namespaces 1\/\d \(default\) \$$/)
  })
})

describe('ended while a line runs', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s: the line is called off and kept', async (signal, status) => {
    start('first-pod')
    await screen.sees(/\$$/)
    screen.type(`kubectl create configmap note; sleep 1000${enter}`)
    await screen.sees(/configmap\/note created$/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    screen.kill(signal)
    expect(await screen.ended).toBe(status)
    start()
    await screen.sees(/On we go[\s\S]*1\/4 \(default\) \$$/)
    screen.type(`kubectl get configmap note -o name${enter}`)
    await screen.sees(/\nconfigmap\/note\n/)
  })

  test('by a terminal that is closed', async () => {
    start('first-pod')
    await screen.sees(/\$$/)
    screen.type(`kubectl create configmap note; kubectl get configmaps -w${enter}`)
    await screen.sees(/\nnote +0 +/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    screen.close()
    await screen.ended
    start()
    await screen.sees(/On we go[\s\S]*1\/4 \(default\) \$$/)
    // The lines of the session before come back, too.
    screen.type(`\x1b[A${enter}`)
    await screen.sees(/configmaps "note" already exists/)
  })

  test.each(['\x04', `exit${enter}`, `quit${enter}`])('with %j at the prompt, and the shell comes back as it was', async (leave) => {
    start('first-pod')
    await screen.sees(/\$$/)
    screen.type(`name=web${enter}`)
    await screen.sees(/name=web\n.*\$$/)
    screen.type(leave)
    await screen.ended
    start()
    await screen.sees(/On we go[\s\S]*1\/4 \(default\) \$$/)
    screen.type(`echo "the name is $name"${enter}`)
    await screen.sees(/the name is web\n/)
  })
})

describe('several at once', () => {
  const play = (id: string): ChildProcess =>
    spawn(process.execPath, [program, 'start', id], { env: { ...process.env, NODE_OPTIONS: '', XDG_STATE_HOME: state } })

  test('scripts in four lessons lose nothing of each other', async () => {
    const ids = ['first-pod', 'namespaces', 'rbac-roles', 'output-formats']
    await Promise.all(
      ids.map((id) => {
        const child = play(id)
        child.stdin?.end(Array.from({ length: 40 }, (_, i) => `line${i}=1`).join('\n'))
        child.stdout?.resume()
        return new Promise((resolve) => child.on('exit', resolve))
      }),
    )
    expect(ids.map((id) => [id, kept().lessons[id]?.begun.transcript.length])).toEqual(ids.map((id) => [id, 40]))
    expect(readdirSync(join(state, 'ktutor'))).toEqual(['progress.json'])
  })

  test('two terminals in one lesson: who is further on is kept, and the other is told', async () => {
    const one = start('first-pod')
    await one.sees(/1\/4 \(default\) \$$/)
    const other = start('first-pod')
    await other.sees(/1\/4 \(default\) \$$/)
    one.type(`kubectl run web --image=nginx:1.27; kubectl wait --for=condition=Ready pod/web${enter}next${enter}`)
    await one.sees(/2\/4 \(default\) \$$/)
    other.type(`echo I am late${enter}`)
    await other.sees(/Another ktutor is further on in this lesson\.[\s\S]*\$$/)
    other.type(`\x04`)
    await other.ended
    one.type('\x04')
    await one.ended
    start()
    await screen.sees(/On we go[\s\S]*2\/4 \(default\) \$$/)
  })
})
