/** A machine: how much it has, and who uses it. */
import type { Clock } from '../../../clock.ts'
import { Cores } from './cores.ts'
import { Disk } from './disk.ts'
import { NodeMemory } from './node-memory.ts'
import { Processes } from './processes.ts'

export interface MachineSize {
  /** Millicores. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
  readonly disk: number
}

/** How big simulated nodes are unless somebody says otherwise. */
const standardSize: MachineSize = { cpu: 4000, memory: 8_145_708 * 1024, disk: 101_430_960 * 1024 }

/** What kernel, runtime and kubelet use of a node. */
const system = { cpu: 38, memory: 372 << 20, disk: 9_126_805_504, processes: 212 }
/** How many processes and threads a kernel allows on such a machine. */
const mostProcesses = 63_287

export class Machine {
  readonly cores: Cores
  readonly memory: NodeMemory
  readonly disk: Disk
  readonly processes: Processes
  readonly startedAt: number
  /** Told whom the kernel has ended because the machine had no memory left. */
  onSystemOom: (victim: { readonly process: string; readonly pid: number }) => void = () => {}
  #sample: { readonly at: number; readonly used: number }
  #rate = 0

  constructor(
    readonly clock: Clock,
    readonly size: MachineSize = standardSize,
  ) {
    this.startedAt = clock.now()
    this.#sample = { at: this.startedAt, used: 0 }
    this.cores = new Cores(size.cpu, system.cpu)
    this.memory = new NodeMemory(clock, size.memory, system.memory)
    this.disk = new Disk(size.disk, system.disk)
    this.processes = new Processes(mostProcesses, system.processes)
  }

  /** What was used of the cores since the machine began, by the system and by containers, in milliseconds of one. */
  get cpuMs(): number {
    return this.cores.used + (system.cpu * (this.clock.now() - this.startedAt)) / 1000
  }

  /** Millicores on the average of the last ten seconds or more. */
  get rate(): number {
    const at = this.clock.now()
    const { at: before, used } = this.#sample
    if (at - before < 10_000 && this.#rate > 0) return this.#rate
    const now = this.cpuMs
    this.#rate = at > before ? ((now - used) * 1000) / (at - before) : system.cpu
    this.#sample = { at, used: now }
    return this.#rate
  }
}
