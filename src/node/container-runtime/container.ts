/**
 * One container: its state, what it uses of its machine, and its program, which runs. Where it is known what the program
 * does until it first waits, the container is asleep until somebody looks (see beginning/): most never are looked at.
 */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Listener, Network } from '../network/network.ts'
import type { SystemPrograms } from '../network/system-program.ts'
import { type Footprint, keepBeginning, knownBeginning, type OpenPort } from './beginning/beginning.ts'
import { bellFor, type Sleeper } from './beginning/doorbell.ts'
import { HindsightClock } from './beginning/hindsight-clock.ts'
import { Watch } from './beginning/watch.ts'
import type { ContainerConfig, ContainerState } from './cri.ts'
import { startError } from './execute.ts'
import type { MemoryFolder } from './folder.ts'
import type { LocalImage } from './image.ts'
import { Interior } from './interior.ts'
import type { Process } from './process.ts'
import { signalNumbers } from './signal.ts'
import { Account, type Burden, type ContainerStats } from './usage/account.ts'
import type { Machine } from './usage/machine.ts'

/** What the containers of one image on one node have in common. */
export interface ContainerParts {
  readonly clock: Clock
  /** Each container draws from a stream of its own aside of this one. */
  readonly random: Random
  readonly network: Network
  readonly image: LocalImage
  readonly rootFolder: MemoryFolder
  /** When the root folder was made, in milliseconds since the epoch. */
  readonly rootMade: number
  readonly machine: Machine
  readonly onExit: (id: string) => void
  readonly programs?: SystemPrograms | undefined
  readonly plugins?: PluginRegistry | undefined
}

interface Sleep {
  readonly footprint: Footprint
  readonly bells: readonly Listener[]
  readonly alarm: Timer | undefined
}

export class Container implements Sleeper {
  state: ContainerState
  readonly account: Account
  #asleep: Sleep | undefined
  #interior: Interior | undefined
  #vanished = false

  constructor(
    readonly id: string,
    readonly config: ContainerConfig,
    readonly parts: ContainerParts,
  ) {
    this.state = { state: 'created', createdAt: parts.clock.now(), imageId: parts.image.id }
    this.account = new Account(parts.machine, parts.clock, config, this)
  }

  get uid(): number {
    return this.config.user ?? this.parts.image.definition.user ?? 0
  }

  get cwd(): string {
    return this.config.workingDir || this.parts.image.definition.workingDir || '/'
  }

  get argv(): readonly string[] {
    const { argv, definition } = this.parts.image
    const { command, args } = this.config
    if (command && command.length > 0) return args ? [...command, ...args] : command
    return args && args.length > 0 ? [...(definition.entrypoint ?? []), ...args] : argv
  }

  /** Its files, processes and log; made when somebody first looks. */
  get inside(): Interior {
    return (this.#interior ??= this.#asleep ? this.#wake(this.#asleep) : new Interior(this, this.parts.clock))
  }

  /** @param delay milliseconds until the program gets to its first step. @throws RuntimeError */
  start(delay = 0): void {
    if (delay === 0 && !this.#interior) {
      const footprint = knownBeginning(this)?.footprint
      if (footprint && this.#mayTake(footprint)) this.#fallAsleep(footprint)
      else this.#run(0, true)
    } else this.#run(delay, false)
  }

  /** @param first whether others may begin like this one */
  #run(delay: number, first: boolean): void {
    const { inside } = this
    const name = this.argv[0] ?? ''
    const found = inside.find(name)
    const now = this.parts.clock.now()
    if (!found.ok) {
      const error = startError(name, found)
      // containerd gives a container that never ran the start time 0, which Kubernetes shows as 1970.
      const { exitCode, message } = error
      this.state = { ...this.state, state: 'exited', startedAt: 0, finishedAt: now, exitCode, reason: 'StartError', message }
      inside.log.end()
      throw error
    }
    this.state = this.#running
    const watch = first && inside.isSteady(found.path) ? new Watch() : undefined
    if (watch) inside.watch(watch)
    inside.run(found.path, delay)
    if (!watch) return
    inside.unwatch()
    keepBeginning(this, watch)
  }

  /** What can be seen from outside of how it has begun, if that stays as it is. */
  footprint({ ports, alarm }: Watch): Footprint | undefined {
    const usage = this.account.steadyUsage()
    return usage && { ports, alarm, processes: this.inside.kernel.processes.size, ...usage }
  }

  // Written out: an object that is spread and then changed has a shape of its own, and there are many of these.
  get #running(): ContainerState {
    const { createdAt, imageId } = this.state
    return { state: 'running', createdAt, startedAt: this.parts.clock.now(), imageId }
  }

