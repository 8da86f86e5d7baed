/** What MySQL and MariaDB say, and what SHOW shows. */
import type { Session, Table } from '../sql/database.ts'
import type { Problem, ProblemOf } from '../sql/error.ts'
import { SqlError } from '../sql/error.ts'
import type { Relation } from '../sql/evaluate.ts'
import type { Dialect, Failure, SqlServer } from '../sql/server.ts'
import type { TableName, Value } from '../sql/syntax.ts'

export interface Flavor {
  readonly name: 'MySQL' | 'MariaDB'
  readonly version: string
  readonly hostname: string
  /** The number of this server among replicas. */
  readonly serverId: number
}

/** The error's number and SQL state before the text, as the client prints them: `1146 (42S02)`. */
type Words = readonly [code: string, message: string]
type Texts = { readonly [What in Problem['what']]?: (problem: ProblemOf<What>, session: Session) => Words }

const databaseOf = ({ database }: Session): string => database?.name ?? ''
const field = ({ name, table }: { name: string; table?: string }): string => (table === undefined ? name : `${table}.${name}`)

const textsOf = ({ name: product }: Flavor): Texts => ({
  syntax: ({ rest }) => [
    '1064 (42000)',
    `You have an error in your SQL syntax; check the manual that corresponds to your ${product} server version for the right syntax to use near '${rest}' at line 1`,
  ],
  'no-table': ({ name }, session) => ['1146 (42S02)', `Table '${databaseOf(session)}.${name}' doesn't exist`],
  'table-exists': ({ name }) => ['1050 (42S01)', `Table '${name}' already exists`],
  'no-such-table-to-drop': ({ name }, session) => ['1051 (42S02)', `Unknown table '${databaseOf(session)}.${name.split(' ')[1]}'`],
  'no-such-user': ({ name }) => ['1396 (HY000)', `Operation DROP USER failed for '${name}'@'%'`],
  'user-exists': ({ name }) => ['1396 (HY000)', `Operation CREATE USER failed for '${name}'@'%'`],
  'no-column': ({ name, table, clause }) => [
    '1054 (42S22)',
    `Unknown column '${field({ name, ...(table === undefined || clause === 'relation' ? {} : { table }) })}' in '${clause === 'relation' ? 'field list' : clause}'`,
  ],
  'column-exists': ({ name }) => ['1060 (42S21)', `Duplicate column name '${name}'`],
  'no-database': ({ name }) => ['1049 (42000)', `Unknown database '${name}'`],
  'database-exists': ({ name }) => ['1007 (HY000)', `Can't create database '${name}'; database exists`],
  'no-database-to-drop': ({ name }) => ['1008 (HY000)', `Can't drop database '${name}'; database doesn't exist`],
  'no-database-selected': () => ['1046 (3D000)', 'No database selected'],
  'not-null': ({ column, missing }) =>
    missing ? ['1364 (HY000)', `Field '${column}' doesn't have a default value`] : ['1048 (23000)', `Column '${column}' cannot be null`],
  duplicate: ({ constraint, values, table, columns }) => [
    '1062 (23000)',
    `Duplicate entry '${values.replaceAll(', ', '-')}' for key '${product === 'MySQL' ? `${table}.` : ''}${constraint.endsWith('_pkey') ? 'PRIMARY' : columns.split(', ')[0]}'`,
  ],
  'no-parent': ({ table, other, columns }, session) => [
    '1452 (23000)',
    `Cannot add or update a child row: a foreign key constraint fails (\`${databaseOf(session)}\`.\`${table}\`, CONSTRAINT \`${table}_ibfk_1\` FOREIGN KEY (\`${columns}\`) REFERENCES \`${other}\` (\`id\`))`,
  ],
  'has-children': ({ table, other, columns }, session) => [
    '1451 (23000)',
    `Cannot delete or update a parent row: a foreign key constraint fails (\`${databaseOf(session)}\`.\`${other}\`, CONSTRAINT \`${other}_ibfk_1\` FOREIGN KEY (\`${table}_id\`) REFERENCES \`${table}\` (\`${columns}\`))`,
  ],
  'depended-on': ({ name, other }) => [
    '3730 (HY000)',
    `Cannot drop table '${name}' referenced by a foreign key constraint '${other}_ibfk_1' on table '${other}'.`,
  ],
  'no-function': ({ name }, session) => ['1305 (42000)', `FUNCTION ${databaseOf(session)}.${name} does not exist`],
  'invalid-text': ({ type, text, column }) => [
    '1366 (HY000)',
    `Incorrect ${/^(int|bigint|smallint|tinyint)/.test(type) ? 'integer' : type.replace(/\(.*/, '')} value: '${text}' for column '${column ?? ''}' at row 1`,
  ],
  'too-long': ({ column }) => ['1406 (22001)', `Data too long for column '${column}' at row 1`],
  expressions: () => ['1136 (21S01)', "Column count doesn't match value count at row 1"],
  'more-than-one-row': () => ['1242 (21000)', 'Subquery returns more than 1 row'],
  'read-only': () => ['1290 (HY000)', `The ${product} server is running with the --read-only option so it cannot execute this statement`],
  'no-parameter': ({ name }) => ['1193 (HY000)', `Unknown system variable '${name}'`],
  denied: ({ text }) => ['1045 (28000)', text],
  'not-simulated': ({ thing }) => ['1235 (42000)', `ktutor does not simulate ${thing} in ${product}: the real one has it`],
})

