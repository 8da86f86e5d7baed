import { endpointSlices, services } from '../../api/kinds.ts'
import { StatusError } from '../../api/status.ts'
import type { EndpointSlice, Service, ServicePort } from '../../api/types.ts'
import { labelsText } from '../output/table.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { hostPort } from './probes.ts'

export const service = defineDescriber({
  group: '',
  kind: 'Service',
  async describe(subject) {
    const found = await subject.read.get(services, subject.namespace, subject.name)
    const slices = await slicesOf(subject, found)
    const events = await eventsOf(subject, found)
    const out = new Description()
    writeHead(out, found)
    writeAddresses(out, found)
    for (const port of found.spec?.ports ?? []) writePort(out, port, slices)
    writePolicies(out, found)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

async function slicesOf({ read }: Subject, { metadata }: Service): Promise<EndpointSlice[]> {
  try {
    return await read.list(endpointSlices, metadata.namespace ?? '', { labelSelector: `kubernetes.io/service-name=${metadata.name}` })
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}

function writeHead(out: Description, { metadata, spec }: Service): void {
  out.field(0, 'Name', metadata.name)
  out.field(0, 'Namespace', metadata.namespace ?? '')
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  out.field(0, 'Selector', labelsText(spec?.selector))
  out.field(0, 'Type', spec?.type ?? '')
}

function writeAddresses(out: Description, { spec = {}, status }: Service): void {
  if (spec.ipFamilyPolicy) out.field(0, 'IP Family Policy', spec.ipFamilyPolicy)
  out.field(0, 'IP Families', spec.ipFamilies?.join(',') || '<none>')
  out.field(0, 'IP', spec.clusterIP ?? '')
  out.field(0, 'IPs', spec.clusterIPs?.length ? spec.clusterIPs.join(',') : '<none>')
  if (spec.externalIPs?.length) out.field(0, 'External IPs', spec.externalIPs.join(','))
  if (spec.loadBalancerIP) out.field(0, 'Desired LoadBalancer IP', spec.loadBalancerIP)
  if (spec.externalName) out.field(0, 'External Name', spec.externalName)
  const ingress = status?.loadBalancer?.ingress ?? []
  if (ingress.length > 0)
    out.field(0, 'LoadBalancer Ingress', ingress.map(({ ip, ipMode, hostname = '' }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname)).join(', '))
}

function writePort(out: Description, { name, port, protocol = '', targetPort, appProtocol, nodePort }: ServicePort, slices: readonly EndpointSlice[]): void {
  out.row(0, 'Port:', name || '<unset>', `${port}/${protocol}`)
  out.field(0, 'TargetPort', `${targetPort ?? 0}/${protocol}`)
  if (appProtocol) out.field(0, 'AppProtocol', appProtocol)
  if (nodePort) out.row(0, 'NodePort:', name || '<unset>', `${nodePort}/${protocol}`)
  out.field(0, 'Endpoints', endpointsText(slices, name ?? ''))
}

function writePolicies(out: Description, { spec = {} }: Service): void {
  out.field(0, 'Session Affinity', spec.sessionAffinity ?? '')
  if (spec.externalTrafficPolicy) out.field(0, 'External Traffic Policy', spec.externalTrafficPolicy)
  if (spec.internalTrafficPolicy) out.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy)
  if (spec.healthCheckNodePort) out.field(0, 'HealthCheck NodePort', spec.healthCheckNodePort)
  if (spec.loadBalancerSourceRanges?.length) out.field(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','))
  if (spec.trafficDistribution) out.field(0, 'Traffic Distribution', spec.trafficDistribution)
}

const shown = 3

/** `10.244.1.2:80,10.244.2.2:80`: the first three that are ready; ` + 2 more...` for the others. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const ready = slices.flatMap(({ ports, endpoints }) => {
    const addresses = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).map((endpoint) => endpoint.addresses[0] ?? '')
    if (!ports?.length) return addresses
    return ports.filter(({ name = '' }) => name === portName).flatMap(({ port = 0 }) => addresses.map((address) => hostPort(address, port)))
  })
  const list = ready.slice(0, shown).join(',')
  return ready.length > shown ? `${list} + ${ready.length - shown} more...` : list
}
