/**
 * Addresses and ports of a Service. In a real cluster the API server hands out cluster IPs (recorded as IPAddress
 * objects) and node ports (recorded as a bitmap); here what is taken is read from the Services themselves, and the IPAddress objects
 * follow (service-addresses.ts).
 * Models pkg/registry/core/service/storage/alloc.go and the allocators below it.
 */

import { services } from '../../../../api/kinds.ts'
import { type FieldError, invalid, invalidValue, StatusError } from '../../../../api/status.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../../api/types.ts'
import type { RegistryContext } from '../../resource.ts'
import { freeAddress, outOfRange } from './cluster-ranges.ts'
import { isHeadless, needsClusterIP, needsHealthCheck, needsNodePort } from './defaults.ts'
import { validateService } from './validation.ts'

/** Low ports are left to those who ask for a certain one. */
const ports = { first: 30000, last: 32767, static: 86 }

export function allocate(service: Service, context: RegistryContext): void {
  service.status = { loadBalancer: {} }
  normalize(service.spec as ServiceSpec)
  settle(service, undefined, context)
}

export function reallocate(service: Service, old: Service, context: RegistryContext): void {
  const spec = service.spec as ServiceSpec
  carryOver(spec, old.spec as ServiceSpec)
  normalize(spec, old.spec)
  dropTypeDependent(spec, old.spec as ServiceSpec)
  settle(service, old, context)
}

/** clusterIP and clusterIPs[0] are two names of one value. */
function normalize(spec: ServiceSpec, old?: ServiceSpec): void {
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP]
    return
  }
  const changed = spec.clusterIP !== old.clusterIP
  const same = JSON.stringify(spec.clusterIPs ?? []) === JSON.stringify(old.clusterIPs ?? [])
  if (!changed || !same) return
  spec.clusterIPs = spec.clusterIP ? [spec.clusterIP, ...(spec.clusterIPs ?? []).slice(1)] : []
}

/** What the client left out of an update stays as it was allocated. */
function carryOver(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIP(spec) && needsClusterIP(old)) {
    spec.clusterIP ||= old.clusterIP
    if (!spec.clusterIPs?.length && spec.clusterIP === old.clusterIP) spec.clusterIPs = old.clusterIPs
    spec.ipFamilies ??= old.ipFamilies
    spec.ipFamilyPolicy ??= old.ipFamilyPolicy
  }
  if (needsNodePort(spec) && needsNodePort(old)) {
    const used = new Set((spec.ports ?? []).map((port) => port.nodePort))
    for (const port of spec.ports ?? []) {
      const before = old.ports?.find((other) => other.port === port.port && other.protocol === port.protocol)
      if (!port.nodePort && before?.nodePort && !used.has(before.nodePort)) port.nodePort = before.nodePort
    }
  }
  if (needsHealthCheck(spec) && needsHealthCheck(old)) spec.healthCheckNodePort ||= old.healthCheckNodePort
}

/** A change of type gives back what the new type has no use for, if the client did not touch it. */
function dropTypeDependent(spec: ServiceSpec, old: ServiceSpec): void {
  if (needsClusterIP(old) && !needsClusterIP(spec)) {
    if (spec.clusterIP === old.clusterIP) for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) spec[field] = undefined
  }
  if (needsNodePort(old) && !needsNodePort(spec)) {
    const nodePorts = (of: ServiceSpec): string => (of.ports ?? []).map((port) => port.nodePort).join()
    if (nodePorts(spec) === nodePorts(old)) for (const port of spec.ports ?? []) port.nodePort = undefined
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && spec.healthCheckNodePort === old.healthCheckNodePort) spec.healthCheckNodePort = undefined
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) spec.allocateLoadBalancerNodePorts = undefined
    if (spec.loadBalancerClass === old.loadBalancerClass) spec.loadBalancerClass = undefined
  }
  const external = spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.externalIPs ?? []).length > 0
  if (!external && spec.externalTrafficPolicy === old.externalTrafficPolicy) spec.externalTrafficPolicy = undefined
}

