/** What PostgreSQL says, and what its catalogs show. */
import type { Session } from '../sql/database.ts'
import { type Problem, type ProblemOf, SqlError } from '../sql/error.ts'
import type { Field, Relation } from '../sql/evaluate.ts'
import type { Dialect, Failure, SqlServer } from '../sql/server.ts'
import type { TableName, Value } from '../sql/syntax.ts'

const quoted = (name: string): string => `"${name}"`

type Texts = { readonly [What in Problem['what']]?: (problem: ProblemOf<What>) => Omit<Failure, 'at'> }

const failure = (code: string, message: string, more: { detail?: string; hint?: string } = {}): Omit<Failure, 'at'> => ({ code, message, ...more })

const texts: Texts = {
  syntax: ({ near }) => failure('42601', near === '' ? 'syntax error at end of input' : `syntax error at or near ${quoted(near)}`),
  'no-table': ({ name }) => failure('42P01', `relation ${quoted(name)} does not exist`),
  'table-exists': ({ name }) => failure('42P07', `relation ${quoted(name)} already exists`),
  'no-such-table-to-drop': ({ name }) => failure('42P01', `${name.split(' ')[0]} ${quoted(name.split(' ')[1] ?? '')} does not exist`),
  'no-such-user': ({ name }) => failure('42704', `role ${quoted(name)} does not exist`),
  'user-exists': ({ name }) => failure('42710', `role ${quoted(name)} already exists`),
  'database-in-use': () => failure('55006', 'cannot drop the currently open database'),
  'no-column': ({ name, table, clause, hint }) =>
    clause === 'relation'
      ? failure('42703', `column ${quoted(name)} of relation ${quoted(table ?? '')} does not exist`)
      : failure(
          '42703',
          table === undefined ? `column ${quoted(name)} does not exist` : `column ${table}.${name} does not exist`,
          hint ? { hint: `Perhaps you meant to reference the column ${quoted(hint)}.` } : {},
        ),
  'column-exists': ({ name, table }) => failure('42701', `column ${quoted(name)} of relation ${quoted(table)} already exists`),
  'no-database': ({ name }) => failure('3F000', `schema ${quoted(name)} does not exist`),
  'database-exists': ({ name }) => failure('42P04', `database ${quoted(name)} already exists`),
  'no-database-to-drop': ({ name }) => failure('3D000', `database ${quoted(name)} does not exist`),
  'not-null': ({ column, table, row }) =>
    failure('23502', `null value in column ${quoted(column)} of relation ${quoted(table)} violates not-null constraint`, {
      detail: `Failing row contains (${row}).`,
    }),
  duplicate: ({ constraint, columns, values }) =>
    failure('23505', `duplicate key value violates unique constraint ${quoted(constraint)}`, { detail: `Key (${columns})=(${values}) already exists.` }),
  'no-parent': ({ constraint, table, other, columns, values }) =>
    failure('23503', `insert or update on table ${quoted(table)} violates foreign key constraint ${quoted(constraint)}`, {
      detail: `Key (${columns})=(${values}) is not present in table ${quoted(other)}.`,
    }),
  'has-children': ({ constraint, table, other, columns, values }) =>
    failure('23503', `update or delete on table ${quoted(table)} violates foreign key constraint ${quoted(constraint)} on table ${quoted(other)}`, {
      detail: `Key (${columns})=(${values}) is still referenced from table ${quoted(other)}.`,
    }),
  'depended-on': ({ name, constraint, other }) =>
    failure('2BP01', `cannot drop table ${name} because other objects depend on it`, {
      detail: `constraint ${constraint} on table ${other} depends on table ${name}`,
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    }),
  'no-function': ({ name, args }) =>
    failure('42883', `function ${name}(${args}) does not exist`, {
      hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
    }),
  'invalid-text': ({ type, text }) => failure('22P02', `invalid input syntax for type ${type.replace(/\(.*/, '')}: ${quoted(text)}`),
  'too-long': ({ type }) => failure('22001', `value too long for type ${type}`),
  'division-by-zero': () => failure('22012', 'division by zero'),
  expressions: ({ more }) => failure('42601', more ? 'INSERT has more expressions than target columns' : 'INSERT has more target columns than expressions'),
  'not-grouped': ({ name }) => failure('42803', `column ${quoted(name)} must appear in the GROUP BY clause or be used in an aggregate function`),
  aborted: () => failure('25P02', 'current transaction is aborted, commands ignored until end of transaction block'),
  'more-than-one-row': () => failure('21000', 'more than one row returned by a subquery used as an expression'),
  'no-parameter': ({ name }) => failure('42704', `unrecognized configuration parameter ${quoted(name)}`),
  denied: ({ text }) => failure('42501', text),
  'not-simulated': ({ thing }) => failure('0A000', `ktutor does not simulate ${thing} in PostgreSQL: the real one has it`),
}

