/** A container whose program begins as another one's has is asleep until somebody looks, and nobody can tell. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import type { ContainerConfig, VolumeFile } from '../../../src/node/container-runtime/cri.ts'
import { defineImage, type ImageDefinition } from '../../../src/node/container-runtime/image.ts'
import { debianSystem } from '../../../src/node/container-runtime/images/base-systems.ts'
import { defineSteadyProgram } from '../../../src/node/container-runtime/programs/program.ts'
import { Load, listen, untilSignal } from '../../../src/node/container-runtime/programs/server.ts'
import { createRuntime } from '../../../src/node/container-runtime/runtime.ts'
import { Random } from '../../../src/random.ts'
import { bench, sandbox } from './bench.ts'

/** Notes whenever it is run. It looks at a variable and a file, writes a file, and serves. */
function greeter(runs: string[]): ImageDefinition {
  const program = defineSteadyProgram('greeter', function* (process) {
    runs.push(process.environment.hostname)
    const word = process.env.get('WORD') ?? process.files.read('/etc/greeter.conf')
    process.files.write('/run/greeter.pid', `${process.pid}`)
    process.memory = 10 << 20
    const load = new Load(process, 2)
    const http = () => {
      load.add(1)
      return { status: 200, headers: {}, body: word }
    }
    if (!listen(process, 80, { program: 'greeter', http })) return 1
    process.out(`${new Date(process.now()).toISOString()} ${process.environment.hostname} says ${word}\n`)
    yield* untilSignal(process, 'TERM')
    process.out('bye\n')
    return 7
  })
  return defineImage({
    repository: 'docker.io/library/greeter',
    tags: ['1'],
    size: 1,
    cmd: ['greeter'],
    base: debianSystem,
    files: { '/etc/greeter.conf': 'hello' },
    programs: { '/usr/bin/greeter': program },
  })
}

function greeters() {
  const runs: string[] = []
  const { clock, network } = bench()
  const images = [greeter(runs)]
  const runtime = createRuntime({ clock, random: new Random('greeters'), network, nodeName: 'worker-1', images, preloaded: ['greeter:1'] })
  let address = 1
  const start = (name: string, config: Partial<ContainerConfig> = {}): string => {
    const pod = config.sandbox ?? sandbox(name, `10.244.1.${++address}`)
    network.attach(pod)
    const rest = { name: 'main', env: {}, mounts: [], memoryLimit: 0, cpuLimit: 0, tty: false, stdin: false, attempt: 0 }
    const id = runtime.create({ ...rest, ...config, sandbox: pod, image: 'greeter:1' })
    runtime.start(id)
    clock.settle()
    return id
  }
  return {
    runs,
    clock,
    network,
    runtime,
    start,
    log: (id: string) => runtime.log(id).lines.map(({ time, text }) => `${time - Date.UTC(2026, 10, 16, 9)} ${text}`),
  }
}

const volume = (files: Record<string, string>): Map<string, VolumeFile> => new Map(Object.entries(files).map(([name, text]) => [name, { text, mode: 0o644 }]))

