/**
 * The engine of the simulated databases: PostgreSQL, MySQL, MariaDB and Cassandra are this with words of their own. A
 * real one has pages, a log, locks, a planner. Here tables are lists of rows in memory that are written to the files of
 * the container as statements commit, so that a volume keeps them and the next container reads them again. Simulated:
 * the usual statements with their types, constraints, joins, groups, transactions that roll back, and errors as the real
 * ones word them. Left out, and said so where it is asked for: plans, procedures, triggers, isolation between sessions.
 */

import { Database, restore, type Session, snapshot, type Table, type User } from './database.ts'
import { alterTable, createIndex, createTable, createView, dropTables } from './definitions.ts'
import { type Problem, SqlError } from './error.ts'
import type { Relation, Surroundings } from './evaluate.ts'
import type { Quotes } from './lexer.ts'
import { type Catalog, runQuery } from './query.ts'
import { insert, remove, update } from './rows.ts'
import { parse } from './statement-parser.ts'
import type { Query, Source, Statement, TableName, Value } from './syntax.ts'

/** How one kind of server differs from the others. */
export interface Dialect {
  readonly quotes: Quotes
  readonly mysql: boolean
  /** A row with a key that is there replaces that row, as in Cassandra. */
  readonly upserts?: boolean
  readonly version: string
  /** The database that nobody can drop and everybody may connect to. */
  readonly systemDatabases: readonly string[]
  variable(name: string, session: Session): Value
  /** The error in the server's words. */
  explain(problem: Problem, session: Session): Failure
  /** Tables that are made when somebody looks: catalogs. */
  virtual(server: SqlServer, session: Session, source: TableName): Relation | undefined
  show(server: SqlServer, session: Session, statement: Statement & { kind: 'show' }): Relation
  describe(table: Table): Relation
}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** Where in the statement's text. */
  readonly at?: number
}

/** What a statement gives: rows, or only a word. */
export interface Result {
  readonly relation?: Relation
  /** `INSERT 0 1`, as PostgreSQL says it; the count is that of rows found or changed. */
  readonly tag: string
  readonly count: number
  readonly notice?: string
}

/** What the engine needs from the process that runs it. */
export interface Host {
  now(): number
  random(): number
  uuid(): string
  /** A table was committed; `rows` were appended to it, or it is to be written anew. */
  save(database: Database, table: Table): void
  drop(database: Database, table?: string): void
  saveAccounts(server: SqlServer): void
  log(text: string): void
}

export class SqlServer {
  readonly databases = new Map<string, Database>()
  readonly users = new Map<string, User>()
  readonly #sessions = new Map<string, Session>()
  #last: Value = 0
  /** Seconds that the statement at hand takes. */
  seconds = 0

  constructor(
    readonly dialect: Dialect,
    readonly host: Host,
  ) {}

  session(id: string, user: string, from: string, database: Database | undefined): Session {
    const known = this.#sessions.get(id)
    if (known) return known
    const session = { id, user, from, database, transaction: undefined, aborted: false }
    this.#sessions.set(id, session)
    return session
  }

  close(id: string): void {
    const session = this.#sessions.get(id)
    if (session?.transaction) restore(session.transaction)
    this.#sessions.delete(id)
  }

  get connections(): number {
    return this.#sessions.size
  }

  /** Runs one statement. @throws SqlError */
  run(session: Session, text: string): Result {
    const statement = parse(text, this.dialect.quotes)
    if (session.aborted && statement.kind !== 'rollback' && statement.kind !== 'commit') throw new SqlError({ what: 'aborted' })
    const target = changesRows(statement) ? this.#target(session, statement) : undefined
    const before = target && session.transaction?.database !== target ? snapshot(target) : undefined
    try {
      const result = this.#execute(session, statement)
      if (before && target) this.#saveAll(target)
      return result
    } catch (error) {
      if (before) restore(before)
      if (session.transaction && !this.dialect.mysql) session.aborted = true
      throw error
    }
  }

  database(name: string): Database {
    const found = this.databases.get(name)
    if (!found) throw new SqlError({ what: 'no-database', name })
    return found
  }

  /** @throws SqlError no-database-selected, no-database */
  databaseOf(session: Session, { database }: TableName): Database {
    if (database !== undefined && database !== 'public') return this.database(database)
    if (!session.database) throw new SqlError({ what: 'no-database-selected' })
    return session.database
  }

  table(session: Session, name: TableName): Table {
    const found = this.databaseOf(session, name).tables.get(name.name)
    if (!found) throw new SqlError({ what: 'no-table', name: name.name, at: name.at })
    return found
  }

  catalog(session: Session): Catalog {
    const { host, dialect } = this
    const around: Surroundings = {
      now: host.now(),
      user: dialect.mysql ? `${session.user}@${session.from === '127.0.0.1' ? 'localhost' : '%'}` : session.user,
      database: session.database?.name ?? '',
      mysql: dialect.mysql,
      random: () => host.random(),
      uuid: () => host.uuid(),
      version: () => dialect.version,
      variable: (name) => (name === 'last_insert_id' ? this.#last : dialect.variable(name.toLowerCase(), session)),
      query: (query, outer) => runQuery(query, catalog, outer),
      sleep: (seconds) => {
        this.seconds += seconds
      },
    }
    const catalog: Catalog = { ...around, relation: (source) => this.#relation(session, source, catalog) }
    return catalog
  }

  noteInsertedId(value: Value): void {
    this.#last = value
  }

  #relation(session: Session, source: Source & { kind: 'table' }, catalog: Catalog): Relation {
    const virtual = this.dialect.virtual(this, session, source)
    if (virtual) return virtual
    const view = this.databaseOf(session, source).views.get(source.name)
    if (view) return runQuery(view.query, catalog)
    const { schema, rows } = this.table(session, source)
    return {
      fields: schema.columns.map(({ name, type }) => ({
        name,
        kind: type.kind,
        ...(type.scale === undefined || Number.isNaN(type.scale) ? {} : { scale: type.scale }),
      })),
      rows,
    }
  }

  #query(session: Session, query: Query): Result {
    const relation = runQuery(query, this.catalog(session))
    return { relation, tag: `SELECT ${relation.rows.length}`, count: relation.rows.length }
  }

