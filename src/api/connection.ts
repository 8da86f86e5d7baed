/** How to reach a cluster and as whom: what kubeconfigs say, and transports need. */

/** What a kubeconfig says about one connection, files read in already. PEM texts. */
export interface Connection {
  readonly server: string
  readonly certificateAuthority?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly tlsServerName?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  readonly token?: string
  readonly username?: string
  readonly password?: string
  readonly impersonate?: {
    readonly user?: string
    readonly groups?: readonly string[]
    readonly uid?: string
    readonly extra?: Readonly<Record<string, readonly string[]>>
  }
  readonly requestTimeoutMs?: number
}
