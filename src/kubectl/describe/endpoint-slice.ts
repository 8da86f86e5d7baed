import { endpointSlices } from '../../api/kinds.ts'
import type { Endpoint } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const endpointSlice = defineDescriber({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  async describe(subject) {
    const found = await subject.read.get(endpointSlices, subject.namespace, subject.name)
    const { metadata, addressType, ports, endpoints } = found
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'AddressType', addressType)
    if (!ports?.length) out.write(0, 'Ports: <unset>\n')
    else {
      out.write(0, 'Ports:\n')
      out.row(1, 'Name', 'Port', 'Protocol')
      out.row(1, '----', '----', '--------')
      for (const { name, port, protocol = '' } of ports) out.row(1, name || '<unset>', port ?? '<unset>', protocol)
    }
    out.write(0, endpoints?.length ? 'Endpoints:\n' : 'Endpoints: <none>\n')
    for (const endpoint of endpoints ?? []) writeEndpoint(out, endpoint)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeEndpoint(out: Description, { addresses, conditions, hostname, targetRef, nodeName, zone }: Endpoint): void {
  out.field(1, '- Addresses', addresses.join(', ') || '<none>')
  out.write(2, 'Conditions:\n')
  out.field(3, 'Ready', conditions?.ready ?? '<unset>')
  out.field(2, 'Hostname', hostname ?? '<unset>')
  if (targetRef) out.field(2, 'TargetRef', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)
  out.field(2, 'NodeName', nodeName ?? '<unset>')
  out.field(2, 'Zone', zone ?? '<unset>')
}
