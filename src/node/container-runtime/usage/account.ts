/** What one container uses of its machine: CPU and memory by its cgroup, and what it has written. */
import type { Clock } from '../../../clock.ts'
import type { Footprint } from '../beginning/beginning.ts'
import type { ContainerConfig, Device, Mount } from '../cri.ts'
import { CpuGroup, type CpuStat } from './cpu-group.ts'
import type { Curve } from './curve.ts'
import type { Timed } from './demand.ts'
import type { Machine } from './machine.ts'
import { MemoryGroup } from './memory-group.ts'
import type { Cgroup } from './process-usage.ts'

/** What a container has used, and uses now. */
export interface ContainerStats {
  readonly cpu: CpuStat
  /** At this moment, and on the average of the last seconds. */
  readonly millicores: number
  readonly rate: number
  /** Bytes; the limit is 0 where there is none. */
  readonly memory: number
  readonly memoryLimit: number
  /** How often the kernel had to end something in it for the sake of memory. */
  readonly oomEvents: number
  /** Bytes that it has written beside its image. */
  readonly layer: number
  readonly processes: number
}

/** What a program is to use, put on it from outside. */
export interface Burden {
  readonly cpu?: Curve
  readonly memory?: Curve
}

const nothing: Timed = { curve: 0, since: 0 }

export class Account {
  readonly cgroup: Cgroup
  oomEvents = 0
  #layer = 0
  #itemizing = false
  #inMemory: Timed = nothing
  readonly #mounts: readonly Mount[]

  constructor(
    private readonly machine: Machine,
    clock: Clock,
    { mounts, cpuLimit, cpuRequest = 0, memoryLimit, oomScoreAdj = 0 }: ContainerConfig,
    owner: { outOfMemory(system: boolean): void },
  ) {
    this.cgroup = {
      cpu: new CpuGroup(clock, machine.cores, cpuLimit, sharesOf(cpuRequest)),
      memory: new MemoryGroup(clock, machine.memory, memoryLimit, oomScoreAdj, owner),
    }
    this.#mounts = mounts
  }

  /** What a program uses of which nothing is known but this. */
  take({ cpu, memory, layer, processes }: Footprint): void {
    const since = this.machine.clock.now()
    this.machine.processes.begin(processes)
    this.cgroup.memory.add({ curve: memory, since })
    if (cpu > 0) this.cgroup.cpu.add({ curve: cpu, since })
    if (layer > 0) this.grew(layer, undefined)
  }

  /** The same, now that `act` runs the program: nothing changes by that for anybody else. */
  itemize({ cpu, memory, processes }: Footprint, act: () => void): void {
    this.machine.processes.end(processes)
    this.#itemizing = true
    try {
      this.cgroup.memory.itemize(memory, () => this.cgroup.cpu.itemize(cpu, act))
    } finally {
      this.#itemizing = false
    }
  }

  /** What is used, if that stays as it is. */
  steadyUsage(): Omit<Footprint, 'ports' | 'processes'> | undefined {
    const { cpu, memory } = this.cgroup
    const millicores = cpu.steady
    return millicores === undefined || memory.demand.moves ? undefined : { cpu: millicores, memory: memory.current, layer: this.#layer }
  }

  /** It has written so many bytes more, or fewer, into its own layer or into a volume. */
  grew(bytes: number, volume: Mount['files'] | undefined): void {
    if (this.#itemizing) return
    const device = volume && this.#deviceOf(volume)
    if (volume === undefined) this.#layer += bytes
    if (device === undefined) this.machine.disk.add(bytes)
    else if (device.type === 'tmpfs') this.#hold(bytes)
  }

  /** Whether so many bytes more fit onto the disk, or into a volume that lies in memory and has a size. */
  hasRoom(bytes: number, volume: Mount['files'] | undefined): boolean {
    if (this.#itemizing) return true
    const device = volume && this.#deviceOf(volume)
    if (device === undefined) return bytes <= this.machine.disk.available
    if (device.type !== 'tmpfs') return true
    const room = device.bytes - sizeOfFiles(volume as Mount['files'])
    // Page by page, whichever limit is met first counts.
    const { limit, current } = this.cgroup.memory
    return bytes <= room || (limit > 0 && current + room > limit)
  }

  #deviceOf(volume: Mount['files']): Device | undefined {
    return this.#mounts.findLast(({ files }) => files === volume)?.device
  }

  /** What goes away and was written by a container before this one is on the pod's account, not on this one's. */
  #hold(bytes: number): void {
    const before = this.#inMemory
    const sum = (before.curve as number) + bytes
    this.#inMemory = { ...before, curve: Math.max(0, sum) }
    this.cgroup.memory.replace(before, this.#inMemory)
    if (sum < 0) this.machine.memory.takeForSystem(sum)
  }

  /** Other limits and another request: bytes and millicores, 0 for none. */
  resize(memory: number, cpu: number, cpuRequest: number): void {
    this.cgroup.cpu.resize(cpu, sharesOf(cpuRequest))
    this.cgroup.memory.resize(memory)
  }

  /** @param processes how many run in it; 0 once it has ended. */
  stats(processes: number): ContainerStats {
    const running = processes > 0
    const { cpu, memory } = this.cgroup
    return {
      cpu: cpu.stat,
      millicores: running ? Math.round(cpu.millicores) : 0,
      rate: running ? cpu.rate : 0,
      memory: running ? memory.current : 0,
      memoryLimit: memory.limit,
      oomEvents: this.oomEvents,
      layer: this.#layer,
      processes,
    }
  }

  /** Its processes have ended; what it has written stays, in memory too: there it is the pod's from now on. */
  close(): void {
    this.machine.memory.takeForSystem(this.#inMemory.curve as number)
    this.cgroup.cpu.close()
    this.cgroup.memory.close()
  }

  /** The container is removed, or at least its layer. */
  removeLayer(): void {
    this.machine.disk.add(-this.#layer)
    this.#layer = 0
  }
}

const sizeOfFiles = (files: Mount['files']): number => [...files.values()].reduce((sum, { text, size = text.length }) => sum + size, 0)

/** cpu.shares of a request; who asks for none gets the least there is. Models pkg/kubelet/cm/helpers_linux.go. */
const sharesOf = (millicores: number): number => Math.max(2, Math.floor((millicores * 1024) / 1000))