const relation = (columns: readonly string[], rows: readonly (readonly Value[])[]): Relation => ({
  fields: columns.map((name) => ({ name, kind: 'text' })),
  rows,
})

export function mysqlDialect(flavor: Flavor): Dialect {
  const texts = textsOf(flavor)
  const variables: Readonly<Record<string, Value>> = {
    version: flavor.version,
    version_comment: flavor.name === 'MySQL' ? 'MySQL Community Server - GPL' : 'mariadb.org binary distribution',
    hostname: flavor.hostname,
    server_id: flavor.serverId,
    port: 3306,
    datadir: '/var/lib/mysql/',
    max_connections: 151,
    autocommit: 1,
    read_only: 0,
    super_read_only: 0,
    sql_mode: 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    character_set_server: 'utf8mb4',
    innodb_buffer_pool_size: 134_217_728,
    time_zone: 'SYSTEM',
  }
  return {
    quotes: 'mysql',
    mysql: true,
    version: flavor.version,
    systemDatabases: ['information_schema', 'mysql', 'performance_schema', 'sys'],
    variable(name) {
      const value = variables[name.replace(/^(global|session)\./, '')]
      if (value === undefined) throw new SqlError({ what: 'no-parameter', name })
      return value
    },
    explain(problem, session): Failure {
      const words = (texts[problem.what] as ((problem: Problem, session: Session) => Words) | undefined)?.(problem, session)
      const [code, message] = words ?? ['1105 (HY000)', `unexpected problem: ${problem.what}`]
      return { code, message }
    },
    virtual,
    show: (server, session, { words, like }) => show(server, session, words, like, variables),
    describe,
  }
}

const allDatabases = (server: SqlServer): string[] => [...server.dialect.systemDatabases, ...server.databases.keys()].sort()

function virtual(server: SqlServer, session: Session, { name, database }: TableName): Relation | undefined {
  const place = `${database ?? session.database?.name ?? ''}.${name}`.toLowerCase()
  if (place === 'mysql.user')
    return relation(
      ['User', 'Host'],
      [...server.users.keys()].map((user) => [user, '%']),
    )
  if (place === 'information_schema.schemata')
    return relation(
      ['SCHEMA_NAME'],
      allDatabases(server).map((each) => [each]),
    )
  if (place === 'information_schema.tables')
    return relation(
      ['TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_ROWS'],
      [...server.databases.values()].flatMap(({ name: schema, tables }) => [...tables.values()].map((table) => [schema, table.name, table.rows.length])),
    )
  return undefined
}

