import { limitRanges, namespaces, resourceQuotas } from '../../api/kinds.ts'
import type { Namespace } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { writeLimits } from './limit-range.ts'
import { writeQuotas } from './resource-quota.ts'
import type { Times } from './times.ts'

export const namespace = defineDescriber({
  group: '',
  kind: 'Namespace',
  async describe({ read, name, times }) {
    const found = await read.get(namespaces, '', name)
    const quotas = await read.listIfServed(resourceQuotas, name)
    const limits = await read.listIfServed(limitRanges, name)
    const out = new Description()
    out.field(0, 'Name', found.metadata.name)
    writeLabels(out, 'Labels', found.metadata.labels)
    writeAnnotations(out, 'Annotations', found.metadata.annotations)
    out.field(0, 'Status', found.status?.phase ?? '')
    writeConditions(out, found, times)
    if (quotas) writeQuotas(out, quotas)
    if (limits) writeLimits(out, limits)
    return out.text()
  },
})

function writeConditions(out: Description, { status }: Namespace, times: Times): void {
  if (!status?.conditions?.length) return
  out.write(0, 'Conditions:\n')
  out.row(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message')
  out.row(1, '----', '------', '------------------', '------', '-------')
  for (const { type, status: state, lastTransitionTime, reason = '', message = '' } of status.conditions)
    out.row(1, type, state, times.point(lastTransitionTime), reason, message)
}
