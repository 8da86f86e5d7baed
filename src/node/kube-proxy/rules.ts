/** From a Service and its EndpointSlices to where each of its addresses leads. Models pkg/proxy. */
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../../api/types.ts'

export interface Target {
  readonly ip: string
  readonly port: number
  readonly local: boolean
}

/** One port of a Service on this node. */
export interface PortRule {
  /** `default/web` */
  readonly service: string
  /** `default/web:http` in messages; without a port name just the service. */
  readonly protocol: 'TCP' | 'UDP'
  readonly port: number
  readonly nodePort?: number
  /** Where the cluster address leads, and where addresses from outside lead; they differ under `Local` policies. */
  readonly targets: readonly Target[]
  readonly externalTargets: readonly Target[]
  /** Whether a policy of `Local` has left nobody: then packets are dropped, not refused. */
  readonly localOnly: { readonly internal: boolean; readonly external: boolean }
  /** Seconds that a client stays with its endpoint; 0 without affinity. */
  readonly affinity: number
  /** Why there is nobody, if there is nobody. */
  readonly emptiness: string
}

export interface ServiceRules {
  readonly service: string
  /** Addresses inside of the cluster, and those from outside. */
  readonly clusterIPs: readonly string[]
  readonly externalIPs: readonly string[]
  readonly ports: readonly PortRule[]
}

/** The rules for a Service on a node; undefined for one that has no address of its own (headless, ExternalName). */
export function rulesFor(service: Service, slices: readonly EndpointSlice[], nodeName: string): ServiceRules | undefined {
  const { spec = {}, metadata, status } = service
  const clusterIPs = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None')
  if (clusterIPs.length === 0 || spec.type === 'ExternalName') return undefined
  const name = `${metadata.namespace}/${metadata.name}`
  const balancer = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []))
  return {
    service: name,
    clusterIPs,
    externalIPs: [...(spec.externalIPs ?? []), ...balancer],
    ports: (spec.ports ?? []).map((port) => portRule(service, name, port, slices, nodeName)),
  }
}

function portRule(service: Service, name: string, port: ServicePort, slices: readonly EndpointSlice[], nodeName: string): PortRule {
  const { spec = {} } = service
  const protocol = port.protocol === 'UDP' ? 'UDP' : 'TCP'
  const candidates = slices.flatMap((slice) => {
    const match = (slice.ports ?? []).find((each) => (each.name ?? '') === (port.name ?? '') && (each.protocol ?? 'TCP') === protocol)
    return match?.port === undefined ? [] : (slice.endpoints ?? []).map((endpoint) => ({ endpoint, port: match.port as number }))
  })
  const targets = chosen(candidates).flatMap(({ endpoint, port: target }) =>
    endpoint.addresses.slice(0, 1).map((ip) => ({ ip, port: target, local: endpoint.nodeName === nodeName })),
  )
  const local = { internal: spec.internalTrafficPolicy === 'Local', external: spec.externalTrafficPolicy === 'Local' }
  return {
    service: name,
    protocol,
    port: port.port,
    ...(port.nodePort ? { nodePort: port.nodePort } : {}),
    targets: local.internal ? targets.filter((target) => target.local) : targets,
    externalTargets: local.external ? targets.filter((target) => target.local) : targets,
    localOnly: { internal: local.internal && targets.length > 0, external: local.external && targets.length > 0 },
    affinity: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0,
    emptiness: emptiness(service, name, slices),
  }
}

type Candidate = { readonly endpoint: Endpoint; readonly port: number }

/** Ready endpoints; if there are none, those that still serve while they terminate. */
function chosen(candidates: readonly Candidate[]): readonly Candidate[] {
  const ready = candidates.filter(({ endpoint }) => endpoint.conditions?.ready !== false)
  if (ready.length > 0) return ready
  return candidates.filter(({ endpoint }) => endpoint.conditions?.serving && endpoint.conditions.terminating)
}

function emptiness(service: Service, name: string, slices: readonly EndpointSlice[]): string {
  const known = slices.flatMap((slice) => slice.endpoints ?? [])
  if (known.length > 0 && known.every((endpoint) => endpoint.conditions?.ready === false))
    return `Service ${name} has no ready endpoints: ${known.length === 1 ? 'its one pod is not' : `none of its ${known.length} pods is`} ready`
  if (known.length > 0) return `Service ${name} has endpoints, but none for this port: no container has a port of that name`
  const selector = Object.entries(service.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`)
  return selector.length > 0
    ? `Service ${name} has no endpoints: no running pod has the labels ${selector.join(',')}`
    : `Service ${name} has no endpoints and no selector`
}
