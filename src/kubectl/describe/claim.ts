import { accessModesText, storageClassOf } from '../../api/storage.ts'
import type { PersistentVolumeClaim } from '../../api/types.ts'
import type { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { quantityText } from './quantities.ts'
import type { Times } from './times.ts'

/** A claim, or (without times) what is to become one: that has neither name nor status yet. */
export function writeClaim(out: Description, claim: PersistentVolumeClaim, times?: Times): void {
  const { metadata, spec = {}, status } = claim
  if (times) out.field(0, 'Name', metadata.name)
  if (times) out.field(0, 'Namespace', metadata.namespace ?? '')
  out.field(0, 'StorageClass', storageClassOf(claim))
  if (times) out.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${times.since(metadata.deletionTimestamp)})` : (status?.phase ?? ''))
  out.field(0, 'Volume', spec.volumeName ?? '')
  writeLabels(out, 'Labels', metadata.labels)
  writeAnnotations(out, 'Annotations', metadata.annotations)
  if (times) out.field(0, 'Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`)
  out.field(0, 'Capacity', spec.volumeName ? quantityText(status?.capacity?.storage ?? '0') : '')
  out.field(0, 'Access Modes', spec.volumeName ? accessModesText(status?.accessModes) : '')
  if (spec.volumeMode !== undefined) out.field(0, 'VolumeMode', spec.volumeMode)
  if (!spec.dataSource) return
  out.write(0, 'DataSource:\n')
  if (spec.dataSource.apiGroup !== undefined) out.field(1, 'APIGroup', spec.dataSource.apiGroup)
  out.field(1, 'Kind', spec.dataSource.kind)
  out.field(1, 'Name', spec.dataSource.name)
}
