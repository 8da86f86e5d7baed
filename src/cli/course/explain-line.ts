/** `ktutor explain`: a line, token by token. */
import { explainLine } from '../../tutor/insight/explain-line.ts'
import { partLines } from '../../tutor/insight/show-parts.ts'
import { colours } from '../colours.ts'
import { shippedTable } from './shipped-table.ts'

/** @returns the exit status: 1 if something in the line is unknown. */
export function explainAtTerminal(line: string, output: string): number {
  if (output !== 'text' && output !== 'json') {
    process.stderr.write(`ktutor: --output must be text or json, not ${JSON.stringify(output)}\n`)
    return 2
  }
  const parts = explainLine(line, shippedTable)
  const text =
    output === 'json'
      ? JSON.stringify({ line, parts }, undefined, 2)
      : partLines(parts, colours(process.stdout, process.env), process.stdout.columns || 100).join('\n')
  process.stdout.write(`${text}\n`)
  return parts.some(({ role }) => role === 'unknown') ? 1 : 0
}
