/** One line of comma separated values with Go's encoding/csv quoting and its error texts. Models pflag's stringSlice. */
import { FlagValueError } from './flags.ts'

const fault = (column: number, what: string) => new FlagValueError(`parse error on line 1, column ${column}: ${what}`)

export function commaSeparated(text: string): string[] {
  if (text === '') return []
  const line = text.replace(/\r?\n$/, '')
  const fields: string[] = []
  let at = 0
  for (;;) {
    const [field, end] = line[at] === '"' ? quoted(line, at) : plain(line, at)
    fields.push(field)
    if (end >= line.length) return fields
    at = end + 1
    if (at === line.length) return [...fields, '']
  }
}

function plain(line: string, start: number): [string, number] {
  const comma = line.indexOf(',', start)
  const end = comma < 0 ? line.length : comma
  const field = line.slice(start, end)
  const mark = field.indexOf('"')
  if (mark >= 0) throw fault(start + mark + 1, 'bare " in non-quoted-field')
  return [field, end]
}

function quoted(line: string, start: number): [string, number] {
  let field = ''
  let at = start + 1
  for (;;) {
    const mark = line.indexOf('"', at)
    if (mark < 0) throw fault(line.length + 1, 'extraneous or missing " in quoted-field')
    field += line.slice(at, mark)
    if (line[mark + 1] === '"') {
      field += '"'
      at = mark + 2
    } else if (mark + 1 === line.length || line[mark + 1] === ',') return [field, mark + 1]
    else throw fault(mark + 1, 'extraneous or missing " in quoted-field')
  }
}