describe('the second container of an image', () => {
  test('uses what the first one uses, and does not run before somebody looks; then it has run when it began', () => {
    const { runs, clock, runtime, start, log } = greeters()
    const first = start('first')
    clock.advance(5000)
    const second = start('second')
    clock.advance(60_000)
    expect(runs).toEqual(['first'])
    const { machine } = runtime
    const before = [machine.memory.used, machine.disk.used, machine.processes.running, runtime.stats(second)]
    const { memory, layer, processes, millicores } = runtime.stats(second)
    expect({ memory, layer, processes, millicores }).toEqual({ memory: 10 << 20, layer: 1, processes: 1, millicores: 2 })
    expect(log(second)).toEqual(['5000 2026-11-16T09:00:05.000Z second says hello'])
    expect(runs).toEqual(['first', 'second'])
    expect([machine.memory.used, machine.disk.used, machine.processes.running, runtime.stats(second)]).toEqual(before)
    expect({ ...runtime.stats(first), cpu: undefined }).toEqual({ ...runtime.stats(second), cpu: undefined })
  })

  test('answers on its port, and is woken by that', () => {
    const { runs, clock, network, start } = greeters()
    start('first')
    start('second')
    clock.advance(10_000)
    const from = network.podAt('10.244.1.2')!
    expect(network.connect(from, '10.244.1.3', 80)).toMatchObject({ ok: true, listener: { program: 'greeter' } })
    expect(network.listening('10.244.1.3')).toEqual([{ protocol: 'TCP', port: 80, loopback: false, program: 'greeter' }])
    expect(runs).toEqual(['first'])
    for (let i = 0; i < 2; i++) expect(network.http(from, { url: 'http://10.244.1.3/' })).toMatchObject({ ok: true, body: 'hello' })
    expect(runs).toEqual(['first', 'second'])
  })

  test('hears signals, and is looked into', () => {
    const { clock, runtime, start, log } = greeters()
    start('first')
    const [second, third] = [start('second'), start('third')]
    clock.advance(10_000)
    runtime.stop(second, 30)
    clock.settle()
    expect(log(second)).toEqual(['0 2026-11-16T09:00:00.000Z second says hello', '10000 bye'])
    expect(runtime.state(second)).toMatchObject({
      state: 'exited',
      startedAt: Date.UTC(2026, 10, 16, 9),
      finishedAt: Date.UTC(2026, 10, 16, 9, 0, 10),
      exitCode: 7,
    })
    expect(runtime.execSync(third, ['cat', '/run/greeter.pid', '/etc/hostname']).stdout).toBe('1third\n')
    runtime.outOfMemory(third)
    expect(runtime.state(third)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })
})

describe('a container that sleeps in the plain sense', () => {
  test.each([30, 3600])('wakes after %d seconds', (seconds) => {
    const { clock, runtime, start } = bench('busybox:1.36')
    const ended: [string, number][] = []
    runtime.onExit((id) => ended.push([id, clock.now() - began]))
    const began = clock.now()
    const ids = [0, 0, 0].map(() => {
      clock.advance(1000)
      return start('busybox:1.36', { command: ['sleep', `${seconds}`] })
    })
    expect(clock.atRest()).toBe(seconds > 120)
    clock.advance(5000)
    runtime.stop(ids[1]!, 1)
    clock.advance(seconds * 1000)
    expect(ended).toEqual([
      [ids[1], 9000],
      [ids[0], 1000 + seconds * 1000],
      [ids[2], 3000 + seconds * 1000],
    ])
    expect(ids.map((id) => runtime.state(id).exitCode)).toEqual([0, 137, 0])
  })

  test('can be looked into meanwhile', () => {
    const { clock, runtime, start, sh } = bench('busybox:1.36')
    const ids = [0, 0].map(() => start('busybox:1.36', { command: ['sleep', '100'] }))
    clock.advance(40_000)
    expect(ids.map((id) => sh(id, 'ps'))).toEqual([0, 0].map(() => expect.stringContaining('sleep 100')))
    clock.advance(59_999)
    expect(ids.map((id) => runtime.state(id).state)).toEqual(['running', 'running'])
    clock.advance(1)
    expect(ids.map((id) => runtime.state(id).state)).toEqual(['exited', 'exited'])
  })
})

describe('runs at once', () => {
  const cases: readonly [string, Partial<ContainerConfig>, boolean][] = [
    ['if a variable is different that the program looks at', { env: { WORD: 'hi' } }, true],
    ['if the command may be another', { env: { PATH: '/opt/bin:/usr/bin' } }, true],
    ['not if another variable is', { env: { OTHER: 'hi' } }, false],
    ['if something is mounted where it looks', { mounts: [{ path: '/etc', readOnly: true, files: volume({ 'greeter.conf': 'hey' }) }] }, true],
    ['or above', { mounts: [{ path: '/run', readOnly: false, files: volume({}) }] }, true],
    ['not if it is elsewhere', { mounts: [{ path: '/etc/other', readOnly: true, files: volume({ conf: 'hey' }) }] }, false],
    ['if a folder of a volume is to be made', { mounts: [{ path: '/data', readOnly: false, files: volume({}), subPath: 'data' }] }, true],
    ['or a part of one that is there', { mounts: [{ path: '/data', readOnly: false, files: volume({ conf: 'hey' }), subPath: 'conf' }] }, true],
    ['if it has other arguments', { args: ['greeter', 'please'] }, true],
    ['or another user', { user: 1000 }, true],
    ['if it is given too little memory', { memoryLimit: 1 << 20 }, true],
    ['not if it is given enough', { memoryLimit: 20 << 20 }, false],
  ]
  test.each(cases)('%s', (_, config, atOnce) => {
    const { runs, start } = greeters()
    start('first')
    start('second', config)
    expect(runs).toEqual(atOnce ? ['first', 'second'] : ['first'])
  })

  test('if its port is taken', () => {
    const { runs, runtime, start } = greeters()
    start('first')
    const pod = sandbox('both', '10.244.1.9')
    start('both', { sandbox: pod })
    const other = start('both', { sandbox: pod })
    expect(runs).toEqual(['first', 'both'])
    expect(runtime.state(other)).toMatchObject({ state: 'exited', exitCode: 1 })
  })
})

describe('nobody can tell the second from the first', () => {
  const rows = readFileSync(fileURLToPath(new URL('catalogue.txt', import.meta.url)), 'utf8')
    .trimEnd()
    .split('\n')

  function portrait(image: string, env: Record<string, string>) {
    const { clock, network, runtime, start, sh } = bench(image)
    const id = start(image, { env })
    clock.advance(20_000)
    const { machine } = runtime
    const seen = {
      state: runtime.state(id),
      stats: runtime.stats(id),
      machine: [machine.memory.used, machine.disk.used, machine.processes.running],
      ports: network.listening('10.244.1.2'),
      log: runtime.log(id).lines,
    }
    const inside = runtime.state(id).state === 'running' && runtime.hasImage(image) ? shows(() => sh(id, 'ps; env; ls -laR / | head -2000')) : ''
    runtime.stop(id, 30)
    clock.advance(30_000)
    return { ...seen, inside, ended: runtime.state(id), lastWords: runtime.log(id).lines.slice(-5) }
  }

  /** Many images have no shell. */
  function shows(look: () => string): string {
    try {
      return look()
    } catch (error) {
      return String(error)
    }
  }

  test.each(rows.map((line) => (line.split(' | ')[0] ?? '').trim()))('%s', (start) => {
    const [image = '', ...env] = start.split(' ')
    const variables = Object.fromEntries(env.map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
    const first = portrait(image, variables)
    expect(portrait(image, variables)).toEqual(first)
  })
})
