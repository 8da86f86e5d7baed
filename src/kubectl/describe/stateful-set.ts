import { statefulSets } from '../../api/kinds.ts'
import { formatSelector, selectorOf } from '../../api/labels.ts'
import { storageClassOf } from '../../api/storage.ts'
import type { PersistentVolumeClaim, StatefulSet } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writePodTemplate } from './pod-template.ts'
import { podsStatusOf } from './pods-status.ts'
import { quantityText } from './quantities.ts'

export const statefulSet = defineDescriber({
  group: 'apps',
  kind: 'StatefulSet',
  async describe(subject) {
    const found = await subject.read.get(statefulSets, subject.namespace, subject.name)
    const { metadata, spec, status } = found
    const selector = formatSelector(selectorOf(spec?.selector))
    const podsStatus = await podsStatusOf(subject, found, selector)
    const events = await eventsOf(subject, found)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    out.field(0, 'CreationTimestamp', subject.times.point(metadata.creationTimestamp))
    out.field(0, 'Selector', selector)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'Replicas', `${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
    writeUpdateStrategy(out, found)
    out.field(0, 'Pods Status', podsStatus)
    writePodTemplate(out, spec?.template)
    writeClaims(out, spec?.volumeClaimTemplates ?? [])
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeUpdateStrategy(out: Description, { spec }: StatefulSet): void {
  const { type = '', rollingUpdate } = spec?.updateStrategy ?? {}
  out.field(0, 'Update Strategy', type)
  if (rollingUpdate?.partition === undefined) return
  out.field(1, 'Partition', rollingUpdate.partition)
  if (rollingUpdate.maxUnavailable !== undefined) out.field(1, 'MaxUnavailable', rollingUpdate.maxUnavailable)
}

function writeClaims(out: Description, claims: readonly PersistentVolumeClaim[]): void {
  out.write(0, claims.length === 0 ? 'Volume Claims:\t<none>\n' : 'Volume Claims:\n')
  for (const claim of claims) {
    const { metadata, spec } = claim
    const storage = spec?.resources?.requests?.storage
    out.field(1, 'Name', metadata.name)
    out.field(1, 'StorageClass', storageClassOf(claim))
    writeLabels(out, 'Labels', metadata.labels, '  ')
    writeLabels(out, 'Annotations', metadata.annotations, '  ')
    out.field(1, 'Capacity', storage === undefined ? '<default>' : quantityText(storage))
    out.field(1, 'Access Modes', `[${(spec?.accessModes ?? []).join(' ')}]`)
  }
}
