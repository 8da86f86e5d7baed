/** Asks every node's kubelet what it measures. Models metrics-server pkg/scraper. */
import { nodes } from '../../api/kinds.ts'
import type { Node } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { Refusal } from '../../node/network/network.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'
import { decodeFigures } from './decode.ts'
import type { Batch, MetricPoint } from './metric-points.ts'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount/token'
/** Seconds that a kubelet may take. */
const timeout = 10

/** A round over all nodes; what went wrong with a node goes to `failed`. */
export function scrape(host: ProgramHost, client: Client, failed: (node: string, error: string) => void): Batch {
  const found = new Map<string, MetricPoint>()
  const pods = new Map<string, ReadonlyMap<string, MetricPoint>>()
  for (const node of client.list(nodes).items) {
    const answer = ask(host, node)
    if ('error' in answer) {
      // Who is not ready is known to be so.
      if (isReady(node)) failed(node.metadata.name, answer.error)
      continue
    }
    const figures = decodeFigures(answer.text)
    if (figures.node) found.set(node.metadata.name, figures.node)
    for (const [pod, containers] of figures.pods) pods.set(pod, containers)
  }
  return { nodes: found, pods }
}

function ask(host: ProgramHost, node: Node): { readonly text: string } | { readonly error: string } {
  const { network, source, args } = host
  const address = addressOf(node, flag(args, 'kubelet-preferred-address-types') ?? 'Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP')
  if (address === undefined) return { error: `node ${node.metadata.name} had no addresses that matched types` }
  const port = args.includes('--kubelet-use-node-status-port') ? (node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250) : 10250
  const url = `https://${address}:${port}/metrics/resource`
  const answer = network.http(source, { url, headers: { authorization: `Bearer ${host.readFile(tokenPath) ?? ''}` }, timeout })
  if (!answer.ok) return { error: failureOf(answer, url, `${address}:${port}`) }
  if (!args.some((arg) => /^--kubelet-insecure-tls(=true)?$/.test(arg))) return { error: `Get ${JSON.stringify(url)}: ${distrust(address)}` }
  return answer.status === 200 ? { text: answer.body } : { error: `request failed, status: "${answer.status} ${statusTexts[answer.status] ?? ''}"` }
}

/** A kubelet signs its own certificate, for its name, unless somebody sees to a better one. */
const distrust = (address: string): string =>
  /^[\d.]+$/.test(address)
    ? `tls: failed to verify certificate: x509: cannot validate certificate for ${address} because it doesn't contain any IP SANs`
    : 'tls: failed to verify certificate: x509: certificate signed by unknown authority'

const statusTexts: Readonly<Record<number, string>> = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 500: 'Internal Server Error' }

function failureOf({ why }: Refusal, url: string, address: string): string {
  if (why === 'timeout') return `Get ${JSON.stringify(url)}: context deadline exceeded`
  return `Get ${JSON.stringify(url)}: ${why === 'refused' ? `dial tcp ${address}: connect: connection refused` : 'EOF'}`
}

function addressOf({ status }: Node, types: string): string | undefined {
  for (const type of types.split(',')) {
    const found = status?.addresses?.find((address) => address.type === type)
    if (found) return found.address
  }
  return undefined
}

const isReady = ({ status }: Node): boolean => status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

export const flag = (args: readonly string[], name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
