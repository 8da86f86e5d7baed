import { afterEach, expect, jest, test } from '@jest/globals'
import { type Screen, startKtutor } from './terminal.ts'

jest.setTimeout(60_000)

const prompt = /kubernetes-admin@ktutor:default \$$/
const enter = '\r'
const ctrlC = '\x03'
const ctrlD = '\x04'

let screen: Screen
const play = (env: Record<string, string> = {}) => (screen = startKtutor(['play', '--seed', 'e2e'], env))
afterEach(() => screen.end())

test('asks, answers, and leaves with Ctrl-D', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`kubectl version --client${enter}`)
  await screen.sees(/Kustomize Version.*\n.*\$$/)
  screen.type(ctrlD)
  expect(await screen.ended).toBe(0)
  expect(screen.text()).toMatch(/\$ exit$/)
})

test('Ctrl-C clears the line, ends what waits, and leaves the shell alone', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`echo half a line${ctrlC}`)
  await screen.sees(/half a line\^C\n.*\$$/)
  screen.type(`sleep 1000 | cat${enter}`)
  await screen.sees(/sleep 1000 \| cat$/)
  // The line is taken before the terminal is in its everyday mode: a person is slower.
  await new Promise((resolve) => setTimeout(resolve, 300))
  screen.type(ctrlC)
  await screen.sees(/sleep 1000 \| cat\n(\^C)?\n.*\$$/)
  screen.type(`echo $?${enter}`)
  await screen.sees(/echo \$\?\n130\n.*\$$/)
  screen.type(`exit 3${enter}`)
  expect(await screen.ended).toBe(3)
})

test('what a loop says is seen while it runs', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`for i in one two; do echo "seen $i"; sleep 0.5; done; echo end${enter}`)
  expect(await screen.sees(/\nseen one/)).not.toMatch(/\nend/)
  await screen.sees(/\nseen one\nseen two\nend\n.*\$$/)
})

test('a watch shows what happens as time goes by', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`kubectl run hello --image=nginx${enter}`)
  await screen.sees(/pod\/hello created\n.*\$$/)
  screen.type(`kubectl get pods -w${enter}`)
  await screen.sees(/hello +1\/1 +Running/)
  screen.type(ctrlC)
  await screen.sees(/\n.*default \$$/)
  screen.type(`echo $?${enter}`)
  await screen.sees(/echo \$\?\n130\n.*\$$/)
})

test('lines go on, come back, and are completed', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`cat <<EOF${enter}hello${enter}EOF${enter}`)
  await screen.sees(/> hello\n> EOF\nhello\n.*\$$/)
  screen.type(`echo remember${enter}`)
  await screen.sees(/\nremember\n.*\$$/)
  screen.type(`\x1b[A me${enter}`)
  await screen.sees(/\nremember me\n.*\$$/)
  screen.type(`echo > some-file${enter}`)
  await screen.sees(/some-file\n.*\$$/)
  screen.type('kubec\t')
  await screen.sees(/\$ kubectl$/)
  screen.type('\x15ls some-f\t')
  await screen.sees(/\$ ls some-file$/)
})

test('several lines pasted at once are run one after the other', async () => {
  play()
  await screen.sees(prompt)
  screen.type('echo first\recho second\rfor i in 1 2\rdo echo loop $i\rdone\r')
  await screen.sees(/\nfirst\n[\s\S]*\nsecond\n[\s\S]*\nloop 1\nloop 2\n.*\$$/)
  screen.type('\x1b[200~cat <<EOF\rpasted\rEOF\x1b[201~\r')
  await screen.sees(/\npasted\n.*\$$/)
})

test('a command may read what is typed', async () => {
  play()
  await screen.sees(prompt)
  screen.type(`cat > typed.txt${enter}`)
  await screen.sees(/typed.txt$/)
  screen.type(`one${enter}two${enter}`)
  await screen.sees(/two$/)
  screen.type(ctrlD)
  await screen.sees(/two\n.*\$$/)
  screen.type(`grep -n . typed.txt${enter}`)
  await screen.sees(/\n1:one\n2:two\n.*\$$/)
})

test.each<Record<string, string>>([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('shows no colour with %j', async (env) => {
  play(env)
  await screen.sees(prompt)
  expect(screen.raw()).not.toMatch(/\x1b\[\d+m/)
})
