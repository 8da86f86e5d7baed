import { endpoints as kind } from '../../api/kinds.ts'
import type { EndpointAddress, EndpointSubset } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const endpoints = defineDescriber({
  group: '',
  kind: 'Endpoints',
  async describe(subject) {
    const found = await subject.read.get(kind, subject.namespace, subject.name)
    const { metadata, subsets = [] } = found
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.write(0, 'Subsets:\n')
    for (const subset of subsets) writeSubset(out, subset)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeSubset(out: Description, { addresses, notReadyAddresses, ports = [] }: EndpointSubset): void {
  out.field(1, 'Addresses', addressesText(addresses))
  out.field(1, 'NotReadyAddresses', addressesText(notReadyAddresses))
  if (ports.length > 0) {
    out.write(1, 'Ports:\n')
    out.row(2, 'Name', 'Port', 'Protocol')
    out.row(2, '----', '----', '--------')
    for (const { name, port, protocol = '' } of ports) out.row(2, name || '<unset>', port, protocol)
  }
  out.write(0, '\n')
}

const addressesText = (addresses: readonly EndpointAddress[] | undefined): string => (addresses ?? []).map(({ ip }) => ip).join(',') || '<none>'