  #execute(session: Session, statement: Statement): Result {
    switch (statement.kind) {
      case 'query':
        return this.#query(session, statement.query)
      case 'insert':
        return insert(this, session, statement)
      case 'update':
        return update(this, session, statement)
      case 'delete':
        return remove(this, session, statement)
      case 'create-table':
        return createTable(this, session, statement)
      case 'create-index':
        return createIndex(this, session, statement)
      case 'create-view':
        return createView(this, session, statement)
      case 'alter-table':
        return alterTable(this, session, statement)
      case 'drop-table':
        return dropTables(this, session, statement)
      case 'truncate':
        for (const name of statement.tables) this.table(session, name).rows = []
        return { tag: 'TRUNCATE TABLE', count: 0 }
      case 'show': {
        const relation = this.dialect.show(this, session, statement)
        return { relation, tag: 'SHOW', count: relation.rows.length }
      }
      case 'describe': {
        const relation = this.dialect.describe(this.table(session, statement.table))
        return { relation, tag: 'DESCRIBE', count: relation.rows.length }
      }
      case 'use':
        session.database = this.database(statement.name)
        return { tag: 'USE', count: 0 }
      case 'accepted':
        return { tag: statement.tag, count: 0 }
      case 'begin':
      case 'commit':
      case 'rollback':
        return this.#transaction(session, statement.kind)
      case 'create-database':
      case 'drop-database':
        return this.#changeDatabase(session, statement)
      default:
        return this.#changeUser(statement)
    }
  }

  #transaction(session: Session, kind: 'begin' | 'commit' | 'rollback'): Result {
    const { transaction, aborted } = session
    if (kind === 'begin') {
      if (session.database && !transaction) session.transaction = snapshot(session.database)
      return { tag: 'BEGIN', count: 0, ...(transaction ? { notice: 'WARNING:  there is already a transaction in progress' } : {}) }
    }
    session.transaction = undefined
    session.aborted = false
    const undone = kind === 'rollback' || aborted
    if (transaction && undone) restore(transaction)
    if (transaction && !undone) this.#saveAll(transaction.database)
    return { tag: undone ? 'ROLLBACK' : 'COMMIT', count: 0, ...(transaction ? {} : { notice: 'WARNING:  there is no transaction in progress' }) }
  }

  #changeDatabase(session: Session, { kind, name, exists }: Statement & { kind: 'create-database' | 'drop-database' }): Result {
    if (kind === 'create-database') {
      if (this.databases.has(name) && !exists) throw new SqlError({ what: 'database-exists', name })
      if (!this.databases.has(name)) this.databases.set(name, new Database(name))
      this.host.saveAccounts(this)
      return { tag: 'CREATE DATABASE', count: 1 }
    }
    const found = this.databases.get(name)
    if (!found && !exists) throw new SqlError({ what: 'no-database-to-drop', name })
    if (found && !this.dialect.mysql && session.database === found) throw new SqlError({ what: 'database-in-use', name })
    if (session.database === found) session.database = undefined
    if (found) this.host.drop(found)
    this.databases.delete(name)
    this.host.saveAccounts(this)
    return { tag: 'DROP DATABASE', count: found?.tables.size ?? 0 }
  }

  #changeUser({ kind, name, password, exists }: Statement & { kind: 'create-user' | 'alter-user' | 'drop-user' }): Result {
    const known = this.users.get(name)
    if (kind === 'create-user' && known && !exists) throw new SqlError({ what: 'user-exists', name })
    if (kind !== 'create-user' && !known && !exists) throw new SqlError({ what: 'no-such-user', name })
    if (kind === 'drop-user') this.users.delete(name)
    else if (kind === 'alter-user' && known) this.users.set(name, { ...known, password: password ?? known.password })
    else if (!known) this.users.set(name, { name, password, superuser: false })
    this.host.saveAccounts(this)
    return { tag: `${kind === 'create-user' ? 'CREATE' : kind === 'alter-user' ? 'ALTER' : 'DROP'} ROLE`, count: 0 }
  }

  /** The database whose tables a statement changes. */
  #target(session: Session, statement: Statement): Database | undefined {
    const name = 'table' in statement ? statement.table : 'tables' in statement ? statement.tables[0] : undefined
    return name?.database === undefined || name.database === 'public' ? session.database : this.databases.get(name.database)
  }

  #saveAll(database: Database): void {
    for (const table of database.tables.values()) this.host.save(database, table)
  }
}

const changesRows = ({ kind }: Statement): boolean =>
  /^(insert|update|delete|truncate|create-table|create-index|create-view|alter-table|drop-table)$/.test(kind)
