/** From a Service and its EndpointSlices to where each of its addresses leads. Models pkg/proxy. */

import { rangeHolds } from '../../api/ip.ts'
import type { EndpointSlice, Service, ServicePort } from '../../api/types.ts'
import { type Choice, choicesFor, type Place } from './choice.ts'

/** One port of a Service on this node. */
export interface PortRule {
  /** `default/web` */
  readonly service: string
  readonly protocol: 'TCP' | 'UDP'
  readonly port: number
  readonly nodePort?: number
  /** Where the cluster address leads, where addresses from outside lead, and where these lead for who is on this node already. */
  readonly internal: Choice
  readonly external: Choice
  readonly shortCircuit: Choice
  /** Whether what comes from outside gets the node's address on its way: not under `externalTrafficPolicy: Local`. */
  readonly masquerade: boolean
  /** Seconds that a client stays with its endpoint; 0 without affinity. */
  readonly affinity: number
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
  readonly healthCheck: { readonly port: number; readonly localEndpoints: number } | undefined
}

/** The rules for a Service on a node; undefined for one that has no address of its own (headless, ExternalName). */
export function rulesFor(service: Service, slices: readonly EndpointSlice[], place: Place): ServiceRules | undefined {
  const { spec = {}, metadata } = service
  const clusterIPs = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None')
  if (clusterIPs.length === 0 || spec.type === 'ExternalName') return undefined
  const name = `${metadata.namespace}/${metadata.name}`
  const ports = (spec.ports ?? []).map((port) => portRule(service, name, port, slices, place))
  const { healthCheckNodePort, loadBalancerSourceRanges } = spec
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    service: name,
    addresses: addressesOf(service, clusterIPs),
    ports,
    sourceRanges: loadBalancerSourceRanges?.length ? loadBalancerSourceRanges.map((range) => range.trim()) : undefined,
    healthCheck: healthCheckNodePort ? { port: healthCheckNodePort, localEndpoints: localEndpoints(ports) } : undefined,
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

function portRule(service: Service, name: string, port: ServicePort, slices: readonly EndpointSlice[], place: Place): PortRule {
  const { spec = {} } = service
  const protocol = port.protocol === 'UDP' ? 'UDP' : 'TCP'
  const { cluster, local } = choicesFor({ service, name, port, protocol }, slices, place)
  const isLocal = spec.externalTrafficPolicy === 'Local'
  return {
    service: name,
    protocol,
    port: port.port,
    ...(port.nodePort ? { nodePort: port.nodePort } : {}),
    internal: spec.internalTrafficPolicy === 'Local' ? local('internalTrafficPolicy') : cluster,
    external: isLocal ? local('externalTrafficPolicy') : cluster,
    shortCircuit: cluster,
    masquerade: !isLocal,
    affinity: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0,
  }
}

/** Whether a client may come by a load balancer's address. */
export const isAdmitted = ({ sourceRanges }: ServiceRules, ip: string): boolean =>
  sourceRanges === undefined || sourceRanges.some((range) => rangeHolds(range, ip))
