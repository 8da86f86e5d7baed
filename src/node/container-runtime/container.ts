/** One container: its files, its processes, its log, its state. */
import type { PluginRegistry } from '../../api/csi.ts'
import { type Clock, SimulatedClock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Network, Source } from '../network/network.ts'
import type { SystemPrograms } from '../network/system-program.ts'
import { type ContainerConfig, type ContainerState, type ExecResult, RuntimeError } from './cri.ts'
import { nullDevice, output, Pipe } from './descriptor.ts'
import { defaultPath, execError, execute, executeAfter, find, startError } from './execute.ts'
import { Filesystem } from './filesystem.ts'
import type { MemoryFolder } from './folder.ts'
import type { LocalImage } from './image.ts'
import { Kernel, PidNamespace } from './kernel.ts'
import { Log } from './log.ts'
import type { Process } from './process.ts'
import { signalNumbers } from './signal.ts'
import { systemFiles } from './system-files.ts'
import { Terminal } from './terminal.ts'
import { Account, type Burden, type ContainerStats } from './usage/account.ts'
import type { Machine } from './usage/machine.ts'

export interface ContainerParts {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly source: Source
  readonly image: LocalImage
  readonly rootFolder: MemoryFolder
  readonly machine: Machine
  readonly onExit: () => void
  readonly programs?: SystemPrograms
  readonly plugins?: PluginRegistry
}

/** An exec probe that runs longer than this on the clock is not waited for. */
const longestSync = 3_600_000

export class Container {
  readonly log: Log
  readonly files: Filesystem
  readonly kernel: Kernel
  readonly stdin = new Pipe(true)
  /** Where the container has a terminal of its own (`tty: true`). */
  readonly terminal: Terminal | undefined
  readonly env: Map<string, string>
  readonly cwd: string
  state: ContainerState
  readonly account: Account
  #vanished = false
  readonly #attached = new Set<(stream: 'stdout' | 'stderr', text: string) => void>()

  readonly #limits: { memory: number; cpu: number }

