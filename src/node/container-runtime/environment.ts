/** What a container gives to its processes. */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Cancel } from '../../api/request.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Listener, LoopbackPorts, Network, Protocol, Source } from '../network/network.ts'
import type { SystemPrograms } from '../network/system-program.ts'
import type { Filesystem } from './filesystem.ts'
import type { LocalImage } from './image.ts'
import type { Program } from './process.ts'
import type { Machine } from './usage/machine.ts'
import type { Cgroup } from './usage/process-usage.ts'

export interface Environment {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly source: Source
  /** Ports of this machine that are no part of the simulated network; containers have none. */
  readonly loopback?: LoopbackPorts
  readonly image: LocalImage
  readonly files: Filesystem
  readonly hostname: string
  readonly limits: { readonly memory: number; readonly cpu: number }
  /** Where the container's use of CPU and memory is counted and limited. */
  readonly cgroup: Cgroup
  readonly machine: Machine
  /** Starts of this container before this one. */
  readonly attempt: number
  /** What the cluster's own programs do. */
  readonly programs?: SystemPrograms | undefined
  /** The storage drivers of the node. */
  readonly plugins?: PluginRegistry | undefined
  /** Opens a port on its own address. @throws AddressInUse */
  listen(port: number, protocol: Protocol, listener: Listener): Cancel
  /** Told of each program that begins to run. */
  runs?(program: Program): void
}