/** Allocates only for a Service without other faults: those are reported first. */
function settle(service: Service, old: Service | undefined, context: RegistryContext): void {
  const spec = service.spec as ServiceSpec
  if (validateService(service).length > 0) return
  const others = context
    .list(services)
    .filter((other) => !(other.metadata.name === service.metadata.name && other.metadata.namespace === service.metadata.namespace))
  const errors = [...settleAddress(spec, old?.spec, others, context), ...settleNodePorts(spec, old?.spec, others, context)]
  if (errors.length > 0) throw invalid(services, service.metadata.name, errors)
}

function settleAddress(spec: ServiceSpec, old: ServiceSpec | undefined, others: readonly Service[], context: RegistryContext): FieldError[] {
  if (!needsClusterIP(spec)) return []
  settleFamilies(spec)
  if (isHeadless(spec) || (old?.clusterIP && old.clusterIP === spec.clusterIP)) return []
  const taken = new Set(others.map((other) => other.spec?.clusterIP))
  if (spec.clusterIP) return checkAddress(spec, taken, context)
  const free = freeAddress(taken, context)
  if (free === undefined) throw new StatusError(500, 'InternalError', 'Internal error occurred: failed to allocate a serviceIP: range is full')
  spec.clusterIP = free
  spec.clusterIPs = [free]
  return []
}

function settleFamilies(spec: ServiceSpec): void {
  const selectorless = isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0
  spec.ipFamilyPolicy ??= selectorless ? 'RequireDualStack' : 'SingleStack'
  if (!spec.ipFamilies?.length) spec.ipFamilies = selectorless && spec.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4']
}

function checkAddress(spec: ServiceSpec, taken: ReadonlySet<string | undefined>, context: RegistryContext): FieldError[] {
  const ip = spec.clusterIP ?? ''
  const why = outOfRange(ip, context) ?? (taken.has(ip) ? 'provided IP is already allocated' : undefined)
  return why === undefined ? [] : [invalidValue('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${ip}: ${why}`)]
}

function settleNodePorts(spec: ServiceSpec, old: ServiceSpec | undefined, others: readonly Service[], context: RegistryContext): FieldError[] {
  const taken = new Set(others.flatMap((other) => portsOf(other.spec)))
  const own = new Set(portsOf(old))
  const errors = (spec.ports ?? []).flatMap((port, i) => (port.nodePort && !own.has(port.nodePort) ? checkPort(port, taken, `spec.ports[${i}].nodePort`) : []))
  if (errors.length > 0) return errors
  for (const port of portsOf(spec)) taken.add(port)
  if (needsNodePort(spec)) for (const port of spec.ports ?? []) port.nodePort ||= shared(spec, port) ?? freePort(taken, context)
  if (needsHealthCheck(spec)) spec.healthCheckNodePort ||= freePort(taken, context)
  return []
}

const portsOf = (spec: ServiceSpec | undefined): number[] =>
  [...(spec?.ports ?? []).map((port) => port.nodePort ?? 0), spec?.healthCheckNodePort ?? 0].filter((port) => port !== 0)

/** Two protocols of one port number share a node port (DNS over TCP and UDP). */
const shared = (spec: ServiceSpec, port: ServicePort): number | undefined =>
  spec.ports?.find((other) => other !== port && other.port === port.port && other.protocol !== port.protocol && other.nodePort)?.nodePort

function checkPort({ nodePort = 0 }: ServicePort, taken: ReadonlySet<number>, path: string): FieldError[] {
  if (nodePort < ports.first || nodePort > ports.last)
    return [invalidValue(path, nodePort, `provided port is not in the valid range. The range of valid ports is ${ports.first}-${ports.last}`)]
  return taken.has(nodePort) ? [invalidValue(path, nodePort, 'provided port is already allocated')] : []
}

function freePort(taken: Set<number>, { random }: RegistryContext): number {
  for (;;) {
    const port = ports.first + ports.static + random.below(ports.last - ports.first - ports.static + 1)
    if (taken.has(port)) continue
    taken.add(port)
    return port
  }
}
