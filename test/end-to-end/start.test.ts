import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(60_000)

const enter = '\r'

let screen: Screen
let state = ''
const start = (...args: string[]) => (screen = startKtutor(['start', ...args], { XDG_STATE_HOME: state }))

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'ktutor-state-'))
})
afterEach(() => {
  screen.end()
  rmSync(state, { recursive: true, force: true })
})

test('what time brings about is told above the line that is being typed, and the prompt knows it', async () => {
  start('first-pod')
  await screen.sees(/first-pod 1\/4 \(default\) \$$/)
  screen.type(`kubectl run web --image=nginx:1.27${enter}`)
  await screen.sees(/not yet: web is to be ready; seen: ContainerCreating/)
  await screen.sees(/first-pod 1\/4 \(default\) \$$/)
  screen.type('kubectl get no')
  await screen.sees(/✓ its container has started[\s\S]*\nfirst-pod 1\/4✓ \(default\) \$ kubectl get no$/)
  screen.type(`des -o name${enter}`)
  await screen.sees(/node\/worker-1[\s\S]*\$$/)
})

test('what does not end its line is not drawn over, by the tutor or by the prompt', async () => {
  start('first-pod')
  await screen.sees(/\(default\) \$$/)
  screen.type(`kubectl get nodes -o jsonpath='{.items[*].metadata.name}'${enter}`)
  await screen.sees(/\ncontrol-plane worker-1 worker-2\nfirst-pod 1\/4 \(default\) \$$/)
  screen.type(`kubectl run web --image=nginx:1.27; printf done${enter}`)
  await screen.sees(/pod\/web created\ndone\n│ /)
})

test('undo, leaving, and coming back', async () => {
  start('first-pod')
  await screen.sees(/\(default\) \$$/)
  screen.type(`kubectl run web --image=nginx:1.72${enter}undo${enter}`)
  await screen.sees(/Taken back: kubectl run web --image=nginx:1\.72/)
  screen.type(`kubectl get pods${enter}`)
  await screen.sees(/No resources found in default namespace\.\nfirst-pod 1\/4 \(default\) \$$/)
  screen.type(`alias k=kubectl${enter}quit${enter}`)
  expect(await screen.ended).toBe(0)
  start()
  await screen.sees(/On we go where you left[\s\S]*\$$/)
  screen.type(`k get pods${enter}`)
  await screen.sees(/\$ k get pods\nNo resources found/)
})
