/** What a pod's volumes read from: the API under the node's identity, and the node's disk. */
import { serviceAccounts } from '../../../api/kinds.ts'
import { timeOf } from '../../../api/time.ts'
import type { Pod, TokenRequestSpec, TokenRequestStatus } from '../../../api/types.ts'
import type { Timer } from '../../../clock.ts'
import type { PodHost } from '../pod-host.ts'
import { bytes } from '../resources.ts'
import { mountClaim } from './claim.ts'
import type { VolumeContext } from './volume.ts'

export const podVolumeContext = (host: PodHost, pod: Pod, podIP: string, tokens: TokenSource): VolumeContext => ({
  facts: { pod, podIP, hostIP: host.nodeIP, allocatable: host.allocatable },
  configMap: host.sources.configMap,
  secret: host.sources.secret,
  token: (audience, seconds) => tokens.reader(pod, audience, seconds),
  host: host.files,
  claim: (name) => mountClaim(host, pod, name),
  memory: memoryFor(host, pod),
})

/** What the pod may use of the node's memory at most. */
const memoryFor = ({ memory }: PodHost, { spec: { containers } }: Pod): number =>
  containers.every(({ resources }) => resources?.limits?.memory !== undefined)
    ? containers.reduce((sum, { resources }) => sum + bytes(resources?.limits?.memory), 0)
    : memory

/** The tokens of one pod: asked for once, renewed when four fifths of their time are over. Models pkg/kubelet/token. */
export class TokenSource {
  readonly #tokens = new Map<string, { readonly read: () => string; readonly renewAt: number }>()
  #timer: Timer | undefined

  constructor(
    private readonly host: PodHost,
    private readonly renew: () => void,
  ) {}

  /** Reads the token; the same function as long as the token is good. */
  reader(pod: Pod, audience: string | undefined, expirationSeconds: number): () => string {
    const key = `${audience ?? ''}/${expirationSeconds}`
    const known = this.#tokens.get(key)
    if (known && known.renewAt > this.host.clock.now()) return known.read
    const status = this.#request(pod, audience, expirationSeconds)
    const now = this.host.clock.now()
    const life = (timeOf(status.expirationTimestamp) ?? now + expirationSeconds * 1000) - now
    const read = (): string => status.token ?? ''
    this.#tokens.set(key, { read, renewAt: now + Math.floor(life * 0.8) })
    this.#renewLater()
    return read
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #request(pod: Pod, audience: string | undefined, expirationSeconds: number): TokenRequestStatus {
    const spec: TokenRequestSpec = {
      audiences: audience === undefined ? [] : [audience],
      expirationSeconds,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: pod.metadata.name, uid: pod.metadata.uid },
    }
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
    const name = pod.spec.serviceAccountName ?? 'default'
    const { status } = this.host.client.post<{ status?: TokenRequestStatus }>(serviceAccounts, name, pod.metadata.namespace ?? '', 'token', body)
    return status ?? {}
  }

  #renewLater(): void {
    this.#timer?.cancel()
    let next = Number.POSITIVE_INFINITY
    for (const { renewAt } of this.#tokens.values()) next = Math.min(next, renewAt)
    this.#timer = this.host.clock.after(next - this.host.clock.now(), () => this.renew(), { background: true })
  }
}