  constructor(
    readonly id: string,
    readonly config: ContainerConfig,
    readonly parts: ContainerParts,
  ) {
    const { clock, image, random } = parts
    const { definition } = image
    this.log = new Log(clock)
    this.files = new Filesystem(parts.rootFolder, config.mounts, () => clock.now(), config.readOnlyRootFilesystem ?? false)
    this.env = new Map([
      ['PATH', defaultPath],
      ['HOSTNAME', config.sandbox.hostname],
      ...Object.entries(definition.env ?? {}),
      ...(config.tty ? ([['TERM', 'xterm']] as const) : []),
      ...Object.entries(config.env),
    ])
    this.cwd = config.workingDir || definition.workingDir || '/'
    this.state = { state: 'created', createdAt: clock.now(), imageId: image.id }
    this.#limits = { memory: config.memoryLimit, cpu: config.cpuLimit }
    this.account = new Account(parts.machine, clock, config, (system) => this.outOfMemory(system))
    this.files.onGrowth = (bytes, volume) => this.account.grew(bytes, volume)
    this.files.hasRoom = (bytes, volume) => this.account.hasRoom(bytes, volume)
    const environment = {
      clock,
      random,
      network: parts.network,
      source: parts.source,
      image,
      files: this.files,
      hostname: config.sandbox.hostname,
      limits: this.#limits,
      attempt: config.attempt,
      cgroup: this.account.cgroup,
      machine: parts.machine,
      ...(parts.programs ? { programs: parts.programs } : {}),
      ...(parts.plugins ? { plugins: parts.plugins } : {}),
    }
    this.kernel = new Kernel(environment, new PidNamespace(), (process) => this.#processEnded(process))
    this.terminal = config.tty ? new Terminal((text) => this.#write('stdout', text), this.kernel) : undefined
    systemFiles(this.files, this.kernel, config.sandbox)
    if (!this.files.find(this.cwd)) this.files.makeFolders(this.cwd)
    this.files.seal()
  }

  get uid(): number {
    return this.config.user ?? this.parts.image.definition.user ?? 0
  }

  get argv(): readonly string[] {
    const { entrypoint = [], cmd = [] } = this.parts.image.definition
    const { command, args } = this.config
    if (command && command.length > 0) return [...command, ...(args ?? [])]
    return [...entrypoint, ...(args && args.length > 0 ? args : cmd)]
  }

  /** @param delay milliseconds until the program gets to its first step. @throws RuntimeError */
  start(delay = 0): void {
    const { argv } = this
    const name = argv[0]
    if (name === undefined) throw new RuntimeError('CreateContainerError', 'no command specified')
    const found = find({ files: this.files, cwd: this.cwd, uid: this.uid }, this.env, name)
    const now = this.parts.clock.now()
    if (!found.ok) {
      const error = startError(name, found)
      // containerd gives a container that never ran the start time 0, which Kubernetes shows as 1970.
      this.state = { ...this.state, state: 'exited', startedAt: 0, finishedAt: now, exitCode: error.exitCode, reason: 'StartError', message: error.message }
      this.log.end()
      throw error
    }
    this.state = { ...this.state, state: 'running', startedAt: now }
    const { terminal } = this
    const input = this.config.stdin ? (terminal?.stdin ?? this.stdin.reader) : nullDevice
    const stdout = terminal?.stdout ?? output((text) => this.#write('stdout', text))
    const stderr = terminal?.stdout ?? output((text) => this.#write('stderr', text))
    this.kernel.spawn({
      argv,
      env: this.#homeFor(this.env),
      cwd: this.cwd,
      uid: this.uid,
      descriptors: new Map([
        [0, input],
        [1, stdout],
        [2, stderr],
      ]),
      ...(terminal ? { session: terminal } : {}),
      code: (process) => executeAfter(delay, process, found.path, argv),
    })
    this.kernel.run()
  }

  /** SIGTERM, or what the image asks for, to PID 1. */
  terminate(): void {
    this.kernel.processes.get(1)?.signal(this.parts.image.definition.stopSignal ?? 'TERM')
  }

  kill(): void {
    this.kernel.processes.get(1)?.signal('KILL')
  }

  /** The machine is gone; containerd finds after the next boot that it does not know what became of the container. */
  vanish(): void {
    this.#vanished = true
    this.kill()
  }

  /** The kernel ends the group as a whole, or only its largest process (memory.oom.group). */
  outOfMemory(system = false): void {
    if (this.account.cgroup.memory.dying) return
    this.account.oomEvents++
    const largest = [...this.kernel.processes.values()].sort((a, b) => b.memory - a.memory)[0]
    if (system && largest) this.parts.machine.onSystemOom({ process: (largest.argv[0] ?? '').replace(/.*\//, ''), pid: largest.pid })
    if (this.config.singleProcessOOMKill) {
      if (largest?.killedBy === undefined) largest?.signal('KILL')
      return
    }
    this.account.cgroup.memory.dying = true
    this.kill()
  }

  /** @throws RuntimeError */
  execSync(command: readonly string[]): ExecResult & { readonly seconds: number } {
    const started = this.parts.clock.now()
    const clock = new SimulatedClock(started)
    const kernel = this.kernel.on(clock)
    let stdout = ''
    let stderr = ''
    const process = this.spawn(command, kernel, {
      stdin: nullDevice,
      stdout: output((text) => {
        stdout += text
      }),
      stderr: output((text) => {
        stderr += text
      }),
    })
    kernel.run()
    clock.advanceUntil(() => process.ended, longestSync)
    const seconds = (clock.now() - started) / 1000
    if (!process.ended) process.signal('KILL')
    return { exitCode: process.exitCode ?? 137, stdout, stderr, seconds }
  }

  /** Starts a further process, as exec does. @throws RuntimeError */
  spawn(
    command: readonly string[],
    kernel: Kernel,
    ends: { stdin: Pipe['reader']; stdout: Pipe['writer']; stderr: Pipe['writer']; session?: object; terminal?: boolean; changed?: () => void },
  ): Process {
    if (this.state.state !== 'running') throw new RuntimeError('StartError', `container not running`, 126)
    const name = command[0] ?? ''
    const found = find({ files: this.files, cwd: this.cwd, uid: this.uid }, this.env, name)
    if (!found.ok) throw execError(name, found, this.parts.random.hex(64))
    const env = this.#homeFor(this.env)
    if (ends.terminal) env.set('TERM', 'xterm')
    return kernel.spawn({
      argv: command,
      env,
      cwd: this.cwd,
      uid: this.uid,
      descriptors: new Map([
        [0, ends.stdin],
        [1, ends.stdout],
        [2, ends.stderr],
      ]),
      ...(ends.session ? { session: ends.session } : {}),
      ...(ends.changed ? { changed: ends.changed } : {}),
      code: (process) => execute(process, found.path, command),
    })
  }

  /** Other limits and another request from now on: bytes and millicores, 0 for none. */
  resize(memory: number, cpu: number, cpuRequest: number): void {
    Object.assign(this.#limits, { memory, cpu })
    this.account.resize(memory, cpu, cpuRequest)
  }

  /** Its main program uses this from now on: how a lesson or a fault lets it leak or spin. */
  burden({ cpu, memory }: Burden): void {
    const main = this.kernel.processes.get(1)
    if (!main) return
    if (cpu !== undefined) main.cpu = cpu
    if (memory !== undefined) main.memory = memory
  }

  stats(): ContainerStats {
    return this.account.stats(this.state.state === 'running' ? this.kernel.processes.size : 0)
  }

  /** Hears what the main process writes, until cancelled. */
  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): () => void {
    this.#attached.add(listener)
    return () => this.#attached.delete(listener)
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.log.write(stream, text.replaceAll('\r\n', '\n'))
    for (const listener of this.#attached) listener(stream, text)
  }

  /** runc sets HOME from /etc/passwd unless the image or the pod did. */
  #homeFor(env: ReadonlyMap<string, string>): Map<string, string> {
    const copy = new Map(env)
    if (!copy.has('HOME')) copy.set('HOME', this.uid === 0 ? '/root' : '/')
    return copy
  }

  #processEnded(process: Process): void {
    if (process.pid !== 1 || this.state.state === 'exited') return
    const exitCode = this.#vanished ? 255 : (process.exitCode ?? 128 + signalNumbers.KILL)
    const reason = this.#vanished ? 'Unknown' : this.account.oomEvents > 0 ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'
    this.state = { ...this.state, state: 'exited', finishedAt: this.parts.clock.now(), exitCode, reason }
    this.account.close()
    this.log.end()
    this.parts.onExit()
  }
}
