/** The columns and constraints of CREATE TABLE. */
import { readExpression, readQuery } from './expression-parser.ts'
import type { Reader } from './reader.ts'
import type { ColumnDefinition, Query, Reference } from './syntax.ts'
import { readType, serial } from './types.ts'

interface TableBody {
  columns: ColumnDefinition[]
  primary?: readonly string[]
  uniques: (readonly string[])[]
  references: Reference[]
  query?: Query
}

export function readTableBody(reader: Reader): TableBody {
  const body: TableBody = { columns: [], uniques: [], references: [] }
  if (reader.accept('as')) return { ...body, query: readQuery(reader) }
  reader.parenthesized(() => reader.list(() => readPart(reader, body)))
  for (const column of body.columns) {
    if (column.primary) body.primary = [column.name]
    if (column.unique) body.uniques.push([column.name])
    if (column.references) body.references.push(column.references)
  }
  if (reader.accept('as')) return { ...body, query: readQuery(reader) }
  // ENGINE=InnoDB and WITH … say how it is stored.
  if (reader.is('engine', 'default', 'charset', 'auto_increment', 'collate', 'comment', 'with')) reader.skip()
  return body
}

const names = (reader: Reader): string[] => reader.parenthesized(() => reader.list(() => (reader.is('(') ? names(reader) : [reader.name()]))).flat()

function readPart(reader: Reader, body: TableBody): void {
  if (reader.accept('constraint')) reader.name()
  if (reader.accept('primary', 'key')) body.primary = names(reader)
  else if (
    reader.is('unique', 'key', 'index') &&
    reader.peek().kind !== 'end' &&
    (reader.peek().text === '(' || reader.peek(2).text === '(') &&
    !isColumn(reader)
  ) {
    const unique = reader.accept('unique')
    if (!reader.accept('key')) reader.accept('index')
    if (!reader.is('(')) reader.name()
    const columns = names(reader)
    if (unique) body.uniques.push(columns)
  } else if (reader.accept('foreign', 'key')) body.references.push(readReference(reader, names(reader)))
  else if (reader.accept('check')) reader.parenthesized(() => readExpression(reader))
  else body.columns.push(readColumn(reader))
}

/** `key varchar(20)` is a column that is called key. */
const isColumn = (reader: Reader): boolean => reader.is('key', 'index') && /char|numeric|decimal/.test(reader.peek().text)

function readReference(reader: Reader, columns: readonly string[]): Reference {
  reader.expect('references')
  const table = reader.name()
  const targets = reader.is('(') ? names(reader) : []
  while (reader.accept('on')) {
    reader.take()
    if (!reader.accept('set', 'null') && !reader.accept('no', 'action')) reader.take()
  }
  return { columns, table, targets }
}

export function readColumn(reader: Reader): ColumnDefinition {
  const name = reader.name()
  const { written, ...type } = readType(reader)
  const column = { name, type, notNull: serial.test(written), primary: false, unique: false, counts: serial.test(written) }
  const more: { default?: ColumnDefinition['default']; defaultText?: string; references?: Reference } = {}
  for (;;) {
    if (reader.accept('not', 'null')) column.notNull = true
    else if (reader.accept('primary', 'key')) column.primary = true
    else if (reader.accept('unique')) {
      column.unique = true
      reader.accept('key')
    } else if (reader.accept('auto_increment')) column.counts = true
    else if (reader.accept('generated')) {
      more.defaultText = `generated ${reader.is('always') ? 'always' : 'by default'} as identity`
      while (!reader.accept('identity')) if (reader.take().kind === 'end') reader.fail()
      column.counts = true
      column.notNull = true
    } else if (reader.accept('default')) {
      const from = reader.next.at
      Object.assign(more, { default: readExpression(reader) })
      more.defaultText = reader.text.slice(from, reader.before)
    } else if (reader.is('references')) more.references = readReference(reader, [name])
    else if (reader.accept('check')) reader.parenthesized(() => readExpression(reader))
    else if (reader.accept('comment')) reader.string()
    else if (reader.accept('character', 'set') || reader.accept('collate')) reader.take()
    else if (reader.accept('on', 'update')) readExpression(reader)
    else if (!reader.accept('null') && !reader.accept('static')) break
  }
  return { ...column, ...more, notNull: column.notNull || column.primary }
}
