/**
 * A program on a machine that is no node and runs no containers: the learner's own. It is the same code as in images, with
 * the network as somebody outside of the cluster sees it.
 */
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { LoopbackPorts, Network, Source } from '../network/network.ts'
import { type Descriptor, nullDevice, output, Pipe } from './descriptor.ts'
import { Filesystem } from './filesystem.ts'
import { MemoryFolder } from './folder.ts'
import { defineImage } from './image.ts'
import { Kernel } from './kernel.ts'
import type { Program } from './process.ts'
import { CpuGroup } from './usage/cpu-group.ts'
import { Machine } from './usage/machine.ts'
import { MemoryGroup } from './usage/memory-group.ts'

export interface OutsideMachine {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly source: Source
  /** Ports of this machine that are no part of the simulated network. */
  readonly loopback: LoopbackPorts
}

export interface OutsideCommand {
  readonly program: Program
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Files that it may read, by absolute path. */
  readonly files: ReadonlyMap<string, string>
  stdout(text: string): void
  stderr(text: string): void
}

export interface OutsideProcess {
  /** Resolves to the exit code, and what it has written to files. */
  readonly ended: Promise<{ readonly exitCode: number; readonly files: ReadonlyMap<string, string> }>
  interrupt(): void
}

/** A system without programs of its own, that words things as GNU does. */
const image = {
  definition: defineImage({ repository: 'machine', tags: [], size: 0, base: { flavor: 'gnu', files: {}, programs: {} } }),
  argv: [],
  tag: '',
  base: { flavor: 'gnu' as const, files: {}, programs: {} },
  id: '',
  size: 0,
}

export function startOutside(machine: OutsideMachine, command: OutsideCommand): OutsideProcess {
  const { program, args, cwd, env, stdin } = command
  const files = new Filesystem(new MemoryFolder({ mtime: machine.clock.now() }), [], () => machine.clock.now())
  files.makeFolders(cwd)
  for (const [path, text] of command.files) {
    files.makeFolders(path.slice(0, path.lastIndexOf('/')) || '/')
    files.write(path, text)
  }
  const kernel = new Kernel({
    ...machine,
    image,
    files,
    hostname: 'localhost',
    limits: { memory: 0, cpu: 0 },
    attempt: 0,
    listen: (port, protocol, listener) => machine.network.listen(machine.source.ip, port, protocol, listener),
    ...unlimited(machine.clock),
  })
  const process = kernel.spawn({
    argv: [program.name, ...args],
    env: new Map(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    cwd,
    uid: 0,
    descriptors: new Map([
      [0, inputOf(stdin)],
      [1, output(command.stdout)],
      [2, output(command.stderr)],
    ]),
    code: (self) => program.run(self, args),
  })
  const ended = new Promise<{ exitCode: number; files: ReadonlyMap<string, string> }>((resolve) => {
    const end = (): void => resolve({ exitCode: process.exitCode ?? 0, files: new Map(changed(files, '/', command.files)) })
    if (process.ended) end()
    else process.exited(end)
  })
  kernel.run()
  return {
    ended,
    interrupt() {
      // Nothing stands above it that could be told; and as process 1 it would not hear of less.
      process.signal('KILL')
      kernel.run()
    },
  }
}

/** A machine of its own, on which nothing is scarce. */
function unlimited(clock: Clock) {
  const machine = new Machine(clock)
  return { machine, cgroup: { cpu: new CpuGroup(clock, machine.cores, 0, 1024), memory: new MemoryGroup(clock, machine.memory, 0, 0, { outOfMemory() {} }) } }
}

function inputOf(text: string | undefined): Descriptor {
  if (text === undefined) return nullDevice
  const pipe = new Pipe(true)
  pipe.write(text)
  pipe.close()
  return pipe.reader
}

function* changed(files: Filesystem, folder: string, before: ReadonlyMap<string, string>): Generator<[string, string]> {
  for (const name of files.list(folder)) {
    const path = `${folder === '/' ? '' : folder}/${name}`
    if (files.get(path).kind === 'folder') yield* changed(files, path, before)
    else if (files.read(path) !== before.get(path)) yield [path, files.read(path)]
  }
}
