/**
 * kubectl's way to the cluster in this process. It goes by the same kubeconfig as over the wire: a server that is not
 * this cluster's is not there, a certificate authority that is not its own is not trusted, and who asks is what the
 * certificate or the token says.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Pki } from '../api/pki.ts'
import type { ApiHandler, ApiRequest, PeerCertificate } from '../api/request.ts'
import { type Connect, type Connection, ConnectionError } from '../kubectl/transport.ts'

export interface InProcessCluster {
  readonly handle: ApiHandler
  readonly pki: Pki
  /** Where kubeconfigs say that it is: `https://127.0.0.1:6443`. */
  readonly server: string
  /** Why nobody can connect now, if nobody can. */
  unreachable?(): string | undefined
}

/** Connections to `cluster`; `catchUp` brings it to the present before each request. What a request sets off happens after its answer. */
export function inProcess(cluster: InProcessCluster, catchUp: () => void, sleep: (ms: number) => Promise<void>): Connect {
  return (connection) => {
    const headers = credentials(connection)
    return {
      server: connection.server,
      async send(request) {
        refuseOthers(connection, cluster)
        const peer = certificateOf(connection, cluster.pki)
        catchUp()
        const why = cluster.unreachable?.()
        if (why !== undefined) throw new ConnectionError(why)
        const response = cluster.handle({ ...request, headers: { ...request.headers, ...headers }, ...(peer && { peer }) } satisfies ApiRequest)
        if (response.seconds) await sleep(response.seconds * 1000)
        return response
      },
    }
  }
}

function refuseOthers(connection: Connection, cluster: InProcessCluster): void {
  const wanted = new URL(connection.server)
  const own = new URL(cluster.server)
  const port = wanted.port || (wanted.protocol === 'https:' ? '443' : '80')
  if (addressOf(wanted.hostname) !== addressOf(own.hostname) || port !== own.port) throw new ConnectionError(unreachable(wanted.hostname, port))
  if (wanted.protocol !== 'https:') return
  const trusts = connection.insecureSkipTlsVerify || connection.certificateAuthority?.trim() === cluster.pki.caCertificate.trim()
  if (!trusts) throw new ConnectionError('tls: failed to verify certificate: x509: certificate signed by unknown authority')
}

/** What this machine's own name stands for. */
const addressOf = (host: string): string => (host === 'localhost' ? '127.0.0.1' : host)

const isAddress = (host: string): boolean => /^[\d.]+$|:/.test(host)

function unreachable(host: string, port: string): string {
  if (host === 'localhost' || /^127\./.test(host)) return `dial tcp 127.0.0.1:${port}: connect: connection refused`
  return isAddress(host) ? `dial tcp ${host}:${port}: i/o timeout` : `dial tcp: lookup ${host}: no such host`
}

function certificateOf({ clientCertificate, clientKey }: Connection, pki: Pki): PeerCertificate | undefined {
  if (clientCertificate === undefined) return undefined
  if (!belongTogether(clientCertificate, clientKey ?? '')) throw new ConnectionError('tls: private key does not match public key')
  return pki.readClientCertificate(clientCertificate)
}

const checked = new Map<string, boolean>()

function belongTogether(certificate: string, key: string): boolean {
  const both = `${certificate}\n${key}`
  let result = checked.get(both)
  if (result === undefined) {
    try {
      result = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
    } catch {
      result = false
    }
    checked.set(both, result)
  }
  return result
}

function credentials({ token, username, password, impersonate }: Connection): Record<string, string> {
  const headers: Record<string, string> = {}
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  else if (username !== undefined) headers.authorization = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
  if (impersonate?.user) headers['impersonate-user'] = impersonate.user
  if (impersonate?.uid) headers['impersonate-uid'] = impersonate.uid
  if (impersonate?.groups?.length) headers['impersonate-group'] = impersonate.groups.join(',')
  for (const [name, values] of Object.entries(impersonate?.extra ?? {}))
    headers[`impersonate-extra-${encodeURIComponent(name).toLowerCase()}`] = values.join(',')
  return headers
}