  /** Whether all is there that somebody needs who begins like this. */
  #mayTake({ memory, layer, ports }: Footprint): boolean {
    const { machine, network } = this.parts
    const { memoryLimit, sandbox, mounts } = this.config
    return (
      (memoryLimit === 0 || memory <= memoryLimit) &&
      memory < machine.memory.available &&
      layer <= machine.disk.available &&
      ports.every(({ port, protocol }) => !network.listenerAt(sandbox.ip, port, protocol, true)) &&
      // A part of a volume is made as it is mounted if it is not there, and stays mounted when it is taken away meanwhile.
      mounts.every(({ subPath }) => subPath === undefined)
    )
  }

  #fallAsleep(footprint: Footprint): void {
    this.state = this.#running
    const bells = footprint.ports.map((port) => {
      const bell = bellFor(port, this)
      this.parts.network.open(this.config.sandbox.ip, port.port, port.protocol, bell)
      return bell
    })
    const { alarm } = footprint
    this.#asleep = { footprint, bells, alarm: alarm && this.parts.clock.after(alarm.ms, () => void this.inside, alarm) }
    this.account.take(footprint)
  }

  #wake({ footprint, bells, alarm }: Sleep): Interior {
    alarm?.cancel()
    const { createdAt, startedAt = createdAt } = this.state
    for (const [i, { port, protocol }] of footprint.ports.entries()) this.parts.network.close(this.config.sandbox.ip, port, protocol, bells[i] as Listener)
    this.#asleep = undefined
    const clock = new HindsightClock(this.parts.clock)
    const inside = clock.at(createdAt, () => new Interior(this, clock))
    this.#interior = inside
    this.account.itemize(footprint, () => clock.at(startedAt, () => this.#runLate(inside)))
    clock.catchUp()
    return inside
  }

  #runLate(inside: Interior): void {
    const found = inside.find(this.argv[0] ?? '')
    if (!found.ok) throw new Error(`${this.argv[0]} has begun, and is not there`)
    inside.run(found.path, 0)
  }

  answerer({ port, protocol }: OpenPort): Listener | undefined {
    const { inside, parts, config } = this
    return inside && parts.network.listenerAt(config.sandbox.ip, port, protocol, true)
  }

  /** SIGTERM, or what the image asks for, to PID 1. */
  terminate(): void {
    this.#main?.signal(this.parts.image.definition.stopSignal ?? 'TERM')
  }

  kill(): void {
    this.#main?.signal('KILL')
  }

  get #main(): Process | undefined {
    return this.inside.kernel.processes.get(1)
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
    const largest = [...this.inside.kernel.processes.values()].sort((a, b) => b.memory - a.memory)[0]
    if (system && largest) this.parts.machine.onSystemOom({ process: (largest.argv[0] ?? '').replace(/.*\//, ''), pid: largest.pid })
    if (this.config.singleProcessOOMKill) {
      if (largest?.killedBy === undefined) largest?.signal('KILL')
      return
    }
    this.account.cgroup.memory.dying = true
    this.kill()
  }

  /** Other limits and another request from now on: bytes and millicores, 0 for none. */
  resize(memory: number, cpu: number, cpuRequest: number): void {
    this.account.resize(memory, cpu, cpuRequest)
  }

  /** Its main program uses this from now on: how a lesson or a fault lets it leak or spin. */
  burden({ cpu, memory }: Burden): void {
    const main = this.#main
    if (!main) return
    if (cpu !== undefined) main.cpu = cpu
    if (memory !== undefined) main.memory = memory
  }

  stats(): ContainerStats {
    return this.account.stats(this.state.state === 'running' ? (this.#asleep?.footprint.processes ?? this.inside.kernel.processes.size) : 0)
  }

  processEnded(process: Process): void {
    if (process.pid !== 1 || this.state.state === 'exited') return
    const exitCode = this.#vanished ? 255 : (process.exitCode ?? 128 + signalNumbers.KILL)
    const reason = this.#vanished ? 'Unknown' : this.account.oomEvents > 0 ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'
    this.state = { ...this.state, state: 'exited', finishedAt: this.parts.clock.now(), exitCode, reason }
    this.account.close()
    this.inside.log.end()
    this.parts.onExit(this.id)
  }
}
