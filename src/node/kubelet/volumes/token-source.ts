/** The tokens of one pod: asked for once, renewed when four fifths of their time are over. Models pkg/kubelet/token. */
import { serviceAccounts } from '../../../api/kinds.ts'
import { timeOf } from '../../../api/time.ts'
import type { Pod, TokenRequestSpec, TokenRequestStatus } from '../../../api/types.ts'
import type { Timer } from '../../../clock.ts'
import type { PodHost } from '../pod-host.ts'

interface Token {
  readonly audience: string | undefined
  readonly expirationSeconds: number
  readonly read: () => string
  readonly renewAt: number
}

export class TokenSource {
  /** Hardly ever more than one. */
  #tokens: Token[] = []
  #timer: Timer | undefined

  constructor(
    private readonly host: PodHost,
    private readonly renew: () => void,
  ) {}

  /** Reads the token; the same function as long as the token is good. */
  reader(pod: Pod, audience: string | undefined, expirationSeconds: number): () => string {
    const now = this.host.clock.now()
    const known = this.#tokens.find((each) => each.audience === audience && each.expirationSeconds === expirationSeconds)
    if (known && known.renewAt > now) return known.read
    const status = this.#request(pod, audience, expirationSeconds)
    const life = (timeOf(status.expirationTimestamp) ?? now + expirationSeconds * 1000) - now
    const token = { audience, expirationSeconds, read: () => status.token ?? '', renewAt: now + Math.floor(life * 0.8) }
    this.#tokens = this.#tokens.filter((each) => each !== known).concat(token)
    this.#renewLater()
    return token.read
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
    const next = Math.min(...this.#tokens.map((each) => each.renewAt))
    this.#timer = this.host.clock.after(next - this.host.clock.now(), this.renew, { background: true })
  }
}
