/** A container runtime whose programs are what a test says: what they log, when they end, what their probes answer. */
import type { ExecSession } from '../../../src/api/request.ts'
import type { SimulatedClock } from '../../../src/clock.ts'
import type {
  ContainerConfig,
  ContainerLog,
  ContainerRuntime,
  ContainerState,
  ExecResult,
  LogLine,
  PullResult,
} from '../../../src/node/container-runtime/cri.ts'
import { RuntimeError } from '../../../src/node/container-runtime/cri.ts'
import { Machine } from '../../../src/node/container-runtime/usage/machine.ts'

export interface FakeProgram {
  /** Ends by itself after so many seconds, with a code. */
  readonly ends?: { readonly after: number; readonly code: number; readonly reason?: 'OOMKilled' }
  /** Seconds from SIGTERM to its end; undefined: it does not listen to SIGTERM. */
  readonly obeysAfter?: number
  readonly log?: readonly string[]
  /** What the container runtime says when it can't be started. */
  readonly startError?: string
  /** Answers commands of exec probes and hooks. */
  command?(command: readonly string[]): Partial<ExecResult> & { seconds?: number }
  started?(config: ContainerConfig): void
}

interface FakeContainer {
  config: ContainerConfig
  state: ContainerState
  log: LogLine[]
  followers: ((line: LogLine | undefined) => void)[]
}

export class FakeRuntime implements ContainerRuntime {
  readonly programs: Record<string, FakeProgram> = {}
  /** Images whose pull fails, with the error. */
  readonly broken: Record<string, string> = {}
  readonly local = new Set<string>()
  readonly containers = new Map<string, FakeContainer>()
  readonly #listeners: ((id: string) => void)[] = []
  #next = 1

  readonly machine: Machine

  constructor(private readonly clock: SimulatedClock) {
    this.machine = new Machine(clock)
  }

  hasImage = (image: string): boolean => this.local.has(image)

  pull(image: string, done: (result: PullResult) => void): void {
    this.clock.after(2100, () => {
      const error = this.broken[image]
      if (error !== undefined) return done({ ok: false, error })
      this.local.add(image)
      done({ ok: true, imageId: `docker.io/library/${image.split(':')[0]}@sha256:${'ab'.repeat(32)}`, size: 67_000_000 })
    })
  }

  create(config: ContainerConfig): string {
    const id = String(this.#next++).padStart(64, '0')
    const imageId = `docker.io/library/${config.image.split(':')[0]}@sha256:${'ab'.repeat(32)}`
    this.containers.set(id, { config, state: { state: 'created', createdAt: this.clock.now(), imageId }, log: [], followers: [] })
    return id
  }

  start(id: string): void {
    const container = this.#get(id)
    const program = this.#program(container)
    if (program.startError !== undefined) {
      container.state = { ...container.state, state: 'exited', finishedAt: this.clock.now(), exitCode: 128, reason: 'StartError', message: program.startError }
      throw new RuntimeError('StartError', program.startError)
    }
    container.state = { ...container.state, state: 'running', startedAt: this.clock.now() }
    for (const text of program.log ?? []) this.write(id, text)
    program.started?.(container.config)
    if (program.ends) {
      const { after, code, reason } = program.ends
      this.clock.after(after * 1000, () => this.end(id, code, reason))
    }
  }

  stop(id: string, graceSeconds: number): void {
    const obeysAfter = this.#program(this.#get(id)).obeysAfter
    if (graceSeconds === 0) this.end(id, 137)
    else if (obeysAfter !== undefined && obeysAfter < graceSeconds) this.clock.after(obeysAfter * 1000, () => this.end(id, 0))
    else this.clock.after(graceSeconds * 1000, () => this.end(id, 137))
  }

  powerOff(): void {
    for (const [id, { state }] of this.containers) if (state.state === 'running') this.end(id, 255, 'Unknown')
  }

  remove(id: string): void {
    this.containers.delete(id)
  }

  state = (id: string): ContainerState => this.#get(id).state

  log(id: string): ContainerLog {
    const container = this.#get(id)
    return {
      lines: container.log,
      follow(listener) {
        container.followers.push(listener)
        return () => container.followers.splice(container.followers.indexOf(listener), 1)
      },
    }
  }

  execSync(id: string, command: readonly string[]): ExecResult & { seconds: number } {
    return { exitCode: 0, stdout: '', stderr: '', seconds: 0, ...this.#program(this.#get(id)).command?.(command) }
  }

  exec(): ExecSession {
    throw new RuntimeError('StartError', 'no programs here')
  }

  attach(): ExecSession {
    throw new RuntimeError('StartError', 'no programs here')
  }

  readonly resized: string[] = []

  resize(id: string, memoryLimit: number, cpuLimit: number): void {
    this.resized.push(`${id} ${memoryLimit} ${cpuLimit}`)
  }

  stats: ContainerRuntime['stats'] = () => ({
    cpu: { usageMs: 1000, periods: 0, throttledPeriods: 0, throttledMs: 0 },
    millicores: 1,
    rate: 1,
    memory: 1024,
    memoryLimit: 0,
    oomEvents: 0,
    layer: 0,
    processes: 1,
  })

  burden(): void {}

  collectGarbage(): void {}

  onExit(listener: (id: string) => void): void {
    this.#listeners.push(listener)
  }

  // What a test does from outside.

  write(id: string, text: string): void {
    const line: LogLine = { time: this.clock.now(), stream: 'stdout', text }
    this.#get(id).log.push(line)
    for (const follower of this.#get(id).followers) follower(line)
  }

  end(id: string, exitCode: number, reason?: 'OOMKilled' | 'Unknown'): void {
    const container = this.containers.get(id)
    if (container?.state.state !== 'running') return
    container.state = {
      ...container.state,
      state: 'exited',
      finishedAt: this.clock.now(),
      exitCode,
      reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
    }
    for (const follower of container.followers) follower(undefined)
    this.clock.post(() => {
      for (const listener of this.#listeners) listener(id)
    })
  }

  /** The newest container of a name. */
  newest(name: string): string {
    return [...this.containers].filter(([, { config }]) => config.name === name).at(-1)?.[0] ?? ''
  }

  config = (name: string): ContainerConfig => this.#get(this.newest(name)).config

  #get(id: string): FakeContainer {
    const container = this.containers.get(id)
    if (!container) throw new Error(`no container ${id}`)
    return container
  }

  #program(container: FakeContainer): FakeProgram {
    return this.programs[container.config.name] ?? { obeysAfter: 1 }
  }
}
