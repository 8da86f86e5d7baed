/** Limit ranges: by themselves, and as a section of their namespace. */
import { limitRanges } from '../../api/kinds.ts'
import type { LimitRange } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { quantityText } from './quantities.ts'

const titles = ['Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio']
const lines = titles.map((title) => '-'.repeat(title.length))

export const limitRange = defineDescriber({
  group: '',
  kind: 'LimitRange',
  async describe({ read, namespace, name }) {
    const found = await read.get(limitRanges, namespace, name)
    const out = new Description()
    out.field(0, 'Name', found.metadata.name)
    out.field(0, 'Namespace', found.metadata.namespace ?? '')
    out.row(0, ...titles)
    out.row(0, ...lines)
    writeItems(out, found, '')
    return out.text()
  },
})

export function writeLimits(out: Description, limits: readonly LimitRange[]): void {
  out.write(0, '\n')
  if (limits.length === 0) {
    out.write(0, 'No LimitRange resource.\n')
    return
  }
  out.write(0, `Resource Limits\n ${titles.join('\t')}\n`)
  out.write(0, ` ${lines.join('\t')}\n`)
  for (const limit of limits) writeItems(out, limit, ' ')
}

/** A line per resource, in the order of their names; the real one takes them in any. */
function writeItems(out: Description, { spec }: LimitRange, space: string): void {
  for (const { type, ...item } of spec?.limits ?? []) {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    const names = new Set(lists.flatMap((list) => Object.keys(list ?? {})))
    for (const name of [...names].sort(byBytes))
      out.row(0, `${space}${type}`, name, ...lists.map((list) => (list?.[name] === undefined ? '-' : quantityText(list[name]))))
  }
}
