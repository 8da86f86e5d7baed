/**
 * The container runtime of a node. In a real cluster containerd, which pulls images and runs containers through runc on
 * behalf of the kubelet. Here: images are data with small programs, a container is a file system, processes that are
 * generators on the simulated clock, and a log; where it is known how a program begins, they come into being when somebody
 * looks (see beginning/). Simulated: pulls with their times and errors, entry points, environment, volumes, users, signals
 * and grace periods, exec with and without a terminal, memory limits that kill, CPU use. Left out: real binaries,
 * capabilities, seccomp, cgroups beyond those two limits, image layers.
 */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Obstacles } from '../../api/obstacles.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Network } from '../network/network.ts'
import type { SystemPrograms } from '../network/system-program.ts'
import { Container, type ContainerParts } from './container.ts'
import { type ContainerConfig, type ContainerRuntime, type ContainerState, RuntimeError } from './cri.ts'
import { openAttach, openExec } from './exec-session.ts'
import type { ImageDefinition, LocalImage } from './image.ts'
import { ImageStore } from './image-store.ts'
import { images as knownImages } from './images/index.ts'
import type { Pull, PullTrouble } from './pull-trouble.ts'
import { built, rootFolder } from './root-folder.ts'
import { Machine, type MachineSize } from './usage/machine.ts'

export interface RuntimeOptions {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly nodeName: string
  /** Defaults to all images that ktutor knows. */
  readonly images?: readonly ImageDefinition[]
  /** Image references that are on the node from the start. */
  readonly preloaded?: readonly string[]
  readonly troubles?: RuntimeTroubles
  readonly size?: MachineSize
  /** What the cluster's own programs do. */
  readonly programs?: SystemPrograms
  /** The storage drivers of the node. */
  readonly plugins?: PluginRegistry
}

/** What may get in the way of a node's containers. */
export interface RuntimeTroubles {
  readonly pulls: Obstacles<Pull, PullTrouble>
  /** Programs that take long to begin: milliseconds. */
  readonly starts: Obstacles<ContainerConfig, number>
}

/** The runtime with what only a node's installer, its operator and `describe node` ask for. */
export interface NodeRuntime extends ContainerRuntime {
  readonly imageStore: ImageStore
  /** The containers that run. */
  running(): readonly { readonly id: string; readonly config: ContainerConfig }[]
  /** The kernel needs memory, and takes this container's: it is killed. */
  outOfMemory(id: string): void
}

export function createRuntime(options: RuntimeOptions): NodeRuntime {
  return new Containerd(options)
}

class Containerd implements NodeRuntime {
  readonly imageStore: ImageStore
  readonly machine: Machine
  readonly #containers = new Map<string, Container>()
  readonly #stopping = new Map<string, Timer>()
  readonly #parts = new Map<LocalImage, ContainerParts>()
  readonly #listeners: ((id: string) => void)[] = []

  constructor(private readonly options: RuntimeOptions) {
    this.machine = new Machine(options.clock, options.size)
    this.imageStore = new ImageStore({
      disk: this.machine.disk,
      clock: options.clock,
      random: options.random.fork('images'),
      definitions: options.images ?? knownImages,
      ...(options.troubles ? { troubles: options.troubles.pulls, nodeName: options.nodeName } : {}),
    })
    for (const image of options.preloaded ?? []) this.imageStore.preload(image)
  }

  hasImage(image: string): boolean {
    return this.imageStore.find(image) !== undefined
  }

  pull: ContainerRuntime['pull'] = (image, done) => this.imageStore.pull(image, done)

  create(config: ContainerConfig): string {
    const image = this.imageStore.find(config.image)
    if (!image) throw new RuntimeError('CreateContainerError', `failed to create containerd container: image "${config.image}": not found`)
    const id = this.options.random.hex(64)
    const container = new Container(id, config, this.#partsOf(image))
    if (container.argv.length === 0)
      throw new RuntimeError('CreateContainerError', `failed to generate container "${id}" spec: failed to generate spec: no command specified`)
    this.#containers.set(id, container)
    return id
  }

  start(id: string): void {
    const container = this.#get(id)
    const { troubles } = this.options
    container.start(troubles?.starts.any ? (troubles.starts.meet(container.config) ?? 0) : 0)
  }

  running(): readonly Container[] {
    return [...this.#containers.values()].filter(({ state }) => state.state === 'running')
  }

  outOfMemory(id: string): void {
    this.#get(id).outOfMemory()
  }

  stop(id: string, graceSeconds: number): void {
    const container = this.#get(id)
    if (container.state.state !== 'running') return
    this.#stopping.get(id)?.cancel()
    if (graceSeconds <= 0) {
      container.kill()
      return
    }
    this.#stopping.set(
      id,
      this.options.clock.after(graceSeconds * 1000, () => container.kill()),
    )
    container.terminate()
  }

  remove(id: string): void {
    const container = this.#containers.get(id)
    if (container?.state.state === 'running') container.kill()
    this.#stopping.get(id)?.cancel()
    container?.account.removeLayer()
    this.#containers.delete(id)
  }

  powerOff(): void {
    for (const container of this.running()) container.vanish()
  }

  state(id: string): ContainerState {
    return this.#get(id).state
  }

  log: ContainerRuntime['log'] = (id) => this.#get(id).inside.log

  execSync: ContainerRuntime['execSync'] = (id, command) => this.#get(id).inside.execSync(command)

  exec: ContainerRuntime['exec'] = (id, command, options) => openExec(this.#get(id), command, options)

  attach: ContainerRuntime['attach'] = (id) => openAttach(this.#get(id))

  resize(id: string, memoryLimit: number, cpuLimit: number, cpuRequest: number): void {
    this.#get(id).resize(memoryLimit, cpuLimit, cpuRequest)
  }

  stats: ContainerRuntime['stats'] = (id) => this.#get(id).stats()

  collectGarbage(): void {
    for (const { state, account } of this.#containers.values()) if (state.state === 'exited') account.removeLayer()
    this.imageStore.removeUnused(new Set([...this.#containers.values()].map(({ parts }) => parts.image)))
  }

  burden: ContainerRuntime['burden'] = (id, burden) => this.#get(id).burden(burden)

  onExit(listener: (id: string) => void): void {
    this.#listeners.push(listener)
  }

  #get(id: string): Container {
    const container = this.#containers.get(id)
    if (!container) throw new RuntimeError('CreateContainerError', `an error occurred when try to find container "${id}": not found`)
    return container
  }

  #exited(id: string): void {
    this.#stopping.get(id)?.cancel()
    this.#stopping.delete(id)
    // The kubelet hears of it as of an event: not from within the process's last breath.
    this.options.clock.post(() => {
      for (const listener of this.#listeners) listener(id)
    })
  }

  #partsOf(image: LocalImage): ContainerParts {
    let parts = this.#parts.get(image)
    if (!parts) {
      const { clock, random, network, programs, plugins } = this.options
      const onExit = (id: string): void => this.#exited(id)
      const rootMade = Math.min(built, clock.now())
      parts = { clock, random, network, image, rootFolder: rootFolder(image), rootMade, machine: this.machine, onExit, programs, plugins }
      this.#parts.set(image, parts)
    }
    return parts
  }
}
