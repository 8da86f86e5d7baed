/** Models ValidateService and ValidateServiceUpdate of pkg/apis/core/validation. */

import { validateCIDR, validateIP, validateNonSpecialIP } from '../../../../api/ip.ts'
import { validateLabels } from '../../../../api/labels.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { Service, ServicePort, ServiceSpec } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, oneOf, portNumber, portNumberOrName, qualifiedName } from '../checks.ts'
import { validateAddresses, validateAddressesUpdate } from './addresses-validation.ts'
import { isExternallyAccessible, isHeadless, needsHealthCheck } from './defaults.ts'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

export function validateService({ spec = {} }: Service): FieldError[] {
  const ports = spec.ports ?? []
  return [
    ...(ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName' ? [required('spec.ports')] : []),
    ...validateType(spec),
    ...validatePorts(ports),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']),
    ...validateAffinity(spec),
    ...validateAddresses(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, i) => {
      const errors = validateIP(`spec.externalIPs[${i}]`, ip)
      return errors.length > 0 ? errors : validateNonSpecialIP(`spec.externalIPs[${i}]`, ip)
    }),
    ...oneOf('spec.type', spec.type, types),
    ...portConflicts(spec, ports),
    ...validateLoadBalancer(spec),
    ...validateTrafficPolicies(spec),
  ]
}

function validateType(spec: ServiceSpec): FieldError[] {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    return [invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)]
  if (spec.type !== 'ExternalName') return []
  const errors: FieldError[] = []
  for (const field of ['clusterIPs', 'ipFamilies'] as const)
    if (spec[field]?.length) errors.push(forbiddenField(`spec.${field}`, 'may not be set for ExternalName services'))
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField('spec.ipFamilyPolicy', 'may not be set for ExternalName services'))
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  return [...errors, ...(name ? dnsSubdomain('spec.externalName', name) : [required('spec.externalName')])]
}

function validatePorts(ports: readonly ServicePort[]): FieldError[] {
  const names = new Set<string>()
  return ports.flatMap((port, i) => {
    const at = `spec.ports[${i}]`
    const errors: FieldError[] = []
    if (port.name) {
      errors.push(...dnsLabel(`${at}.name`, port.name))
      if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name))
      names.add(port.name)
    } else if (ports.length > 1) errors.push(required(`${at}.name`))
    errors.push(...portNumber(`${at}.port`, port.port ?? 0), ...oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']))
    errors.push(...portNumberOrName(`${at}.targetPort`, port.targetPort))
    return port.appProtocol === undefined ? errors : [...errors, ...qualifiedName(`${at}.appProtocol`, port.appProtocol)]
  })
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const path = 'spec.sessionAffinityConfig'
  if (sessionAffinity === 'None') return sessionAffinityConfig ? [forbiddenField(path, 'must not be set when session affinity is None')] : []
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds
  if (sessionAffinity !== 'ClientIP' || seconds === undefined) return []
  return seconds <= 0 || seconds > 86400 ? [invalidValue(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400')] : []
}

function portConflicts(spec: ServiceSpec, ports: readonly ServicePort[]): FieldError[] {
  const errors: FieldError[] = []
  const nodePorts = new Set<string>()
  const seen = new Set<string>()
  for (const [i, port] of ports.entries())
    if (spec.type === 'ClusterIP' && port.nodePort) errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"))
  for (const [i, { protocol, nodePort }] of ports.entries()) {
    if (!nodePort) continue
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort))
    nodePorts.add(`${protocol}/${nodePort}`)
  }
  for (const [i, { protocol, port }] of ports.entries()) {
    // The value is a port of which only these two are filled in, as the API server holds it.
    if (seen.has(`${protocol}/${port}`))
      errors.push(duplicate(`spec.ports[${i}]`, { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }))
    seen.add(`${protocol}/${port}`)
  }
  return errors
}

function validateLoadBalancer(spec: ServiceSpec): FieldError[] {
  const only = "may only be used when `type` is 'LoadBalancer'"
  const isLoadBalancer = spec.type === 'LoadBalancer'
  const errors: FieldError[] = []
  if (spec.loadBalancerSourceRanges?.length) {
    if (!isLoadBalancer) errors.push(forbiddenField('spec.LoadBalancerSourceRanges', only))
    errors.push(...spec.loadBalancerSourceRanges.flatMap((range, i) => validateCIDR(`spec.LoadBalancerSourceRanges[${i}]`, range.trim())))
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', only))
  if (spec.loadBalancerClass !== undefined) {
    if (isLoadBalancer) errors.push(...qualifiedName('spec.loadBalancerClass', spec.loadBalancerClass))
    else errors.push(forbiddenField('spec.loadBalancerClass', only))
  }
  return errors
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  if (isExternallyAccessible(spec)) errors.push(...oneOf('spec.externalTrafficPolicy', spec.externalTrafficPolicy, ['Cluster', 'Local']))
  else if (spec.externalTrafficPolicy)
    errors.push(invalidValue('spec.externalTrafficPolicy', spec.externalTrafficPolicy, 'may only be set for externally-accessible services'))
  if (!needsHealthCheck(spec) && spec.healthCheckNodePort)
    errors.push(
      invalidValue(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    )
  if (spec.internalTrafficPolicy !== undefined) errors.push(...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']))
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone']
  if (spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution))
    errors.push(notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions))
  return errors
}

export function validateServiceUpdate({ spec = {} }: Service, { spec: old = {} }: Service): FieldError[] {
  const errors = validateAddressesUpdate(spec, old)
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass)
    errors.push(invalidValue('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'))
  if (needsHealthCheck(spec) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.healthCheckNodePort)
    errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'))
  return errors
}
