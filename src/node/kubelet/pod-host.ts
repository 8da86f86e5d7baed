/** What the parts of a kubelet share: the node's tools, as a pod worker sees them. */

import type { PluginRegistry } from '../../api/csi.ts'
import type { Obstacles } from '../../api/obstacles.ts'
import type { Pod } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { ContainerRuntime } from '../container-runtime/cri.ts'
import type { BackOff } from './back-off.ts'
import type { PodContainer } from './container/pod-container.ts'
import type { EnvironmentSources } from './environment/environment.ts'
import type { ImagePuller } from './images/image-puller.ts'
import type { AddressPool, PodNetwork } from './pod-network.ts'
import type { ProbeNetwork } from './prober/probe-network.ts'
import type { ProbeMeeting, ProbeTrouble } from './prober/probe-trouble.ts'
import type { HostFiles } from './volumes/host-files.ts'
import type { VolumesInUse } from './volumes/volumes-in-use.ts'

export interface PodHost {
  readonly nodeName: string
  readonly nodeIP: string
  readonly clusterDNS: string
  readonly clusterDomain: string
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly events: EventRecorder
  readonly runtime: ContainerRuntime
  readonly probes: ProbeNetwork
  readonly probeTroubles?: Obstacles<ProbeMeeting, ProbeTrouble>
  readonly network: PodNetwork
  readonly addresses: AddressPool
  readonly images: ImagePuller
  readonly crashes: BackOff
  readonly sources: EnvironmentSources
  readonly allocatable: Readonly<Record<string, string>>
  /** What pods may use of the node's memory, in bytes. */
  readonly memory: number
  readonly files: HostFiles
  readonly plugins: PluginRegistry
  readonly volumesInUse: VolumesInUse
  /** The pod as the API server has it now, if it is still the same one. */
  latest(pod: Pod): Pod | undefined
  /** The runtime has news of a pod, which the kubelet will notice at its next look (PLEG: once a second). */
  notice(pod: Pod): void
}

/** Records an event on a container of a pod. */
export const containerEvent = (host: PodHost, pod: Pod, container: PodContainer, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  host.events.record(pod, type, reason, message, { fieldPath: container.fieldPath })

/** `web_default(0b5f…)`: a pod in messages. */
export const podText = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
