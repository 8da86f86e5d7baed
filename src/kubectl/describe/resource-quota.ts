/** Quotas: by themselves, and as a section of their namespace. */
import { resourceQuotas } from '../../api/kinds.ts'
import { Quantity } from '../../api/quantity.ts'
import type { ResourceQuota } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { quantityText } from './quantities.ts'

export const resourceQuota = defineDescriber({
  group: '',
  kind: 'ResourceQuota',
  async describe({ read, namespace, name }) {
    const { metadata, spec, status } = await read.get(resourceQuotas, namespace, name)
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeScopes(out, spec?.scopes ?? [], 0, ' * ')
    out.row(0, 'Resource', 'Used', 'Hard')
    out.row(0, '--------', '----', '----')
    for (const resource of Object.keys(status?.hard ?? {}).sort(byBytes)) {
      const hard = Quantity.parse(status?.hard?.[resource] ?? '0')
      const used = Quantity.parse(status?.used?.[resource] ?? '0')
      out.row(0, resource, used.format === hard.format ? used : Quantity.of(used.value, 0, hard.format), hard)
    }
    return out.text()
  },
})

const scopeMeanings: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

export function writeQuotas(out: Description, quotas: readonly ResourceQuota[]): void {
  out.write(0, '\n')
  out.write(0, quotas.length === 0 ? 'No resource quota.\n' : 'Resource Quotas\n')
  for (const { metadata, spec, status } of [...quotas].sort((a, b) => byBytes(a.metadata.name, b.metadata.name))) {
    out.field(1, 'Name', metadata.name)
    writeScopes(out, spec?.scopes ?? [], 1, '* ')
    out.row(1, 'Resource', 'Used', 'Hard')
    out.row(1, '--------', '---', '---')
    for (const name of Object.keys(status?.hard ?? {}).sort(byBytes))
      out.row(1, name, quantityText(status?.used?.[name] ?? '0'), quantityText(status?.hard?.[name] ?? '0'))
  }
}

function writeScopes(out: Description, scopes: readonly string[], level: number, mark: string): void {
  const sorted = [...scopes].sort(byBytes)
  if (sorted.length > 0) out.field(level, 'Scopes', sorted.join(', '))
  for (const scope of sorted) if (scopeMeanings[scope]) out.write(level, `${mark}${scopeMeanings[scope]}\n`)
}
