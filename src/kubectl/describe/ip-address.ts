import { ipAddresses } from '../../api/kinds.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const ipAddress = defineDescriber({
  group: 'networking.k8s.io',
  kind: 'IPAddress',
  async describe(subject) {
    const found = await subject.read.get(ipAddresses, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    if (spec?.parentRef) {
      const { group = '', resource, namespace = '', name } = spec.parentRef
      out.write(0, 'Parent Reference:\n')
      out.field(1, 'Group', group)
      out.field(1, 'Resource', resource)
      out.field(1, 'Namespace', namespace)
      out.field(1, 'Name', name)
    }
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
