import { persistentVolumeClaims, pods } from '../../api/kinds.ts'
import { accessModesText, storageClassOf } from '../../api/storage.ts'
import type { PersistentVolumeClaim, Pod } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { quantityText } from './quantities.ts'

export const persistentVolumeClaim = defineDescriber({
  group: '',
  kind: 'PersistentVolumeClaim',
  async describe(subject) {
    const found = await subject.read.get(persistentVolumeClaims, subject.namespace, subject.name)
    const users = await podsOf(subject, found)
    const events = await eventsOf(subject, found)
    const out = new Description()
    writeClaim(out, found, subject)
    const names = users.map(({ metadata }) => metadata.name).sort(byBytes)
    out.write(0, `Used By:\t${names.length === 0 ? '<none>' : names.join('\n\t')}\n`)
    writeConditions(out, found, subject)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

async function podsOf({ read }: Subject, { metadata }: PersistentVolumeClaim): Promise<Pod[]> {
  const all = await read.list(pods, metadata.namespace ?? '')
  const owners = new Set((metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid))
  const uses = (pod: Pod): boolean => (pod.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name)
  return all.filter((pod) => uses(pod) || owners.has(pod.metadata.uid))
}

function writeClaim(out: Description, claim: PersistentVolumeClaim, { times }: Subject): void {
  const { metadata, spec = {}, status } = claim
  out.field(0, 'Name', metadata.name)
  out.field(0, 'Namespace', metadata.namespace ?? '')
  out.field(0, 'StorageClass', storageClassOf(claim))
  out.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${times.since(metadata.deletionTimestamp)})` : (status?.phase ?? ''))
  out.field(0, 'Volume', spec.volumeName ?? '')
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  out.field(0, 'Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`)
  out.field(0, 'Capacity', spec.volumeName ? quantityText(status?.capacity?.storage ?? '0') : '')
  out.field(0, 'Access Modes', spec.volumeName ? accessModesText(status?.accessModes) : '')
  if (spec.volumeMode !== undefined) out.field(0, 'VolumeMode', spec.volumeMode)
  if (!spec.dataSource) return
  out.write(0, 'DataSource:\n')
  if (spec.dataSource.apiGroup !== undefined) out.field(1, 'APIGroup', spec.dataSource.apiGroup)
  out.field(1, 'Kind', spec.dataSource.kind)
  out.field(1, 'Name', spec.dataSource.name)
}

function writeConditions(out: Description, { status }: PersistentVolumeClaim, { times }: Subject): void {
  if (!status?.conditions?.length) return
  out.write(0, 'Conditions:\n')
  out.row(1, 'Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message')
  out.row(1, '----', '------', '-----------------', '------------------', '------', '-------')
  for (const condition of status.conditions) {
    const point = (time: string | undefined): string => `${times.point(time)} `
    const { type, lastProbeTime, lastTransitionTime, reason = '', message = '' } = condition
    out.row(1, `${type} `, `${condition.status} `, point(lastProbeTime), point(lastTransitionTime), `${reason} `, message)
  }
}