function show(server: SqlServer, session: Session, words: readonly string[], like: string | undefined, variables: Readonly<Record<string, Value>>): Relation {
  const pattern = new RegExp(`^${(like ?? '%').replaceAll('%', '.*').replaceAll('_', '.')}$`, 'i')
  const [first = '', second = ''] = words.filter((word) => !/^(global|session|full|extended)$/.test(word))
  const named = (at: number): Table => server.table(session, { name: words[at] ?? '', at: 0 })
  switch (first) {
    case 'databases':
    case 'schemas':
      return relation(
        ['Database'],
        allDatabases(server)
          .filter((each) => pattern.test(each))
          .map((each) => [each]),
      )
    case 'tables': {
      const from = words.indexOf('from')
      const database = server.databaseOf(session, from > 0 ? { database: words[from + 1] ?? '', name: '', at: 0 } : { name: '', at: 0 })
      return relation(
        [`Tables_in_${database.name}`],
        [...database.tables.keys(), ...database.views.keys()]
          .sort()
          .filter((each) => pattern.test(each))
          .map((each) => [each]),
      )
    }
    case 'columns':
    case 'fields':
      return describe(named(words.indexOf('from') + 1))
    case 'variables':
      return relation(
        ['Variable_name', 'Value'],
        Object.entries(variables)
          .filter(([name]) => pattern.test(name))
          .sort()
          .map(([name, value]) => [name, String(value)]),
      )
    case 'status':
      return relation(
        ['Variable_name', 'Value'],
        [
          ['Threads_connected', String(server.connections)],
          ['Uptime', '60'],
        ].filter(([name = '']) => pattern.test(name)),
      )
    case 'processlist':
      return relation(
        ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'],
        [[8, session.user, 'localhost', session.database?.name ?? null, 'Query', 0, 'init', 'show processlist']],
      )
    case 'grants':
      return relation([`Grants for ${session.user}@%`], [[`GRANT ALL PRIVILEGES ON *.* TO \`${session.user}\`@\`%\` WITH GRANT OPTION`]])
    case 'create':
      return second === 'table' ? relation(['Table', 'Create Table'], [[words[2] ?? '', createText(named(2))]]) : relation(['Database'], [])
    case 'engines':
      return relation(['Engine', 'Support', 'Comment'], [['InnoDB', 'DEFAULT', 'Supports transactions, row-level locking, and foreign keys']])
    case 'warnings':
    case 'errors':
      return relation(['Level', 'Code', 'Message'], [])
    case 'index':
    case 'indexes':
    case 'keys': {
      const table = named(words.indexOf('from') + 1)
      return relation(
        ['Table', 'Non_unique', 'Key_name', 'Column_name'],
        table.schema.primary.map((column) => [table.name, 0, 'PRIMARY', column]),
      )
    }
    case 'replica':
    case 'slave':
    case 'master':
    case 'binary':
      return relation(['Replica_IO_State'], [])
    default:
      throw new SqlError({ what: 'not-simulated', thing: `SHOW ${words.join(' ').toUpperCase()}` })
  }
}

const createText = ({ name, schema: { columns, primary } }: Table): string =>
  `CREATE TABLE \`${name}\` (\n${[
    ...columns.map(
      (column) =>
        `  \`${column.name}\` ${column.type.name}${column.notNull ? ' NOT NULL' : ''}${column.counts ? ' AUTO_INCREMENT' : column.defaultText ? ` DEFAULT ${column.defaultText}` : column.notNull ? '' : ' DEFAULT NULL'}`,
    ),
    ...(primary.length > 0 ? [`  PRIMARY KEY (${primary.map((column) => `\`${column}\``).join(',')})`] : []),
  ].join(',\n')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`

function describe({ schema: { columns, primary, uniques } }: Table): Relation {
  const keyOf = (name: string): string => (primary.includes(name) ? 'PRI' : uniques.some((key) => key[0] === name) ? 'UNI' : '')
  return relation(
    ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    columns.map((column) => [
      column.name,
      column.type.name,
      column.notNull ? 'NO' : 'YES',
      keyOf(column.name),
      column.defaultText?.replace(/^'(.*)'$/, '$1') ?? null,
      column.counts ? 'auto_increment' : '',
    ]),
  )
}