function explain(problem: Problem): Failure {
  const text = texts[problem.what] as ((problem: Problem) => Omit<Failure, 'at'>) | undefined
  const at = 'at' in problem ? problem.at : undefined
  return { ...(text?.(problem) ?? failure('XX000', `unexpected problem: ${problem.what}`)), ...(at === undefined ? {} : { at }) }
}

const field = (name: string, kind: Field['kind'] = 'text'): Field => ({ name, kind })
const relation = (columns: readonly string[], rows: readonly (readonly Value[])[]): Relation => ({ fields: columns.map((name) => field(name)), rows })

const parameters: Record<string, string> = {
  max_connections: '100',
  data_directory: '/var/lib/postgresql/data',
  port: '5432',
  timezone: 'Etc/UTC',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  listen_addresses: '*',
  shared_buffers: '128MB',
  search_path: '"$user", public',
  transaction_read_only: 'off',
  wal_level: 'replica',
  is_superuser: 'on',
}

function virtual(server: SqlServer, session: Session, { name, database }: TableName): Relation | undefined {
  const { tables, views } = session.database ?? { tables: new Map(), views: new Map() }
  const tableNames = [...tables.keys()] as string[]
  const viewNames = [...views.keys()] as string[]
  switch (database === 'information_schema' ? `information_schema.${name}` : name) {
    case 'pg_database':
      return relation(
        ['datname'],
        ['postgres', 'template1', 'template0', ...[...server.databases.keys()].filter((each) => each !== 'postgres')].map((each) => [each]),
      )
    case 'pg_tables':
      return relation(
        ['schemaname', 'tablename', 'tableowner'],
        tableNames.map((each) => ['public', each, 'postgres']),
      )
    case 'pg_roles':
    case 'pg_user':
      return relation(
        [name === 'pg_user' ? 'usename' : 'rolname'],
        [...server.users.keys()].map((each) => [each]),
      )
    case 'pg_stat_activity':
      return relation(['datname', 'usename', 'state'], [[session.database?.name ?? null, session.user, 'active']])
    case 'information_schema.tables':
      return relation(
        ['table_catalog', 'table_schema', 'table_name', 'table_type'],
        [...tableNames.map((each) => [each, 'BASE TABLE']), ...viewNames.map((each) => [each, 'VIEW'])].map(([each = '', type = '']) => [
          session.database?.name ?? '',
          'public',
          each,
          type,
        ]),
      )
    case 'information_schema.columns':
      return relation(
        ['table_schema', 'table_name', 'column_name', 'data_type', 'is_nullable'],
        [...(session.database?.tables.values() ?? [])].flatMap((table) =>
          table.schema.columns.map((column) => ['public', table.name, column.name, column.type.name, column.notNull ? 'NO' : 'YES']),
        ),
      )
    default:
      return undefined
  }
}

export const postgresDialect = (version: string): Dialect => ({
  quotes: 'standard',
  mysql: false,
  version: `PostgreSQL ${version} (Debian ${version}-1.pgdg13+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 14.2.0-19) 14.2.0, 64-bit`,
  systemDatabases: ['postgres'],
  variable: () => null,
  explain,
  virtual,
  show(_server, _session, { words }) {
    const name = words.join(' ').toLowerCase()
    if (name === 'server_version') return relation([name], [[`${version} (Debian ${version}-1.pgdg13+1)`]])
    if (name === 'search_path' || name in parameters) return relation([name], [[parameters[name] ?? '']])
    if (name === 'all') return relation(['name', 'setting'], Object.entries(parameters))
    throw new SqlError({ what: 'no-parameter', name })
  },
  // psql asks the catalogs for this; here it asks for the table in one piece.
  describe: ({ schema }) => relation(['schema'], [[JSON.stringify(schema)]]),
})
