import { persistentVolumes } from '../../api/kinds.ts'
import { accessModesText, storageClassOf } from '../../api/storage.ts'
import type { PersistentVolumeSpec, Volume, VolumeNodeAffinity } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { quantityText } from './quantities.ts'
import { writeAttributes, writeSource } from './volumes.ts'

export const persistentVolume = defineDescriber({
  group: '',
  kind: 'PersistentVolume',
  async describe(subject) {
    const found = await subject.read.get(persistentVolumes, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec = {}, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`)
    out.field(0, 'StorageClass', storageClassOf(found))
    out.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${subject.times.since(metadata.deletionTimestamp)})` : (status?.phase ?? ''))
    out.field(0, 'Claim', spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '')
    out.field(0, 'Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? '')
    out.field(0, 'Access Modes', accessModesText(spec.accessModes))
    if (spec.volumeMode !== undefined) out.field(0, 'VolumeMode', spec.volumeMode)
    out.field(0, 'Capacity', quantityText(spec.capacity?.storage ?? '0'))
    writeAffinity(out, spec.nodeAffinity)
    out.field(0, 'Message', status?.message ?? '')
    out.write(0, 'Source:\n')
    writePersistentSource(out, spec)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeAffinity(out: Description, affinity: VolumeNodeAffinity | undefined): void {
  if (!affinity?.required) {
    out.field(0, 'Node Affinity', '<none>')
    return
  }
  out.write(0, 'Node Affinity:\t\n')
  const terms = affinity.required.nodeSelectorTerms ?? []
  out.write(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}\n`)
  for (const [i, { matchExpressions = [] }] of terms.entries()) {
    out.write(2, `Term ${i}:\t`)
    if (matchExpressions.length === 0) out.write(0, '<none>\n')
    for (const [j, { key, operator, values }] of matchExpressions.entries()) {
      if (j > 0) out.write(2, '\t')
      out.write(0, `${key} ${operator.toLowerCase()}${values?.length ? ` [${values.join(', ')}]` : ''}\n`)
    }
  }
}

const others = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
])

function writePersistentSource(out: Description, spec: PersistentVolumeSpec): void {
  const source = Object.keys(spec).find((field) => !others.has(field))
  if (source === undefined) out.write(1, '<unknown>\n')
  else if (spec.local) {
    out.field(2, 'Type', 'LocalVolume (a persistent volume backed by local storage on a node)')
    out.field(2, 'Path', spec.local.path)
  } else if (spec.csi) {
    out.field(2, 'Type', 'CSI (a Container Storage Interface (CSI) volume source)')
    out.field(2, 'Driver', spec.csi.driver)
    out.field(2, 'FSType', spec.csi.fsType ?? '')
    out.field(2, 'VolumeHandle', spec.csi.volumeHandle)
    out.field(2, 'ReadOnly', spec.csi.readOnly ?? false)
    writeAttributes(out, spec.csi.volumeAttributes ?? {})
  } else writeSource(out, source, spec as unknown as Volume)
}
