import type { PolicyRule } from '../../../api/types.ts'
import { ruleRows } from '../../describe/policy-rules.ts'
import { TabWriter } from '../../output/tab-writer.ts'

/** One line per resource or address, with all that is allowed of it. */
export function rulesTable(rules: readonly PolicyRule[], headers: boolean): string {
  const table = new TabWriter()
  if (headers) table.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n')
  for (const row of ruleRows(rules)) table.write(`${row.join('\t')}\n`)
  return table.flush()
}
