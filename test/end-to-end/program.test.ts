/** The program as a script would call it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import manifest from '../../package.json' with { type: 'json' }
import { commandTable } from '../../src/kubectl/flag-table.ts'

jest.setTimeout(60_000)

const program = fileURLToPath(new URL('../../bin/ktutor.cjs', import.meta.url))
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ktutor-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function ktutor(args: string[], input = '') {
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    input,
    encoding: 'utf8',
    cwd: folder,
    env: { ...env, KUBECONFIG: join(folder, 'none') },
  })
  return { stdout, stderr, status }
}

test('says which it is, and what it can', () => {
  expect(ktutor(['--version'])).toEqual({ stdout: `${manifest.version}\n`, stderr: '', status: 0 })
  expect(ktutor(['--help']).stdout).toMatch(/^Usage: ktutor \[options\] \[command\]\n[\s\S]*\n {2}play \[options\] .*\n/)
  expect(ktutor(['paly'])).toEqual({
    stdout: '',
    stderr: "error: unknown command 'paly'\n(Did you mean play?)\n(ktutor --help lists the commands)\n",
    status: 1,
  })
  expect(ktutor(['play', '--nodes', 'many']).stderr).toContain(
    "error: option '--nodes <count>' argument 'many' is invalid. It must be a whole number from 1 to 50.\n",
  )
})

test('a script has the status that bash would give it', () => {
  writeFileSync(join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-disk}\n')
  writeFileSync(
    join(folder, 'script.sh'),
    'kubectl create -f pod.yaml\nfor i in 1 2\ndo\n  echo $i\ndone\necho changed > pod.yaml\nkubectl get configmap nothing\nexit 7\necho never\n',
  )
  expect(ktutor(['play', '--script', 'script.sh'])).toEqual({
    stdout: 'configmap/from-disk created\n1\n2\n',
    stderr: 'Error from server (NotFound): configmaps "nothing" not found\n',
    status: 7,
  })
  // What a script writes stays in memory.
  expect(readdirSync(folder).sort()).toEqual(['pod.yaml', 'script.sh'])
  expect(ktutor(['play', '--script', '-'], 'echo in; false').status).toBe(1)
  expect(ktutor(['play'], 'echo a line from a pipe\n')).toEqual({ stdout: 'a line from a pipe\n', stderr: '', status: 0 })
  expect(ktutor(['play', '--script', 'nope.sh'])).toEqual({ stdout: '', stderr: 'ktutor: nope.sh: no such script\n', status: 127 })
})

test('the same script on the same seed shows the same, and on another seed another', () => {
  const names = (seed: string) =>
    ktutor(['play', '--seed', seed, '--script', '-'], 'kubectl create deployment web --image=nginx\nsleep 60\nkubectl get pods -o name -A').stdout
  expect(names('one')).toBe(names('one'))
  expect(names('one')).not.toBe(names('two'))
})

test('the table of flags that is shipped is the one that kubectl goes by', () => {
  expect(JSON.parse(ktutor(['flags', '--output', 'json']).stdout)).toEqual(JSON.parse(JSON.stringify(commandTable())))
})

test('kubectl works on its own, flags and all', () => {
  expect(ktutor(['kubectl', 'version', '--client']).stdout).toMatch(/^Client Version: v1\.36\.3\nKustomize Version: v/)
  expect(ktutor(['kubectl', 'create', 'configmap', 'x', '--dry-run=client', '-o', 'name'])).toMatchObject({ stdout: 'configmap/x\n', status: 0 })
  expect(ktutor(['kubectl', '--server=http://127.0.0.1:1', 'get', 'pods'])).toMatchObject({ stdout: '', status: 1 })
})
