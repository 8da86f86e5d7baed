/** How the mysql client draws rows. */
import type { Field } from '../sql/evaluate.ts'
import type { Value } from '../sql/syntax.ts'
import { numeric } from '../sql/types.ts'

interface Rows {
  readonly fields: readonly Field[]
  readonly rows: readonly (readonly Value[])[]
}

const cell = (value: Value, { kind, scale }: Field): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' && kind === 'numeric' && scale !== undefined ? value.toFixed(scale) : String(value)
}

/** With lines around, as on a terminal. */
export function boxed({ fields, rows }: Rows, { names }: { readonly names: boolean }): string {
  const cells = rows.map((row) => fields.map((field, i) => cell(row[i] ?? null, field)))
  const widths = fields.map(({ name }, i) => Math.max(names ? [...name].length : 0, ...cells.map((row) => [...(row[i] ?? '')].length)))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (row: readonly string[], right: (i: number) => boolean): string =>
    `|${row.map((text, i) => ` ${right(i) ? text.padStart(widths[i] as number) : text.padEnd(widths[i] as number)} `).join('|')}|\n`
  const isRight = (i: number): boolean => numeric(fields[i]?.kind ?? 'text') || fields[i]?.kind === 'boolean'
  const head = names
    ? rule +
      line(
        fields.map(({ name }) => name),
        () => false,
      )
    : ''
  return `${head}${rule}${cells.map((row) => line(row, isRight)).join('')}${rule}`
}

/** With tabs between, as where nobody looks on. */
export function tabular({ fields, rows }: Rows, { names }: { readonly names: boolean }): string {
  const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  const lines = rows.map((row) => fields.map((field, i) => escaped(cell(row[i] ?? null, field))).join('\t'))
  return [...(names ? [fields.map(({ name }) => name).join('\t')] : []), ...lines].map((line) => `${line}\n`).join('')
}

/** A column a line: what `\G` asks for. */
export function vertical({ fields, rows }: Rows): string {
  const width = Math.max(...fields.map(({ name }) => name.length))
  return rows
    .map(
      (row, i) =>
        `*************************** ${i + 1}. row ***************************\n${fields.map((field, j) => `${field.name.padStart(width)}: ${cell(row[j] ?? null, field)}\n`).join('')}`,
    )
    .join('')
}
