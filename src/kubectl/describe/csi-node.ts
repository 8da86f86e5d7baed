import { csiNodes } from '../../api/kinds.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const csiNode = defineDescriber({
  group: 'storage.k8s.io',
  kind: 'CSINode',
  async describe(subject) {
    const found = await subject.read.get(csiNodes, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'CreationTimestamp', subject.times.point(metadata.creationTimestamp))
    out.write(0, 'Spec:\n')
    if (spec?.drivers) out.write(1, 'Drivers:\n')
    for (const { name, nodeID, allocatable, topologyKeys } of spec?.drivers ?? []) {
      out.write(2, `${name}:\n`)
      out.field(3, 'Node ID', nodeID)
      if (allocatable?.count !== undefined) {
        out.write(3, 'Allocatables:\n')
        out.field(4, 'Count', allocatable.count)
      }
      if (topologyKeys) out.field(3, 'Topology Keys', `[${topologyKeys.join(' ')}]`)
    }
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
