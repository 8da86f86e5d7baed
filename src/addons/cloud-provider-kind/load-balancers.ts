/** The load balancers: proxies on the nodes' network, one for each Service, that hand connections on to nodes which are well. */
import { formatIPv4, parseIPv4, rangeHolds } from '../../api/ip.ts'
import type { Node, Service } from '../../api/types.ts'
import type { Lister } from '../../client/informer.ts'
import type { Balancer, Network } from '../../node/network/network.ts'
import type { Random } from '../../random.ts'

const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers'
/** Where kube-proxy says whether it is well. */
const proxyHealthPort = 10_256
/** Seconds that a node has to say that it is well. */
const healthTimeout = 5

interface Running {
  service: Service
  readonly ip: string
  close(): void
}

export class LoadBalancers {
  readonly #running = new Map<string, Running>()

  constructor(
    private readonly network: Network,
    private readonly random: Random,
    private readonly nodes: Lister<Node>,
  ) {}

  has(id: string): boolean {
    return this.#running.has(id)
  }

  /** Starts the balancer of a Service, or lets it follow the Service; its address. */
  ensure(service: Service): string {
    const id = `${service.metadata.namespace}/${service.metadata.name}`
    const known = this.#running.get(id)
    if (known) {
      known.service = service
      return known.ip
    }
    const ip = this.#freeAddress(service.status?.loadBalancer?.ingress?.[0]?.ip)
    const running: Running = { service, ip, close: this.network.addBalancer(ip, this.#balancer(id, ip)) }
    this.#running.set(id, running)
    return ip
  }

  /** Ends a balancer; whether there was one. */
  remove(id: string): boolean {
    this.#running.get(id)?.close()
    return this.#running.delete(id)
  }

  stop(): void {
    for (const id of [...this.#running.keys()]) this.remove(id)
  }

  eligibleNodes(): readonly Node[] {
    return this.nodes.list().filter(({ metadata }) => metadata.labels?.[excluded] === undefined && metadata.deletionTimestamp === undefined)
  }

  /** The address that it had, or the next one after the nodes'. */
  #freeAddress(before: string | undefined): string {
    const taken = new Set([...this.#running.values()].map(({ ip }) => ip))
    if (before !== undefined && !taken.has(before)) return before
    let next = Math.max(...this.nodes.list().map((node) => parseIPv4(addressOf(node) ?? '') ?? 0)) + 1
    while (taken.has(formatIPv4(next))) next++
    return formatIPv4(next)
  }

  #balancer(id: string, ip: string): Balancer {
    return {
      service: id,
      forward: (port, protocol, client) => {
        const { spec } = (this.#running.get(id) as Running).service
        const ranges = spec?.loadBalancerSourceRanges ?? []
        if (ranges.length > 0 && !ranges.some((range) => rangeHolds(range.trim(), client))) return { kind: 'source-range', service: id, ip: client }
        const nodePort = spec?.ports?.find((each) => each.port === port && (each.protocol ?? 'TCP') === protocol)?.nodePort
        const ports = (spec?.ports ?? []).map((each) => each.port)
        if (nodePort === undefined) return { kind: 'nothing-listens', at: `the load balancer of Service ${id} (${ip})`, port, ports }
        const well = this.eligibleNodes().filter((node) => this.#isWell(node, ip, spec?.healthCheckNodePort))
        if (well.length === 0) return { kind: 'no-node-well', service: id }
        const chosen = spec?.sessionAffinity === 'ClientIP' ? (well[(parseIPv4(client) ?? 0) % well.length] as Node) : this.random.pick(well)
        return { node: chosen.metadata.name, ip: addressOf(chosen) as string, port: nodePort }
      },
    }
  }

  /** Under `externalTrafficPolicy: Local` a node is well for a Service that has endpoints on it. */
  #isWell(node: Node, ip: string, healthCheckNodePort: number | undefined): boolean {
    const address = addressOf(node)
    if (address === undefined) return false
    const url = `http://${address}:${healthCheckNodePort ?? proxyHealthPort}/healthz`
    const answer = this.network.http({ ip }, { url, timeout: healthTimeout })
    return answer.ok && answer.status === 200
  }
}

const addressOf = ({ status }: Node): string | undefined => status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
