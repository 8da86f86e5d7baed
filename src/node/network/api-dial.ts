/** How the API server connects to what it proxies: from its node, through that node's kube-proxy. */
import type { Dial } from '../../api/request.ts'
import type { Network, Refusal, Source } from './network.ts'

/** Seconds that a Go program waits for a connection. */
const dialTimeout = 30

export const dialFrom =
  (network: Network, from: Source): Dial =>
  ({ scheme, host, port, ...request }) => {
    const answer = network.http(from, { ...request, url: `${scheme}://${host}:${port}${request.path}`, timeout: dialTimeout })
    return answer.ok ? answer : { failure: failureOf(answer, `${host}:${port}`) }
  }

function failureOf({ why, reason }: Refusal, address: string): string {
  if (why === 'refused') return `dial tcp ${address}: connect: connection refused`
  if (why === 'timeout') return `dial tcp ${address}: i/o timeout`
  return reason.kind === 'program' && reason.fault === 'no-tls' ? 'http: server gave HTTP response to HTTPS client' : 'EOF'
}
