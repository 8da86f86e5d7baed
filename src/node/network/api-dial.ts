/** How the API server connects to what it proxies: from its node, through that node's kube-proxy. */
import type { Dial } from '../../api/request.ts'
import type { Listener, Network, Refusal, Source } from './network.ts'

/** Seconds that a Go program waits for a connection. */
const dialTimeout = 30

export const dialFrom =
  (network: Network, from: Source): Dial =>
  ({ scheme, host, port, verify, ...request }) => {
    const answer = network.http(from, { ...request, url: `${scheme}://${host}:${port}${request.path}`, timeout: dialTimeout })
    if (!answer.ok) return { failure: failureOf(answer, `${host}:${port}`) }
    const mistrust = verify && whyMistrusted(answer.connection.listener.tls, verify)
    return mistrust === undefined ? answer : { failure: `tls: failed to verify certificate: x509: ${mistrust}` }
  }

/** What Go's x509 has against the certificate. */
function whyMistrusted(tls: Listener['tls'], { serverName, authority }: { readonly serverName: string; readonly authority?: string }): string | undefined {
  if (!tls?.names.includes(serverName)) return `certificate is valid for ${tls?.names.join(', ')}, not ${serverName}`
  return tls.authority !== undefined && tls.authority.trim() === authority?.trim() ? undefined : 'certificate signed by unknown authority'
}

function failureOf({ why, reason }: Refusal, address: string): string {
  if (why === 'refused') return `dial tcp ${address}: connect: connection refused`
  if (why === 'timeout') return `dial tcp ${address}: i/o timeout`
  return reason.kind === 'program' && reason.fault === 'no-tls' ? 'http: server gave HTTP response to HTTPS client' : 'EOF'
}
