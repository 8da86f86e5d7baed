/** How probes and lifecycle hooks reach a container: what the kubelet asks of the node's network. */

export type ProbeFailure = {
  readonly ok: false
  readonly why: 'refused' | 'timeout' | 'reset' | 'no-such-host'
}

export type HttpProbeAnswer = ProbeFailure | { readonly ok: true; readonly status: number; readonly body: string }
export type TcpProbeAnswer = ProbeFailure | { readonly ok: true }

interface HttpProbeRequest {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Gives up after this many seconds. */
  readonly timeout: number
}

export interface ProbeNetwork {
  http(request: HttpProbeRequest): HttpProbeAnswer
  tcp(host: string, port: number, timeout: number): TcpProbeAnswer
}
