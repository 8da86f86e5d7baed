/** What a server keeps: databases of tables. Rows are never changed in place, so that a transaction can put them back. */
import type { ColumnDefinition, Query, Reference, Value } from './syntax.ts'

export type Row = readonly Value[]

export interface Schema {
  readonly columns: readonly ColumnDefinition[]
  readonly primary: readonly string[]
  readonly uniques: readonly (readonly string[])[]
  readonly references: readonly Reference[]
  /** Made later, with CREATE INDEX: they change no answer here, but unique ones are kept among `uniques`. */
  readonly indexes?: readonly { readonly name: string; readonly columns: readonly string[]; readonly unique: boolean }[]
}

export class Table {
  rows: readonly Row[] = []
  /** The last number that a counting column gave out; not put back by ROLLBACK, as in reality. */
  counter = 0

  constructor(
    public name: string,
    public schema: Schema,
  ) {}

  index(column: string): number {
    return this.schema.columns.findIndex(({ name }) => name === column)
  }
}

export interface View {
  readonly name: string
  readonly query: Query
  /** The statement that made it. */
  readonly text: string
}

export class Database {
  readonly tables = new Map<string, Table>()
  readonly views = new Map<string, View>()

  constructor(readonly name: string) {}
}

export interface User {
  readonly name: string
  readonly password: string | undefined
  readonly superuser: boolean
}

/** What ROLLBACK puts back. */
export interface Snapshot {
  readonly database: Database
  readonly tables: ReadonlyMap<string, Table>
  readonly rows: ReadonlyMap<Table, readonly Row[]>
  readonly schemas: ReadonlyMap<Table, Schema>
}

export const snapshot = (database: Database): Snapshot => ({
  database,
  tables: new Map(database.tables),
  rows: new Map([...database.tables.values()].map((table) => [table, table.rows])),
  schemas: new Map([...database.tables.values()].map((table) => [table, table.schema])),
})

export function restore({ database, tables, rows, schemas }: Snapshot): void {
  database.tables.clear()
  for (const [name, table] of tables) {
    database.tables.set(name, table)
    table.rows = rows.get(table) ?? []
    table.schema = schemas.get(table) ?? table.schema
  }
}

/** One client's connection. */
export interface Session {
  readonly id: string
  readonly user: string
  /** The address that it comes from. */
  readonly from: string
  database: Database | undefined
  transaction: Snapshot | undefined
  /** A statement of the transaction failed: only its end is listened to. */
  aborted: boolean
}
