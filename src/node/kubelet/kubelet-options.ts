/** What a kubelet is started with: its flags, and the tools of its machine. */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Obstacles } from '../../api/obstacles.ts'
import type { Taint } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { ContainerRuntime } from '../container-runtime/cri.ts'
import type { EvictionConfig } from './eviction/thresholds.ts'
import type { Machine } from './node-status/machine.ts'
import type { NodeImage } from './node-status/node-reporter.ts'
import type { PodNetwork } from './pod-network.ts'
import type { ProbeNetwork } from './prober/probe-network.ts'
import type { ProbeMeeting, ProbeTrouble } from './prober/probe-trouble.ts'
import type { HostFiles } from './volumes/host-files.ts'

export interface KubeletOptions {
  readonly nodeName: string
  readonly nodeIP: string
  /** The range of its pods' addresses: `10.244.1.0/24`; what the Node is given, unless told. */
  readonly podCIDR?: string
  /** With the identity `system:node:<name>` of group `system:nodes`. */
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  /** A recorder with source `{ component: 'kubelet', host: nodeName }`. */
  readonly events: EventRecorder
  readonly runtime: ContainerRuntime
  readonly probes: ProbeNetwork
  /** What may be wrong with programs as their probes find them. */
  readonly probeTroubles?: Obstacles<ProbeMeeting, ProbeTrouble>
  readonly network: PodNetwork
  readonly machine?: Machine
  /** Beyond os, arch and hostname. */
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly Taint[]
  readonly clusterDNS?: string
  readonly clusterDomain?: string
  /** The images on the node, for its status. */
  readonly images?: () => readonly NodeImage[]
  /** The storage drivers that run on the machine. */
  readonly plugins?: PluginRegistry
  /** The machine's own files, as hostPath volumes see them. */
  readonly files?: HostFiles
  /** When it evicts pods; the defaults of a kubelet unless told. */
  readonly eviction?: EvictionConfig
}
