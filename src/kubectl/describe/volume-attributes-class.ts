import { volumeAttributesClasses } from '../../api/kinds.ts'
import { labelsText } from '../output/table.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

export const volumeAttributesClass = defineDescriber({
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  async describe(subject) {
    const found = await subject.read.get(volumeAttributesClasses, '', subject.name)
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', found.metadata.name)
    out.field(0, 'Annotations', labelsText(found.metadata.annotations))
    out.field(0, 'DriverName', found.driverName)
    out.field(0, 'Parameters', labelsText(found.parameters))
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
