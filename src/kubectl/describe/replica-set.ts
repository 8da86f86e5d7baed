import { replicaSets } from '../../api/kinds.ts'
import { formatLabelSelector, formatSelector, selectorOf } from '../../api/labels.ts'
import { controllerOf } from '../../api/object.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import { podsStatusOf } from './pods-status.ts'

export const replicaSet = defineDescriber({
  group: 'apps',
  kind: 'ReplicaSet',
  async describe(subject) {
    const found = await subject.read.get(replicaSets, subject.namespace, subject.name)
    const podsStatus = await podsStatusOf(subject, found, formatSelector(selectorOf(found.spec?.selector))).catch(
      (error: Error) => `error in fetching pods: ${error.message}`,
    )
    const events = await eventsOf(subject, found)
    const { metadata, spec, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'Selector', formatLabelSelector(spec?.selector))
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    const owner = controllerOf(found)
    if (owner) out.field(0, 'Controlled By', `${owner.kind}/${owner.name}`)
    out.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
    out.field(0, 'Pods Status', podsStatus)
    writePodTemplate(out, spec?.template)
    writeReasons(out, status?.conditions)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

/** Conditions of controllers, with their reasons. */
export function writeReasons(out: Description, conditions: readonly { type: string; status: string; reason?: string }[] | undefined): void {
  if (!conditions?.length) return
  out.write(0, 'Conditions:\n  Type\tStatus\tReason\n')
  out.row(1, '----', '------', '------')
  for (const { type, status, reason = '' } of conditions) out.row(1, `${type} `, status, reason)
}
