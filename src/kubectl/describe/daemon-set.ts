import { daemonSets } from '../../api/kinds.ts'
import { formatSelector, selectorFromLabels, selectorOf } from '../../api/labels.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import { podsStatusOf } from './pods-status.ts'

export const daemonSet = defineDescriber({
  group: 'apps',
  kind: 'DaemonSet',
  async describe(subject) {
    const found = await subject.read.get(daemonSets, subject.namespace, subject.name)
    const { metadata, spec, status } = found
    const selector = formatSelector(selectorOf(spec?.selector))
    const podsStatus = await podsStatusOf(subject, found, selector)
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'Selector', selector)
    out.field(0, 'Node-Selector', formatSelector(selectorFromLabels(spec?.template?.spec?.nodeSelector)) || '<none>')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.write(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}\n`)
    out.write(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}\n`)
    out.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}\n`)
    out.write(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}\n`)
    out.write(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}\n`)
    out.field(0, 'Pods Status', podsStatus)
    writePodTemplate(out, spec?.template)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
