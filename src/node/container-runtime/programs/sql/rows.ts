/** INSERT, UPDATE, DELETE, and the constraints that they must keep. */
import type { Database, Row, Session, Table } from './database.ts'
import { SqlError } from './error.ts'
import { evaluate, type Field, isTrue, type Scope } from './evaluate.ts'
import { runQuery } from './query.ts'
import type { Result, SqlServer } from './server.ts'
import type { Assignment, Expression, Item, Reference, Select, Statement, Value } from './syntax.ts'
import { convert } from './types.ts'

interface Target {
  readonly server: SqlServer
  readonly session: Session
  readonly database: Database
  readonly table: Table
  readonly fields: readonly Field[]
}

function target(server: SqlServer, session: Session, statement: Statement & { kind: 'insert' | 'update' | 'delete' }): Target {
  const table = server.table(session, statement.table)
  const fields = table.schema.columns.map(({ name, type }) => ({ name, kind: type.kind, table: table.name }))
  return { server, session, database: server.databaseOf(session, statement.table), table, fields }
}

const scopeOf = ({ server, session, fields }: Target, row: Row, clause: string): Scope => ({ fields, row, clause, around: server.catalog(session) })

const result = (place: Target, verb: string, rows: readonly Row[], returning: readonly Item[] | undefined, count = rows.length): Result => {
  const tag = `${verb} ${count}`
  if (!returning) return { tag, count }
  const select: Select = { kind: 'select', distinct: false, items: returning, from: { kind: 'table', name: place.table.name, at: 0 }, groupBy: [], orderBy: [] }
  const catalog = place.server.catalog(place.session)
  return { tag, count, relation: runQuery(select, { ...catalog, relation: () => ({ fields: place.fields, rows }) }) }
}

export function insert(server: SqlServer, session: Session, statement: Statement & { kind: 'insert' }): Result {
  const place = target(server, session, statement)
  const { table } = place
  const { columns } = table.schema
  const named = statement.columns?.map((column) => ({ ...column, index: indexOf(place, column.name, column.at) }))
  const indexes = named?.map(({ index }) => index) ?? columns.map((_, i) => i)
  checkWidth(statement, indexes.length, named !== undefined)
  const added: Row[] = []
  let replaced = 0
  for (const { values, places } of newValues(place, statement)) {
    const row = completed(place, indexes, values, places)
    const clash = clashing(place, row)
    if (clash) {
      if (statement.onConflict === 'nothing') continue
      if (statement.onConflict !== 'update' && !server.dialect.upserts) throw duplicate(place, row)
      const next =
        statement.set && statement.set.length > 0
          ? assigned(place, clash, statement.set, row)
          : server.dialect.upserts
            ? row.map((value, i) => (indexes.includes(i) ? value : (clash[i] ?? null)))
            : row
      table.rows = table.rows.map((each) => (each === clash ? next : each))
      replaced++
      added.push(next)
      continue
    }
    checkParents(place, row)
    table.rows = [...table.rows, row]
    added.push(row)
  }
  return result(place, 'INSERT 0', added, statement.returning, added.length + (server.dialect.mysql ? replaced : 0))
}

function indexOf({ table, server }: Target, name: string, at: number): number {
  const index = server.dialect.mysql ? table.schema.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()) : table.index(name)
  if (index < 0) throw new SqlError({ what: 'no-column', name, table: table.name, clause: 'relation', at })
  return index
}

function checkWidth({ query }: Statement & { kind: 'insert' }, width: number, exact: boolean): void {
  if (query?.kind !== 'values') return
  for (const row of query.rows) {
    if (row.length > width) throw new SqlError({ what: 'expressions', more: true, at: row[width]?.at ?? 0 })
    if (row.length < width && exact) throw new SqlError({ what: 'expressions', more: false, at: 0 })
  }
}

