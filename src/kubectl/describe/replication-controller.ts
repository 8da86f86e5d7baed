import { replicationControllers } from '../../api/kinds.ts'
import { formatSelector, selectorFromLabels } from '../../api/labels.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import { podsStatusOf } from './pods-status.ts'
import { writeReasons } from './replica-set.ts'

export const replicationController = defineDescriber({
  group: '',
  kind: 'ReplicationController',
  async describe(subject) {
    const found = await subject.read.get(replicationControllers, subject.namespace, subject.name)
    const { metadata, spec, status } = found
    const selector = formatSelector(selectorFromLabels(spec?.selector))
    const podsStatus = await podsStatusOf(subject, found, selector)
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'Selector', selector || '<none>')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
    out.field(0, 'Pods Status', podsStatus)
    writePodTemplate(out, spec?.template)
    writeReasons(out, status?.conditions)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
