/** What one process uses of its container's cgroup: CPU and memory, each by a curve. */
import type { CpuGroup } from './cpu-group.ts'
import { type Curve, raised, segmentAt } from './curve.ts'
import type { Timed } from './demand.ts'
import type { MemoryGroup } from './memory-group.ts'

export interface Cgroup {
  readonly cpu: CpuGroup
  readonly memory: MemoryGroup
}

/** What the smallest of programs holds. */
const leastMemory = 600 * 1024

/** Where it stands now. */
const levelOf = ({ curve, since }: Timed, now: number): number => Math.round(segmentAt(curve, (now - since) / 1000).value)

export class ProcessUsage {
  #cpu: Timed | undefined
  #memory: Timed
  #released = false

  constructor(
    private readonly cgroup: Cgroup,
    private readonly time: { now(): number },
  ) {
    this.#memory = { curve: leastMemory, since: time.now() }
    cgroup.memory.add(this.#memory)
  }

  get cpu(): number {
    return this.#cpu ? levelOf(this.#cpu, this.time.now()) : 0
  }

  set cpu(curve: Curve) {
    if (this.#released) return
    if (this.#cpu) this.cgroup.cpu.remove(this.#cpu)
    this.#cpu = { curve, since: this.time.now() }
    this.cgroup.cpu.add(this.#cpu)
  }

  get memory(): number {
    return levelOf(this.#memory, this.time.now())
  }

  set memory(curve: Curve) {
    this.#hold({ curve, since: this.time.now() })
  }

  /** Takes (or with a negative number gives back) memory. */
  allocate(bytes: number): void {
    this.#hold({ ...this.#memory, curve: raised(this.#memory.curve, bytes) })
  }

  /** The process has ended. */
  release(): void {
    this.#released = true
    if (this.#cpu) this.cgroup.cpu.remove(this.#cpu)
    this.cgroup.memory.remove(this.#memory)
  }

  #hold(memory: Timed): void {
    if (this.#released) return
    const before = this.#memory
    this.#memory = memory
    this.cgroup.memory.replace(before, memory)
  }
}
