/** Tables as files of the container: the first line is the schema, each further one a row. */

import { FileError } from '../../file-error.ts'
import { absolute } from '../../path.ts'
import type { Process } from '../../process.ts'
import { Database, type Row, type Schema, Table, type User } from './database.ts'
import type { Quotes } from './lexer.ts'
import type { Host, SqlServer } from './server.ts'
import { parse } from './statement-parser.ts'

export interface Layout {
  readonly quotes: Quotes
  /** The folder of a database's tables. */
  folder(database: string): string
  /** The file name of a table. */
  file(table: string): string
  /** The file of databases, users and views. */
  readonly accounts: string
}

interface Accounts {
  readonly databases: readonly { readonly name: string; readonly tables: readonly string[]; readonly views: readonly string[] }[]
  readonly users: readonly User[]
}

interface Head {
  readonly name: string
  readonly counter: number
  readonly schema: Schema
}

/** The engine's way to the files, the clock and the chance of a container. */
export function hostOf(process: Process, layout: Layout): Host {
  const saved = new WeakMap<Table, { rows: readonly Row[]; schema: Schema; path: string }>()
  const { files } = process
  const pathOf = (database: Database, table: string): string => absolute(layout.file(table), layout.folder(database.name))
  const lines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  return {
    now: () => process.now(),
    random: () => process.environment.random.between(0, 1),
    uuid: () => process.environment.random.uuid(),
    log: (text) => process.err(text),
    save(database, table) {
      const path = pathOf(database, table.name)
      const before = saved.get(table)
      if (before?.rows === table.rows && before.schema === table.schema && before.path === path) return
      const added =
        before?.schema === table.schema &&
        before.path === path &&
        before.rows.length <= table.rows.length &&
        before.rows.every((row, i) => row === table.rows[i])
      files.makeFolders(layout.folder(database.name), process)
      if (added && files.find(path)) files.write(path, lines(table.rows.slice(before?.rows.length)), { who: process, append: true })
      else
        files.write(path, `${JSON.stringify({ name: table.name, counter: table.counter, schema: table.schema } satisfies Head)}\n${lines(table.rows)}`, {
          who: process,
          mode: 0o600,
        })
      saved.set(table, { rows: table.rows, schema: table.schema, path })
      process.changes()
    },
    drop(database, table) {
      try {
        files.removeAll(table === undefined ? layout.folder(database.name) : pathOf(database, table), process)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
      }
    },
    saveAccounts(server) {
      const databases = [...server.databases.values()].map(({ name, views }) => ({ name, tables: [], views: [...views.values()].map(({ text }) => text) }))
      files.write(layout.accounts, `${JSON.stringify({ databases, users: [...server.users.values()] } satisfies Accounts)}\n`, { who: process, mode: 0o600 })
      for (const { name } of databases) files.makeFolders(layout.folder(name), process)
      process.changes()
    },
  }
}

/** Reads what an earlier container has left. */
export function load(process: Process, layout: Layout, server: SqlServer): void {
  const accounts = JSON.parse(process.files.read(layout.accounts)) as Accounts
  for (const user of accounts.users) server.users.set(user.name, user)
  for (const { name, views } of accounts.databases) {
    const database = new Database(name)
    server.databases.set(name, database)
    for (const text of views) {
      const statement = parse(text, layout.quotes)
      if (statement.kind === 'create-view') database.views.set(statement.table.name, { name: statement.table.name, query: statement.query, text })
    }
    const folder = layout.folder(name)
    if (process.files.find(folder)?.kind !== 'folder') continue
    for (const file of process.files.list(folder)) {
      const text = process.files.find(absolute(file, folder))?.kind === 'file' ? process.files.read(absolute(file, folder)) : ''
      if (!text.startsWith('{"name":')) continue
      const [head = '', ...rows] = text.trimEnd().split('\n')
      const { name: table, counter, schema } = JSON.parse(head) as Head
      const made = new Table(table, schema)
      made.rows = rows.map((row) => JSON.parse(row) as Row)
      const counting = schema.columns.findIndex(({ counts }) => counts)
      made.counter = Math.max(counter, ...(counting >= 0 ? made.rows.map((row) => Number(row[counting])) : []))
      database.tables.set(table, made)
    }
  }
}
