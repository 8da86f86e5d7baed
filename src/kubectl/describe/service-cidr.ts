import { serviceCIDRs } from '../../api/kinds.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const serviceCIDR = defineDescriber({
  group: 'networking.k8s.io',
  kind: 'ServiceCIDR',
  async describe(subject) {
    const found = await subject.read.get(serviceCIDRs, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'CIDRs', (spec?.cidrs ?? []).join(', '))
    if (status?.conditions?.length) {
      out.write(0, 'Status:\nConditions:\n')
      out.row(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message')
      out.row(1, '----', '------', '------------------', '------', '-------')
      for (const condition of status.conditions)
        out.row(1, condition.type, condition.status, subject.times.point(condition.lastTransitionTime), condition.reason ?? '', condition.message ?? '')
    }
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
