/** CREATE, ALTER and DROP of tables and views. */
import { type Schema, type Session, Table } from './database.ts'
import { SqlError } from './error.ts'
import { evaluate } from './evaluate.ts'
import { runQuery } from './query.ts'
import { foreignKey } from './rows.ts'
import type { Result, SqlServer } from './server.ts'
import type { ColumnDefinition, Statement, Type } from './syntax.ts'
import { convert } from './types.ts'

export function createTable(server: SqlServer, session: Session, statement: Statement & { kind: 'create-table' }): Result {
  const database = server.databaseOf(session, statement.table)
  const { name } = statement.table
  if (database.tables.has(name) || database.views.has(name)) {
    if (!statement.ifNotExists) throw new SqlError({ what: 'table-exists', name })
    return { tag: 'CREATE TABLE', count: 0, notice: `NOTICE:  relation "${name}" already exists, skipping` }
  }
  for (const { table } of statement.references) if (table !== name && !database.tables.has(table)) throw new SqlError({ what: 'no-table', name: table })
  const made = statement.query ? runQuery(statement.query, server.catalog(session)) : undefined
  const columns: readonly ColumnDefinition[] = made ? made.fields.map(({ name: column, kind }) => plainColumn(column, kind)) : statement.columns
  const primary = statement.primary ?? []
  const schema: Schema = {
    columns: columns.map((column) => (primary.includes(column.name) ? { ...column, notNull: true } : column)),
    primary,
    uniques: statement.uniques,
    references: statement.references,
  }
  const table = new Table(name, schema)
  if (made) table.rows = made.rows
  database.tables.set(name, table)
  return made ? { tag: `SELECT ${made.rows.length}`, count: made.rows.length } : { tag: 'CREATE TABLE', count: 0 }
}

const plainColumn = (name: string, kind: Type['kind']): ColumnDefinition => ({
  name,
  type: { kind, name: kind === 'unknown' ? 'text' : kind },
  notNull: false,
  primary: false,
  unique: false,
  counts: false,
})

export function createIndex(server: SqlServer, session: Session, statement: Statement & { kind: 'create-index' }): Result {
  const table = server.table(session, statement.table)
  const { columns, unique } = statement
  for (const column of columns) if (/^\w+$/.test(column) && table.index(column) < 0) throw new SqlError({ what: 'no-column', name: column, clause: 'index' })
  const { indexes = [], uniques } = table.schema
  const name = statement.name ?? `${table.name}_${columns.join('_').replace(/\W+/g, '')}_idx`
  if (indexes.some((index) => index.name === name)) {
    if (!statement.exists) throw new SqlError({ what: 'table-exists', name })
    return { tag: 'CREATE INDEX', count: 0, notice: `NOTICE:  relation "${name}" already exists, skipping` }
  }
  table.schema = { ...table.schema, indexes: [...indexes, { name, columns, unique }], uniques: unique ? [...uniques, columns] : uniques }
  return { tag: 'CREATE INDEX', count: 0 }
}

export function createView(server: SqlServer, session: Session, { table, replace, query, text }: Statement & { kind: 'create-view' }): Result {
  const database = server.databaseOf(session, table)
  if (database.tables.has(table.name) || (database.views.has(table.name) && !replace)) throw new SqlError({ what: 'table-exists', name: table.name })
  runQuery(query, server.catalog(session))
  database.views.set(table.name, { name: table.name, query, text })
  server.host.saveAccounts(server)
  return { tag: 'CREATE VIEW', count: 0 }
}

export function alterTable(server: SqlServer, session: Session, statement: Statement & { kind: 'alter-table' }): Result {
  const table = server.table(session, statement.table)
  const database = server.databaseOf(session, statement.table)
  for (const change of statement.changes) {
    const { columns } = table.schema
    if (change.kind === 'rename-table') {
      database.tables.delete(table.name)
      server.host.drop(database, table.name)
      table.name = change.to
      database.tables.set(change.to, table)
    } else if (change.kind === 'add') {
      const { column } = change
      if (table.index(column.name) >= 0) throw new SqlError({ what: 'column-exists', name: column.name, table: table.name })
      const scope = { fields: [], row: [], clause: 'field list', around: server.catalog(session) }
      const value = column.default ? convert(evaluate(column.default, scope), column.type) : null
      table.schema = { ...table.schema, columns: [...columns, column] }
      table.rows = table.rows.map((row) => [...row, value])
    } else {
      const index = table.index(change.name)
      if (index < 0) throw new SqlError({ what: 'no-column', name: change.name, table: table.name, clause: 'relation', at: change.at })
      if (change.kind === 'drop') {
        table.schema = { ...table.schema, columns: columns.filter((_, i) => i !== index) }
        table.rows = table.rows.map((row) => row.filter((_, i) => i !== index))
      } else table.schema = { ...table.schema, columns: columns.map((column, i) => (i === index ? { ...column, name: change.to ?? column.name } : column)) }
    }
  }
  return { tag: 'ALTER TABLE', count: 0 }
}

export function dropTables(server: SqlServer, session: Session, statement: Statement & { kind: 'drop-table' }): Result {
  let notice: string | undefined
  for (const name of statement.tables) {
    const database = server.databaseOf(session, name)
    const here = statement.what === 'view' ? database.views : database.tables
    if (!here.has(name.name)) {
      if (!statement.ifExists) throw new SqlError({ what: 'no-such-table-to-drop', name: `${statement.what} ${name.name}` })
      notice = `NOTICE:  ${statement.what} "${name.name}" does not exist, skipping`
      continue
    }
    if (statement.what === 'table')
      for (const child of database.tables.values())
        for (const reference of child.schema.references)
          if (reference.table === name.name && child.name !== name.name && !statement.cascade && !statement.tables.some((other) => other.name === child.name))
            throw new SqlError({ what: 'depended-on', name: name.name, constraint: foreignKey(child.name, reference), other: child.name })
    here.delete(name.name)
    if (statement.what === 'table') server.host.drop(database, name.name)
  }
  return { tag: `DROP ${statement.what.toUpperCase()}`, count: 0, ...(notice ? { notice } : {}) }
}
