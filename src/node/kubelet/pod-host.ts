/** What the parts of a kubelet share: the node's tools, as a pod worker sees them. */

import type { Pod } from '../../api/types.ts'
import type { BackOff } from './back-off.ts'
import type { PodContainer } from './container/pod-container.ts'
import type { EnvironmentSources } from './environment/environment.ts'
import type { ImagePuller } from './images/image-puller.ts'
import type { KubeletOptions } from './kubelet-options.ts'
import type { AddressPool } from './pod-network.ts'
import type { VolumesInUse } from './volumes/volumes-in-use.ts'

type Tools = 'nodeName' | 'nodeIP' | 'client' | 'clock' | 'random' | 'events' | 'runtime' | 'probes' | 'probeTroubles' | 'network'
type Settings = 'clusterDNS' | 'clusterDomain' | 'files' | 'plugins'

export interface PodHost extends Pick<KubeletOptions, Tools>, Required<Pick<KubeletOptions, Settings>> {
  readonly addresses: AddressPool
  readonly images: ImagePuller
  readonly crashes: BackOff
  readonly sources: EnvironmentSources
  readonly allocatable: Readonly<Record<string, string>>
  /** What pods may use of the node's memory, in bytes. */
  readonly memory: number
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