/** The rows that are to be put in, with the places of their expressions in the text; undefined stands for DEFAULT. */
function newValues(place: Target, { query }: Statement & { kind: 'insert' }): { values: (Value | undefined)[]; places: number[] }[] {
  if (!query) return [{ values: [], places: [] }]
  const catalog = place.server.catalog(place.session)
  if (query.kind !== 'values') return runQuery(query, catalog).rows.map((row) => ({ values: [...row], places: [] }))
  const scope: Scope = { fields: [], row: [], clause: 'field list', around: catalog }
  const isDefault = (expression: Expression): boolean => expression.kind === 'column' && expression.name.toLowerCase() === 'default'
  return query.rows.map((row) => ({
    values: row.map((expression) => (isDefault(expression) ? undefined : evaluate(expression, scope))),
    places: row.map(({ at }) => at),
  }))
}

function completed(place: Target, indexes: readonly number[], values: readonly (Value | undefined)[], places: readonly number[]): Row {
  const { table, server } = place
  const row = table.schema.columns.map((column, i): Value => {
    const at = indexes.indexOf(i)
    const given = at >= 0 ? values[at] : undefined
    if (given !== undefined && !(given === null && column.counts && server.dialect.mysql)) {
      const value = convert(given, column.type, { column: column.name, ...(places[at] === undefined ? {} : { at: places[at] }) })
      if (column.counts && typeof value === 'number') table.counter = Math.max(table.counter, server.dialect.mysql ? value : table.counter)
      return value
    }
    if (column.counts) {
      server.noteInsertedId(++table.counter)
      return table.counter
    }
    return column.default ? convert(evaluate(column.default, scopeOf(place, [], 'field list')), column.type, { column: column.name }) : null
  })
  for (const [i, column] of table.schema.columns.entries())
    if (row[i] === null && column.notNull)
      throw new SqlError({
        what: 'not-null',
        column: column.name,
        table: table.name,
        row: shown(row),
        missing: !indexes.includes(i) || indexes.indexOf(i) >= values.length,
      })
  return row
}

const shown = (row: Row): string => row.map((value) => (value === null ? 'null' : typeof value === 'boolean' ? (value ? 't' : 'f') : String(value))).join(', ')

function keys({ primary, uniques }: Table['schema']): (readonly string[])[] {
  return [...(primary.length > 0 ? [primary] : []), ...uniques]
}

const valuesOf = (table: Table, row: Row, columns: readonly string[]): Value[] => columns.map((name) => row[table.index(name)] ?? null)

function clashing({ table }: Target, row: Row, except?: Row): Row | undefined {
  for (const key of keys(table.schema)) {
    const wanted = valuesOf(table, row, key)
    if (wanted.includes(null)) continue
    const hit = table.rows.find((other) => other !== except && valuesOf(table, other, key).every((value, i) => value === wanted[i]))
    if (hit) return hit
  }
  return undefined
}

function duplicate({ table }: Target, row: Row, except?: Row): SqlError {
  const { primary } = table.schema
  const key = keys(table.schema).find((columns) => {
    const wanted = valuesOf(table, row, columns)
    return !wanted.includes(null) && table.rows.some((other) => other !== except && valuesOf(table, other, columns).every((value, i) => value === wanted[i]))
  }) as readonly string[]
  const constraint = key === primary ? `${table.name}_pkey` : `${table.name}_${key.join('_')}_key`
  return new SqlError({ what: 'duplicate', constraint, columns: key.join(', '), values: valuesOf(table, row, key).join(', '), table: table.name })
}

export const foreignKey = (table: string, { columns }: Reference): string => `${table}_${columns.join('_')}_fkey`

const parentOf = (database: Database, reference: Reference): { table: Table; columns: readonly string[] } | undefined => {
  const table = database.tables.get(reference.table)
  return table && { table, columns: reference.targets.length > 0 ? reference.targets : table.schema.primary }
}

