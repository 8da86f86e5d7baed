import { ingressClasses } from '../../api/kinds.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const ingressClass = defineDescriber({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  async describe(subject) {
    const found = await subject.read.get(ingressClasses, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'Controller', spec?.controller ?? '')
    if (spec?.parameters) {
      out.write(0, 'Parameters:\n')
      if (spec.parameters.apiGroup !== undefined) out.field(1, 'APIGroup', spec.parameters.apiGroup)
      out.field(1, 'Kind', spec.parameters.kind)
      out.field(1, 'Name', spec.parameters.name)
    }
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
