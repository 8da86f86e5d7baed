/**
 * Processes of a container. In a real one they are Linux processes in namespaces of their own; here each is a generator
 * that yields what it waits for, so that a shell loop with `sleep` takes simulated time and no real thread. The kernel
 * runs whoever is ready until all wait. PID 1 is special as in Linux: signals that it has no handler for do not reach it.
 */
import type { Descriptor } from './descriptor.ts'
import { BrokenPipe } from './descriptor.ts'
import type { Environment } from './environment.ts'
import type { Credentials, Filesystem } from './filesystem.ts'
import type { Kernel } from './kernel.ts'
import { absolute } from './path.ts'
import { type Signal, signalNumbers } from './signal.ts'
import { sleep } from './sleep.ts'
import type { Curve } from './usage/curve.ts'
import { ProcessUsage } from './usage/process-usage.ts'

/** What a process waits for: subscribes `wake`, returns how to stop listening. Waking up early is allowed: look again. */
export type Wait = (wake: () => void) => () => void

export type Run = Generator<Wait, number, void>

/** An executable: gets its arguments without its own name, ends with an exit code. */
export interface Program {
  readonly name: string
  /**
   * Whatever the time and whoever the pod: until it first waits it opens the same ports, takes the same memory and starts
   * the same processes, unless the files and variables that it looks at are different. What it writes may be different.
   */
  readonly steady?: boolean
  run(process: Process, args: readonly string[]): Run
}

/** Thrown inside of a process to end it: `exit` deep in a program. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

export interface SpawnOptions {
  readonly parent?: Process
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly cwd: string
  readonly uid: number
  readonly descriptors: ReadonlyMap<number, Descriptor>
  readonly code: (process: Process) => Run
  readonly session?: object
  /** Told when it, or a process that it started, has changed something. */
  readonly changed?: () => void
}

export class Process implements Credentials {
  readonly startedAt: number
  /** Shared with whoever has the same; who wants others takes a map of his own. */
  env: ReadonlyMap<string, string>
  cwd: string
  argv: readonly string[]
  #descriptors: Map<number, Descriptor> | undefined
  #children: Set<Process> | undefined
  #handlers: Map<Signal, 'ignore' | (() => void)> | undefined
  exitCode: number | undefined
  /** Set by a signal that ends the process; takes effect when it next waits. */
  killedBy: Signal | undefined
  /** Naps so far, of itself and of its children: who only ever naps in turns changes nothing for others. */
  naps = 0
  /** How a shell introduces messages of the programs that it runs as builtins: `sh: 1: `. */
  voice: string | undefined
  parent: Process | undefined
  uid: number
  readonly session: object | undefined
  readonly #changed: (() => void) | undefined
  // Most processes have none of these.
  #onEnd: (() => void)[] | undefined
  #exitListeners: Set<() => void> | undefined
  #run: Run | undefined
  readonly #usage: ProcessUsage
  #cancelWait: (() => void) | undefined
  #running = false
  #steps = 0
  #stepsAt = 0