function checkParents({ table, database }: Target, row: Row): void {
  for (const reference of table.schema.references) {
    const wanted = valuesOf(table, row, reference.columns)
    const parent = parentOf(database, reference)
    if (!parent || wanted.includes(null)) continue
    const there = parent.table.rows.some((other) => valuesOf(parent.table, other, parent.columns).every((value, i) => value === wanted[i]))
    if (!there)
      throw new SqlError({
        what: 'no-parent',
        constraint: foreignKey(table.name, reference),
        table: table.name,
        other: reference.table,
        columns: reference.columns.join(', '),
        values: wanted.join(', '),
      })
  }
}

/** Rows of other tables that refer to `row`, unless `next` still is what they refer to. */
function checkChildren({ table, database }: Target, row: Row, next?: Row): void {
  for (const child of database.tables.values())
    for (const reference of child.schema.references) {
      const parent = parentOf(database, reference)
      if (parent?.table !== table) continue
      const key = valuesOf(table, row, parent.columns)
      if (next && valuesOf(table, next, parent.columns).every((value, i) => value === key[i])) continue
      if (child.rows.some((other) => valuesOf(child, other, reference.columns).every((value, i) => value === key[i])))
        throw new SqlError({
          what: 'has-children',
          constraint: foreignKey(child.name, reference),
          table: table.name,
          other: child.name,
          columns: parent.columns.join(', '),
          values: key.join(', '),
        })
    }
}

function assigned(place: Target, row: Row, set: readonly Assignment[], excluded?: Row): Row {
  const { table } = place
  const next = [...row]
  const scope = scopeOf(place, row, 'field list')
  const withExcluded: Scope = excluded
    ? { ...scope, fields: [...scope.fields, ...scope.fields.map((field) => ({ ...field, table: 'excluded' }))], row: [...row, ...excluded] }
    : scope
  for (const { name, at, value } of set) {
    const index = indexOf(place, name, at)
    const column = table.schema.columns[index]
    if (!column) continue
    next[index] = convert(evaluate(value, withExcluded), column.type, { column: name, at: value.at })
    if (next[index] === null && column.notNull) throw new SqlError({ what: 'not-null', column: name, table: table.name, row: shown(next), missing: false })
  }
  return next
}

export function update(server: SqlServer, session: Session, statement: Statement & { kind: 'update' }): Result {
  const place = target(server, session, statement)
  const { table } = place
  for (const { name, at } of statement.set) indexOf(place, name, at)
  const changed: Row[] = []
  for (const row of table.rows) {
    if (!isTrue(statement.where, scopeOf(place, row, 'where clause'))) continue
    const next = assigned(place, row, statement.set)
    if (clashing(place, next, row)) throw duplicate(place, next, row)
    checkParents(place, next)
    checkChildren(place, row, next)
    table.rows = table.rows.map((each) => (each === row ? next : each))
    changed.push(next)
  }
  // Cassandra's UPDATE makes the row that it does not find.
  if (changed.length === 0 && server.dialect.upserts && statement.where) {
    const made = upserted(place, statement)
    if (made) table.rows = [...table.rows, made]
  }
  return result(place, 'UPDATE', changed, statement.returning)
}

function upserted(place: Target, { where, set }: Statement & { kind: 'update' }): Row | undefined {
  const { table } = place
  const row: Value[] = table.schema.columns.map(() => null)
  const fill = (expression: Expression): void => {
    if (expression.kind !== 'binary') return
    if (expression.operator === 'and') [expression.left, expression.right].forEach(fill)
    if (expression.operator === '=' && expression.left.kind === 'column')
      row[table.index(expression.left.name)] = evaluate(expression.right, scopeOf(place, [], 'where clause'))
  }
  if (where) fill(where)
  return table.schema.primary.every((name) => row[table.index(name)] !== null) ? assigned(place, row, set) : undefined
}

export function remove(server: SqlServer, session: Session, statement: Statement & { kind: 'delete' }): Result {
  const place = target(server, session, statement)
  const { table } = place
  const gone = table.rows.filter((row) => isTrue(statement.where, scopeOf(place, row, 'where clause')))
  const left = new Set(gone)
  for (const row of gone) checkChildren(place, row)
  table.rows = table.rows.filter((row) => !left.has(row))
  return result(place, 'DELETE', gone, statement.returning)
}
