/** What a container gives to its processes. */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Cancel } from '../../api/request.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Listener, Network, Protocol, Source } from '../network/network.ts'
import type { SystemPrograms } from '../network/system-program.ts'
import type { Watch } from './beginning/watch.ts'
import type { Container } from './container.ts'
import type { ContainerConfig } from './cri.ts'
import type { Environment } from './environment.ts'
import type { Filesystem } from './filesystem.ts'
import type { LocalImage } from './image.ts'
import type { Program } from './process.ts'
import type { Machine } from './usage/machine.ts'
import type { Cgroup } from './usage/process-usage.ts'

export class ContainerEnvironment implements Environment {
  /** Notes what the main program does until it first waits; undefined after that. */
  watch: Watch | undefined

  constructor(
    private readonly container: Container,
    private readonly time: Clock,
    readonly files: Filesystem,
    readonly source = sourceOf(container.config),
    private readonly chance = container.parts.random.aside(container.id.slice(0, 16)),
  ) {}

  /** The same on another clock. */
  on(clock: Clock): ContainerEnvironment {
    return new ContainerEnvironment(this.container, clock, this.files, this.source, this.chance)
  }

  get clock(): Clock {
    return this.watch ? watchedClock(this.time, this.watch) : this.time
  }

  get image(): LocalImage {
    return this.container.parts.image
  }

  get hostname(): string {
    return this.container.config.sandbox.hostname
  }

  get cgroup(): Cgroup {
    return this.container.account.cgroup
  }

  get random(): Random {
    this.watch?.spoil()
    return this.chance
  }

  get network(): Network {
    this.watch?.spoil()
    return this.container.parts.network
  }

  get limits(): { readonly memory: number; readonly cpu: number } {
    this.watch?.spoil()
    const { memory, cpu } = this.cgroup
    return { memory: memory.limit, cpu: cpu.quota }
  }

  get machine(): Machine {
    return this.container.parts.machine
  }

  get attempt(): number {
    this.watch?.spoil()
    return this.container.config.attempt
  }

  get programs(): SystemPrograms | undefined {
    this.watch?.spoil()
    return this.container.parts.programs
  }

  get plugins(): PluginRegistry | undefined {
    this.watch?.spoil()
    return this.container.parts.plugins
  }

  listen(port: number, protocol: Protocol, listener: Listener): Cancel {
    this.watch?.opened(port, protocol, listener)
    return this.container.parts.network.listen(this.source.ip, port, protocol, listener)
  }

  runs(program: Program): void {
    if (!program.steady) this.watch?.spoil()
  }
}

const watchedClock = (clock: Clock, watch: Watch): Clock => ({
  now: () => clock.now(),
  post: (task) => clock.post(task),
  after(ms, task, options): Timer {
    watch.sets(ms, options?.background ?? false)
    const timer = clock.after(ms, task, options)
    return {
      at: timer.at,
      cancel() {
        watch.spoil()
        timer.cancel()
      },
    }
  },
})

const sourceOf = ({ sandbox }: ContainerConfig): Source => ({
  ip: sandbox.ip,
  nodeName: sandbox.nodeName,
  namespace: sandbox.namespace,
  name: sandbox.name,
  hostname: sandbox.hostname,
  labels: sandbox.labels,
  dns: sandbox.dns,
  hosts: Object.fromEntries((sandbox.hostAliases ?? []).flatMap(({ ip, hostnames }) => hostnames.map((name) => [name, ip]))),
})
