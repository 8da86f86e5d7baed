/** How psql draws rows. */
import type { Field } from '../sql/evaluate.ts'
import type { Value } from '../sql/syntax.ts'
import { numeric } from '../sql/types.ts'

export interface Rows {
  readonly fields: readonly Field[]
  readonly rows: readonly (readonly Value[])[]
}

export interface Style {
  readonly tuplesOnly: boolean
  readonly separator: string
}

/** A value as PostgreSQL's output functions print it. */
export function cell(value: Value, { kind, scale }: Field): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number' && scale !== undefined && kind === 'numeric') return value.toFixed(scale)
  return String(value)
}

const width = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))

const centred = (text: string, size: number): string => {
  const left = Math.floor((size - width(text)) / 2)
  return ' '.repeat(left) + text + ' '.repeat(size - width(text) - left)
}

const countOf = (rows: number): string => `(${rows} row${rows === 1 ? '' : 's'})\n`

export function aligned({ fields, rows }: Rows, { tuplesOnly }: Style, title?: string): string {
  const cells = rows.map((row) => fields.map((field, i) => cell(row[i] ?? null, field)))
  const widths = fields.map(({ name }, i) => Math.max(tuplesOnly ? 0 : width(name), ...cells.map((row) => width(row[i] ?? ''))))
  const body = cells.map((row) => aRow(row, fields, widths)).join('')
  if (tuplesOnly) return `${body}\n`
  const head = `${fields.map(({ name }, i) => ` ${centred(name, widths[i] as number)} `).join('|')}\n${widths.map((size) => '-'.repeat(size + 2)).join('+')}\n`
  const total = widths.reduce((all, size) => all + size + 3, -1)
  const above = title === undefined ? '' : `${' '.repeat(Math.max(0, Math.floor((total - title.length) / 2)))}${title}\n`
  return `${above}${head}${body}${title !== undefined && /^Table/.test(title) ? '' : `${countOf(rows.length)}\n`}`
}

/** A row takes as many lines as its longest cell; `+` says that a cell goes on. */
function aRow(row: readonly string[], fields: readonly Field[], widths: readonly number[]): string {
  const parts = row.map((text) => text.split('\n'))
  const height = Math.max(...parts.map((lines) => lines.length))
  let text = ''
  for (let line = 0; line < height; line++) {
    const cells = parts.map((lines, i) => {
      const part = lines[line] ?? ''
      const size = widths[i] as number
      const goesOn = line < lines.length - 1
      const last = i === parts.length - 1
      const right = numeric(fields[i]?.kind ?? 'text')
      const padded = right ? part.padStart(size) : last && !goesOn ? part : part.padEnd(size)
      return ` ${padded}${goesOn ? '+' : last ? '' : ' '}`
    })
    text += `${cells.join('|')}\n`
  }
  return text
}

export function unaligned({ fields, rows }: Rows, { tuplesOnly, separator }: Style): string {
  const lines = rows.map((row) => fields.map((field, i) => cell(row[i] ?? null, field)).join(separator))
  const all = tuplesOnly ? lines : [fields.map(({ name }) => name).join(separator), ...lines]
  return `${all.map((line) => `${line}\n`).join('')}${tuplesOnly || separator === ',' ? '' : countOf(rows.length)}`
}

export function expanded({ fields, rows }: Rows, { tuplesOnly }: Style): string {
  const name = Math.max(...fields.map((field) => width(field.name)))
  const value = Math.max(0, ...rows.flatMap((row) => fields.map((field, i) => width(cell(row[i] ?? null, field)))))
  if (rows.length === 0) return tuplesOnly ? '' : '(0 rows)\n\n'
  return `${rows
    .map((row, i) => {
      const title = `-[ RECORD ${i + 1} ]`
      const rule =
        title.length <= name + 1
          ? `${title}${'-'.repeat(name + 1 - title.length)}+${'-'.repeat(value + 1)}`
          : title + '-'.repeat(Math.max(0, name + value + 3 - title.length))
      return `${tuplesOnly ? (i > 0 ? '\n' : '') : `${rule}\n`}${fields.map((field, j) => `${field.name.padEnd(name)} | ${cell(row[j] ?? null, field)}\n`).join('')}`
    })
    .join('')}\n`
}
