/**
 * From a Service and its EndpointSlices to where each of its addresses leads. Models pkg/proxy. Which endpoints a port leads
 * to is made out when the first connection asks: most Services' endpoints change more often than anybody on a node connects.
 */

import { rangeHolds } from '../../api/ip.ts'
import type { EndpointSlice, Service, ServicePort } from '../../api/types.ts'
import { type Choice, choicesFor, type Place } from './choice.ts'

/** One port of a Service on this node. Which endpoints it leads to is made out when somebody asks. */
export class PortRule {
  readonly protocol: 'TCP' | 'UDP'
  #choices: ReturnType<typeof choicesFor> | undefined

  constructor(
    private readonly of: Service,
    /** `default/web` */
    readonly service: string,
    private readonly spec: ServicePort,
    private readonly around: Surroundings,
  ) {
    this.protocol = spec.protocol === 'UDP' ? 'UDP' : 'TCP'
  }

  get port(): number {
    return this.spec.port
  }

  get nodePort(): number | undefined {
    return this.spec.nodePort || undefined
  }

  /** Where the cluster address leads. */
  get internal(): Choice {
    return this.of.spec?.internalTrafficPolicy === 'Local' ? this.#made().local('internalTrafficPolicy') : this.#made().cluster
  }

  /** Where addresses from outside lead. */
  get external(): Choice {
    return this.masquerade ? this.#made().cluster : this.#made().local('externalTrafficPolicy')
  }

  /** Where these lead for who is on this node already. */
  get shortCircuit(): Choice {
    return this.#made().cluster
  }

  /** Whether what comes from outside gets the node's address on its way: not under `externalTrafficPolicy: Local`. */
  get masquerade(): boolean {
    return this.of.spec?.externalTrafficPolicy !== 'Local'
  }

  /** Seconds that a client stays with its endpoint; 0 without affinity. */
  get affinity(): number {
    const { sessionAffinity, sessionAffinityConfig } = this.of.spec ?? {}
    return sessionAffinity === 'ClientIP' ? (sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0
  }

  #made(): ReturnType<typeof choicesFor> {
    if (this.#choices) return this.#choices
    const { of: service, service: name, spec: port, protocol, around } = this
    const slices = around.slices()
    return (this.#choices = choicesFor({ service, name, port, protocol }, slices, around.place(slices)))
  }
}

type AddressKind = 'cluster' | 'external' | 'balancer'

export interface ServiceRules {
  readonly namespace: string
  readonly name: string
  readonly service: string
  readonly addresses: readonly { readonly ip: string; readonly kind: AddressKind }[]
  readonly ports: readonly PortRule[]
  /** Who may come by a load balancer's address; undefined for everybody. */
  readonly sourceRanges: readonly string[] | undefined
  /** Where a load balancer asks how many endpoints are on this node. */
  readonly healthCheck: { readonly port: number; localEndpoints(): number } | undefined
}

/** What the rules are made of besides the Service, asked for when it matters. */
export interface Surroundings {
  slices(): readonly EndpointSlice[]
  place(slices: readonly EndpointSlice[]): Place
}

/** The rules for a Service on a node; undefined for one that has no address of its own (headless, ExternalName). */
export function rulesFor(service: Service, around: Surroundings): ServiceRules | undefined {
  const { spec = {}, metadata } = service
  const clusterIPs = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None')
  if (clusterIPs.length === 0 || spec.type === 'ExternalName') return undefined
  const name = `${metadata.namespace}/${metadata.name}`
  const ports = (spec.ports ?? []).map((port) => new PortRule(service, name, port, around))
  const { healthCheckNodePort, loadBalancerSourceRanges } = spec
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    service: name,
    addresses: addressesOf(service, clusterIPs),
    ports,
    sourceRanges: loadBalancerSourceRanges?.length ? loadBalancerSourceRanges.map((range) => range.trim()) : undefined,
    healthCheck: healthCheckNodePort ? { port: healthCheckNodePort, localEndpoints: () => localEndpoints(ports) } : undefined,
  }
}

/** A load balancer that is a proxy is reached by its own machine; only one that is a mere address is this node's business. */
function addressesOf({ spec = {}, status }: Service, clusterIPs: readonly string[]): ServiceRules['addresses'] {
  const balancers = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, ipMode }) => (ip && ipMode !== 'Proxy' ? [ip] : []))
  return [
    ...clusterIPs.map((ip) => ({ ip, kind: 'cluster' as const })),
    ...(spec.externalIPs ?? []).map((ip) => ({ ip, kind: 'external' as const })),
    ...balancers.map((ip) => ({ ip, kind: 'balancer' as const })),
  ]
}

const localEndpoints = (ports: readonly PortRule[]): number => new Set(ports.flatMap(({ external }) => external.targets.map(({ ip }) => ip))).size

/** Whether a client may come by a load balancer's address. */
export const isAdmitted = ({ sourceRanges }: ServiceRules, ip: string): boolean =>
  sourceRanges === undefined || sourceRanges.some((range) => rangeHolds(range, ip))
