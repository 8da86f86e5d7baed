import { type Kind, namespaces } from '../../api/kinds.ts'
import type { LimitRange, Namespace, ResourceQuota } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { writeAnnotations, writeLabels } from './labels.ts'
import { quantityText } from './quantities.ts'
import type { Times } from './times.ts'

const resourceQuotas: Kind<ResourceQuota> = { group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', namespaced: true }
const limitRanges: Kind<LimitRange> = { group: '', version: 'v1', kind: 'LimitRange', plural: 'limitranges', namespaced: true }

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

const scopeMeanings: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

function writeQuotas(out: Description, quotas: readonly ResourceQuota[]): void {
  out.write(0, '\n')
  out.write(0, quotas.length === 0 ? 'No resource quota.\n' : 'Resource Quotas\n')
  for (const { metadata, spec, status } of [...quotas].sort((a, b) => byBytes(a.metadata.name, b.metadata.name))) {
    out.field(1, 'Name', metadata.name)
    const scopes = [...(spec?.scopes ?? [])].sort(byBytes)
    if (scopes.length > 0) out.field(1, 'Scopes', scopes.join(', '))
    for (const scope of scopes) if (scopeMeanings[scope]) out.write(1, `* ${scopeMeanings[scope]}\n`)
    out.row(1, 'Resource', 'Used', 'Hard')
    out.row(1, '--------', '---', '---')
    for (const name of Object.keys(status?.hard ?? {}).sort(byBytes))
      out.row(1, name, quantityText(status?.used?.[name] ?? '0'), quantityText(status?.hard?.[name] ?? '0'))
  }
}

function writeLimits(out: Description, limits: readonly LimitRange[]): void {
  out.write(0, '\n')
  if (limits.length === 0) {
    out.write(0, 'No LimitRange resource.\n')
    return
  }
  out.write(0, 'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n')
  out.row(0, ' ----', '--------', '---', '---', '---------------', '-------------', '-----------------------')
  for (const { type, ...item } of limits.flatMap(({ spec }) => spec?.limits ?? [])) {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    // The real one takes them in any order.
    const names = new Set(lists.flatMap((list) => Object.keys(list ?? {})))
    for (const name of [...names].sort(byBytes))
      out.row(0, ` ${type}`, name, ...lists.map((list) => (list?.[name] === undefined ? '-' : quantityText(list[name]))))
  }
}
