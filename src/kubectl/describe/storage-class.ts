import { storageClasses } from '../../api/kinds.ts'
import { isDefaultClass } from '../../api/storage.ts'
import type { TopologySelectorTerm } from '../../api/types.ts'
import { labelsText } from '../output/table.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

export const storageClass = defineDescriber({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  async describe(subject) {
    const found = await subject.read.get(storageClasses, '', subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], reclaimPolicy, volumeBindingMode, allowedTopologies } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'IsDefaultClass', isDefaultClass(metadata) ? 'Yes' : 'No')
    out.field(0, 'Annotations', labelsText(metadata.annotations))
    out.field(0, 'Provisioner', provisioner)
    out.field(0, 'Parameters', labelsText(parameters))
    out.field(0, 'AllowVolumeExpansion', allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False')
    out.write(0, mountOptions.length === 0 ? 'MountOptions:\t<none>\n' : 'MountOptions:\n')
    for (const option of mountOptions) out.write(1, `${option}\n`)
    if (reclaimPolicy !== undefined) out.field(0, 'ReclaimPolicy', reclaimPolicy)
    if (volumeBindingMode !== undefined) out.field(0, 'VolumeBindingMode', volumeBindingMode)
    if (allowedTopologies) writeTopologies(out, allowedTopologies)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

function writeTopologies(out: Description, terms: readonly TopologySelectorTerm[]): void {
  out.write(0, `AllowedTopologies:\t${terms.length === 0 ? '<none>' : ''}\n`)
  for (const [i, { matchLabelExpressions = [] }] of terms.entries()) {
    out.write(1, `Term ${i}:\t`)
    if (matchLabelExpressions.length === 0) out.write(0, '<none>\n')
    for (const [j, { key, values }] of matchLabelExpressions.entries()) {
      if (j > 0) out.write(1, '\t')
      out.write(0, `${key} in${values?.length ? ` [${values.join(', ')}]` : ''}\n`)
    }
  }
}
