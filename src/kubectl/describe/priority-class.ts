import { priorityClasses } from '../../api/kinds.ts'
import { formatSelector, selectorFromLabels } from '../../api/labels.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

export const priorityClass = defineDescriber({
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  async describe(subject) {
    const found = await subject.read.get(priorityClasses, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, value = 0, globalDefault = false, preemptionPolicy = '', description = '' } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Value', value)
    out.field(0, 'GlobalDefault', globalDefault)
    out.field(0, 'PreemptionPolicy', preemptionPolicy)
    out.field(0, 'Description', description)
    out.field(0, 'Annotations', formatSelector(selectorFromLabels(metadata.annotations)) || '<none>')
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
