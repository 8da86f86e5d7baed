/** Runs the processes of a container: whoever is ready, until all wait. */
import type { Environment } from './environment.ts'
import { Process, type SpawnOptions } from './process.ts'

/** The processes of one container, by id. */
export class PidNamespace {
  readonly processes = new Map<number, Process>()
  /** How many signals processes of it have been sent. */
  signals = 0
  #next = 1

  next(): number {
    return this.#next++
  }
}

/** Runs processes of one container on one clock. */
export class Kernel {
  /** Slices of spinning so far. */
  spins = 0
  #queue: Process[] = []
  #running = false
  #posted = false

  constructor(
    readonly environment: Environment,
    readonly namespace = new PidNamespace(),
    private readonly owner?: { processEnded(process: Process): void },
  ) {}

  get processes(): ReadonlyMap<number, Process> {
    return this.namespace.processes
  }

  /** A kernel for the same container on another clock: commands that run to their end at once. */
  in(environment: Environment): Kernel {
    return new Kernel(environment, this.namespace, this.owner)
  }

  spawn(options: SpawnOptions): Process {
    const process = new Process(this, this.namespace.next(), options)
    this.namespace.processes.set(process.pid, process)
    this.environment.machine.processes.begin()
    options.parent?.children.add(process)
    this.ready(process)
    return process
  }

  ready(process: Process): void {
    if (!this.#queue.includes(process)) this.#queue.push(process)
    if (this.#running || this.#posted) return
    this.#posted = true
    this.environment.clock.post(() => {
      this.#posted = false
      this.run()
    })
  }

  /** Runs everybody who is ready, and whoever that wakes. */
  run(): void {
    if (this.#running) return
    this.#running = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) next.resume()
    } finally {
      this.#running = false
    }
  }

  ended(process: Process): void {
    if (this.namespace.processes.delete(process.pid)) this.environment.machine.processes.end()
    process.parent?.children.delete(process)
    const init = this.processes.get(1)
    for (const child of process.children) {
      child.parent = init
      init?.children.add(child)
    }
    if (process.pid === 1) for (const other of [...this.processes.values()]) other.signal('KILL')
    this.owner?.processEnded(process)
  }
}