  constructor(
    readonly kernel: Kernel,
    readonly pid: number,
    options: SpawnOptions,
  ) {
    this.parent = options.parent
    this.env = options.env
    this.cwd = options.cwd
    this.argv = options.argv
    this.uid = options.uid
    this.session = options.session ?? options.parent?.session
    this.#changed = options.changed
    if (options.descriptors.size > 0) this.#descriptors = new Map(options.descriptors)
    if (this.#descriptors) for (const descriptor of this.#descriptors.values()) descriptor.retain()
    this.startedAt = kernel.environment.clock.now()
    this.#usage = new ProcessUsage(kernel.environment.cgroup, this)
    // Not as a method of the options, which a generator would keep.
    const { code } = options
    this.#run = code(this)
  }

  get descriptors(): Map<number, Descriptor> {
    return (this.#descriptors ??= new Map())
  }

  get children(): Set<Process> {
    return (this.#children ??= new Set())
  }

  get handlers(): Map<Signal, 'ignore' | (() => void)> {
    return (this.#handlers ??= new Map())
  }

  get environment(): Environment {
    return this.kernel.environment
  }

  get files(): Filesystem {
    return this.kernel.environment.files
  }

  get ended(): boolean {
    return this.exitCode !== undefined
  }

  /** Where its line of parents begins: process 1, or what somebody runs with exec. */
  get eldest(): Process {
    return this.parent?.eldest ?? this
  }

  /** Millicores that it asks for; set as a curve that begins now. */
  get cpu(): number {
    return this.#usage.cpu
  }

  set cpu(curve: Curve) {
    this.#usage.cpu = curve
  }

  /** Resident bytes; set as a curve that begins now. Too many of them end the container. */
  get memory(): number {
    return this.#usage.memory
  }

  set memory(curve: Curve) {
    this.#usage.memory = curve
  }

  now(): number {
    return this.kernel.environment.clock.now()
  }

  path(path: string): string {
    return absolute(path, this.cwd)
  }

  input(fd = 0): Descriptor | undefined {
    return this.descriptors.get(fd)
  }

  /** Writes to standard output, or nowhere if it is closed. */
  out(text: string): void {
    this.descriptors.get(1)?.write(text)
  }

  err(text: string): void {
    this.descriptors.get(2)?.write(text)
  }

  /** Calls back when the process ends, whatever the reason: closes ports and the like. */
  onEnd(action: () => void): void {
    ;(this.#onEnd ??= []).push(action)
  }

  /** Waits for its end. */
  get exited(): Wait {
    return (wake) => this.#ends(wake)
  }

  #ends(wake: () => void): () => void {
    if (this.ended) {
      wake()
      return () => {}
    }
    this.#exitListeners ??= new Set()
    this.#exitListeners.add(wake)
    return () => this.#exitListeners?.delete(wake)
  }

  /** Counts work without waiting: a program that spins gives way, and is seen to use the CPU. */
  *work(): Generator<Wait, void, void> {
    if (this.killedBy)
      yield (wake) => {
        wake()
        return () => {}
      }
    if (++this.#steps < 2000) return
    const now = this.now()
    if (now - this.#stepsAt < 500) {
      // Spinning: let a growing share of time pass, up to a minute per slice, and show as a full core.
      this.kernel.spins = Math.min(60, this.kernel.spins + 1)
      const before = this.cpu
      this.cpu = 1000
      yield* sleep(this, this.kernel.spins * 1000, { background: true, signals: false })
      this.cpu = this.kernel.spins > 2 ? 1000 : before
    }
    this.#steps = 0
    this.#stepsAt = this.now()
  }

  /** It has changed something that is not to be seen in its container: whoever has run it is told. */
  changes(): void {
    this.eldest.#changed?.()
  }

  signal(signal: Signal): void {
    if (this.ended) return
    this.kernel.namespace.signals++
    const handler = this.#handlers?.get(signal)
    if (signal !== 'KILL' && handler) {
      if (handler === 'ignore') return
      handler()
      this.kernel.ready(this)
      return
    }
    if (signal === 'CHLD' || signal === 'CONT' || signal === 'WINCH' || signal === 'STOP') return
    if (this.pid === 1 && signal !== 'KILL') return
    this.killedBy = signal
    if (!this.#running) this.end(128 + signalNumbers[signal])
  }

  /** Takes (or with a negative number gives back) memory; too much of it ends the container. */
  allocate(bytes: number): void {
    this.#usage.allocate(bytes)
  }

  /** Computes for so many milliseconds on one core, which takes longer where the container may not use a whole one. */
  *compute(cpuMs: number): Generator<Wait, void, void> {
    for (let left = cpuMs; left > 0; left -= slice) yield* sleep(this, this.environment.cgroup.cpu.work(Math.min(left, slice)) * 1000)
  }

  /** Replaces what the process runs, as execve does. */
  become(argv: readonly string[], code: (process: Process) => Run): Run {
    this.argv = argv
    this.#handlers = undefined
    return code(this)
  }

  /** Runs until the process waits or ends. */
  resume(): void {
    const run = this.#run
    if (this.ended || !run) return
    this.#cancelWait?.()
    this.#cancelWait = undefined
    this.#running = true
    try {
      const before = this.#traces()
      const step = run.next()
      this.#running = false
      if (this.#traces() !== before) this.changes()
      if (this.killedBy) this.end(128 + signalNumbers[this.killedBy])
      else if (step.done) this.end(step.value)
      else this.#cancelWait = step.value(() => this.kernel.ready(this))
    } catch (error) {
      this.#running = false
      if (error instanceof Exit) this.end(error.code)
      else if (error instanceof BrokenPipe) this.end(141)
      else throw error
    }
  }

  /** Moves with every change in the container. */
  #traces(): number {
    return this.files.changes + this.kernel.namespace.signals
  }

  end(code: number): void {
    if (this.ended) return
    this.exitCode = code & 255
    this.#usage.release()
    this.#cancelWait?.()
    this.#run?.return(code)
    this.#run = undefined
    for (const action of this.#onEnd?.splice(0) ?? []) action()
    if (this.#descriptors) for (const descriptor of this.#descriptors.values()) descriptor.release()
    this.#descriptors = undefined
    this.kernel.ended(this)
    for (const wake of [...(this.#exitListeners ?? [])]) wake()
    this.#exitListeners = undefined
  }
}

/** Milliseconds of work after which it is asked anew how much CPU there is. */
const slice = 1000
