/** What is in a container: its files, its processes, its log. */
import { type Clock, SimulatedClock } from '../../clock.ts'
import { type Watch, WatchedVariables } from './beginning/watch.ts'
import type { Container } from './container.ts'
import { ContainerEnvironment } from './container-environment.ts'
import { type ExecResult, RuntimeError } from './cri.ts'
import { nullDevice, output, Pipe } from './descriptor.ts'
import type { Found } from './executable.ts'
import { execError, execute, executeAfter, find } from './execute.ts'
import { Filesystem } from './filesystem.ts'
import type { Folder } from './folder.ts'
import { Kernel, PidNamespace } from './kernel.ts'
import { Log } from './log.ts'
import type { Process } from './process.ts'
import { fillMountedSystemFolders, fillSystemFolder } from './system-files.ts'
import { Terminal } from './terminal.ts'
import { variablesOf } from './variables.ts'

/** An exec probe that runs longer than this on the clock is not waited for. */
const longestSync = 3_600_000

export class Interior {
  readonly log: Log
  readonly files: Filesystem
  readonly kernel: Kernel
  #stdin: Pipe | undefined
  /** Where the container has a terminal of its own (`tty: true`). */
  readonly terminal: Terminal | undefined
  readonly variables: ReadonlyMap<string, string>
  readonly #environment: ContainerEnvironment
  readonly #attached = new Set<(stream: 'stdout' | 'stderr', text: string) => void>()

  constructor(
    private readonly container: Container,
    clock: Clock,
  ) {
    const { config, parts, account, cwd } = container
    this.log = new Log(clock)
    const born = clock.now()
    const fill = (name: string, folder: Folder): void => fillSystemFolder(name, folder, this.files, this.kernel, config.sandbox, born)
    const readOnlyRoot = config.readOnlyRootFilesystem ?? false
    this.files = new Filesystem(parts.rootFolder, config.mounts, () => clock.now(), { readOnlyRoot, made: parts.rootMade, fill })
    this.files.onGrowth = (bytes, volume) => account.grew(bytes, volume)
    this.files.hasRoom = (bytes, volume) => account.hasRoom(bytes, volume)
    this.variables = variablesOf(config, parts.image, container.uid)
    this.#environment = new ContainerEnvironment(container, clock, this.files)
    this.kernel = new Kernel(this.#environment, new PidNamespace(), container)
    this.terminal = config.tty ? new Terminal((text) => this.#write('stdout', text), this.kernel) : undefined
    fillMountedSystemFolders(this.files, fill)
    if (!this.files.find(cwd)) this.files.makeFolders(cwd)
    this.files.seal()
  }

  get stdin(): Pipe {
    return (this.#stdin ??= new Pipe(true))
  }

  /** The executable that a command means. */
  find(name: string): Found {
    const { cwd, uid } = this.container
    return find({ files: this.files, cwd, uid }, this.variables, name)
  }

  isSteady(path: string): boolean {
    const node = this.files.find(path)
    return node?.kind === 'file' && (node.program?.steady ?? false)
  }

  /** Has `watch` note what happens from here on, until `unwatch`. */
  watch(watch: Watch): void {
    this.files.onLook = watch.look
    this.#environment.watch = watch
    // The runtime has looked, too: for the command, and where the working directory is missing it makes it.
    this.find(this.container.argv[0] ?? '')
    watch.variables.set('PATH', this.variables.get('PATH'))
    if (this.container.cwd !== '/') watch.look(this.container.cwd)
  }

  unwatch(): void {
    this.files.onLook = undefined
    this.#environment.watch = undefined
  }

  /** Runs the main program, until it first waits. @param delay milliseconds until it gets to its first step */
  run(path: string, delay: number): void {
    const { argv, cwd, uid, config } = this.container
    const { terminal } = this
    const { watch } = this.#environment
    const process = this.kernel.spawn({
      argv,
      env: this.variables,
      cwd,
      uid,
      descriptors: new Map([
        [0, config.stdin ? (terminal?.stdin ?? this.stdin.reader) : nullDevice],
        [1, terminal?.stdout ?? output((text) => this.#write('stdout', text))],
        [2, terminal?.stdout ?? output((text) => this.#write('stderr', text))],
      ]),
      ...(terminal ? { session: terminal } : {}),
      code: (main) => executeAfter(delay, main, path, argv),
    })
    if (watch) process.env = new WatchedVariables(process.env, watch)
    this.kernel.run()
  }

  /** @throws RuntimeError */
  execSync(command: readonly string[]): ExecResult & { readonly seconds: number } {
    const started = this.container.parts.clock.now()
    const clock = new SimulatedClock(started)
    const kernel = this.kernel.in(this.#environment.on(clock))
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
    const { state, cwd, uid } = this.container
    if (state.state !== 'running') throw new RuntimeError('StartError', `container not running`, 126)
    const name = command[0] ?? ''
    const found = this.find(name)
    if (!found.ok) throw execError(name, found, this.#environment.random.hex(64))
    return kernel.spawn({
      argv: command,
      env: ends.terminal ? new Map(this.variables).set('TERM', 'xterm') : this.variables,
      cwd,
      uid,
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

  /** Hears what the main process writes, until cancelled. */
  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void): () => void {
    this.#attached.add(listener)
    return () => this.#attached.delete(listener)
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.log.write(stream, text.replaceAll('\r\n', '\n'))
    for (const listener of this.#attached) listener(stream, text)
  }
}
