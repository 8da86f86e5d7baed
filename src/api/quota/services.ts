/** What a service is charged for: itself, its node ports, its load balancer. Models pkg/quota/v1/evaluator/core/services.go. */
import { services } from '../kinds.ts'
import type { ResourceList } from '../resource-list.ts'
import type { Service } from '../types.ts'
import { countName, type QuotaEvaluator } from './evaluator.ts'

const resources = new Set([countName(services), 'services', 'services.nodeports', 'services.loadbalancers'])

export const serviceEvaluator: QuotaEvaluator = {
  kind: services,
  // Its type can change.
  onUpdate: true,
  matching: (names) => names.filter((name) => resources.has(name)),
  usage: (object) => serviceUsage(object as unknown as Service),
}

function serviceUsage({ spec }: Service): ResourceList {
  const balanced = spec?.type === 'LoadBalancer'
  return { [countName(services)]: '1', services: '1', 'services.loadbalancers': balanced ? '1' : '0', 'services.nodeports': String(nodePorts(spec)) }
}

/** Ports are counted by intent: none is allocated yet when the quota is asked. */
function nodePorts(spec: Service['spec']): number {
  const ports = spec?.ports ?? []
  if (spec?.type === 'NodePort') return ports.length
  if (spec?.type !== 'LoadBalancer') return 0
  return spec.allocateLoadBalancerNodePorts === false ? ports.filter((port) => port.nodePort).length : ports.length
}
