/** What a pod's volumes read from: the API under the node's identity, and the node's disk. */
import type { ConfigMap, Pod, Secret } from '../../../api/types.ts'
import type { PodFacts } from '../environment/downward-api.ts'
import type { PodHost } from '../pod-host.ts'
import { bytes } from '../resources.ts'
import { mountClaim } from './claim.ts'
import type { HostFiles } from './host-files.ts'
import type { TokenSource } from './token-source.ts'
import type { Place, VolumeContext } from './volume.ts'

export class PodVolumeContext implements VolumeContext {
  constructor(
    private readonly node: PodHost,
    private readonly pod: Pod,
    private readonly podIP: string,
    private readonly tokens: TokenSource,
  ) {}

  get facts(): PodFacts {
    const { nodeIP: hostIP, allocatable } = this.node
    return { pod: this.pod, podIP: this.podIP, hostIP, allocatable }
  }

  get host(): HostFiles {
    return this.node.files
  }

  get memory(): number {
    const limits = this.pod.spec.containers.map(({ resources }) => resources?.limits?.memory)
    return limits.includes(undefined) ? this.node.memory : limits.reduce((sum, limit) => sum + bytes(limit), 0)
  }

  configMap(namespace: string, name: string): ConfigMap | undefined {
    return this.node.sources.configMap(namespace, name)
  }

  secret(namespace: string, name: string): Secret | undefined {
    return this.node.sources.secret(namespace, name)
  }

  token(audience: string | undefined, seconds: number): () => string {
    return this.tokens.reader(this.pod, audience, seconds)
  }

  claim(name: string): Place {
    return mountClaim(this.node, this.pod, name)
  }
}
