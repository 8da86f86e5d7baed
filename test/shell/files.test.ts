import { expect, test } from '@jest/globals'
import { MemoryFiles } from '../../src/shell/files.ts'
import type { HostFolder } from '../../src/shell/host-folder.ts'

/** A folder of the host with two files, one in a folder of its own. */
const files: Record<string, string> = { 'pod.yaml': 'kind: Pod\n', 'more/svc.yaml': 'kind: Service\n' }
const host: HostFolder = {
  read: (path) => new TextEncoder().encode(files[path]),
  stat: (path) =>
    path in files
      ? { kind: 'file', mode: 0o644, size: (files[path] as string).length, modified: 0 }
      : path === '' || path === 'more'
        ? { kind: 'folder', mode: 0o755, size: 0, modified: 0 }
        : undefined,
  list: (path) => (path === '' ? ['more', 'pod.yaml'] : ['svc.yaml']),
}
const start = () => new MemoryFiles({ now: () => 1000, host: { at: '/home/learner', folder: host } })
const text = (memory: MemoryFiles, path: string) => new TextDecoder().decode(memory.read(path))

test('the host is seen, and never changed', () => {
  const memory = start()
  expect(memory.list('/home/learner')).toEqual(['more', 'pod.yaml'])
  expect(text(memory, '/home/learner/more/../pod.yaml')).toBe('kind: Pod\n')
  memory.write('/home/learner/pod.yaml', 'mine')
  memory.write('/home/learner/more/new', 'x')
  expect(text(memory, '/home/learner/pod.yaml')).toBe('mine')
  expect(memory.list('/home/learner/more')).toEqual(['new', 'svc.yaml'])
  expect(files['pod.yaml']).toBe('kind: Pod\n')
  expect([...memory.changes().keys()]).toEqual(['/home/learner/pod.yaml', '/home/learner/more/new'])
})

test('what is removed stays removed, also below a folder that is made anew', () => {
  const memory = start()
  memory.remove('/home/learner/more')
  expect(memory.stat('/home/learner/more/svc.yaml')).toBeUndefined()
  expect(memory.list('/home/learner')).toEqual(['pod.yaml'])
  memory.mkdir('/home/learner/more')
  expect(memory.list('/home/learner/more')).toEqual([])
})

test('refusals are named as Node names them', () => {
  const memory = start()
  const refusal = (action: () => unknown) => {
    try {
      action()
    } catch (error) {
      return (error as Error).message
    }
    return 'no refusal'
  }
  expect([
    refusal(() => memory.read('/nope')),
    refusal(() => memory.read('/home')),
    refusal(() => memory.write('/home/nobody/x', '')),
    refusal(() => memory.write('/home/learner/pod.yaml/x', '')),
    refusal(() => memory.write('/home', '')),
    refusal(() => memory.list('/home/learner/pod.yaml')),
    refusal(() => memory.remove('/nope')),
    refusal(() => memory.mkdir('/home/learner/pod.yaml')),
  ]).toEqual([
    "ENOENT: no such file or directory, '/nope'",
    "EISDIR: is a directory, '/home'",
    "ENOENT: no such file or directory, '/home/nobody'",
    "ENOTDIR: not a directory, '/home/learner/pod.yaml'",
    "EISDIR: is a directory, '/home'",
    "ENOTDIR: not a directory, '/home/learner/pod.yaml'",
    "ENOENT: no such file or directory, '/nope'",
    "EEXIST: file already exists, '/home/learner/pod.yaml'",
  ])
})
