/** psql's backslash commands. */
import type { Process, Wait } from '../../process.ts'
import type { Schema } from '../sql/database.ts'
import type { Reply } from '../sql/wire.ts'
import { aligned, type Style } from './format.ts'

export interface Meta extends Style {
  readonly process: Process
  readonly target: { readonly host: string | undefined; readonly port: number; readonly user: string }
  readonly version: string
  database: string
  expanded: boolean
  tuplesOnly: boolean
  align: boolean
}

type Ask = (text: string) => Generator<Wait, Reply | undefined, void>

const textFields = (names: readonly string[]) => names.map((name) => ({ name, kind: 'text' as const }))

export function* metaCommand(session: Meta, command: string, ask: Ask): Generator<Wait, 'good' | 'bad' | 'end', void> {
  const { process } = session
  const [name = '', ...words] = command.trim().split(/\s+/)
  const show = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]): 'good' => {
    process.out(aligned({ fields: textFields(columns), rows }, session, title))
    return 'good'
  }
  const rowsOf = function* (text: string) {
    return ((yield* ask(text))?.results[0]?.rows ?? []).map((row) => row.map(String))
  }
  const shown = name.replace(/\+$/, '')
  switch (shown) {
    case '\\q':
      return 'end'
    case '\\l':
    case '\\list':
      return show(
        'List of databases',
        ...databases(
          session,
          (yield* rowsOf('select datname from pg_database')).map(([each = '']) => each),
        ),
      )
    case '\\dt': {
      const tables = yield* rowsOf('select tablename from pg_tables')
      if (tables.length > 0)
        return show(
          'List of relations',
          ['Schema', 'Name', 'Type', 'Owner'],
          tables.map(([each = '']) => ['public', each, 'table', session.target.user]).sort(),
        )
      process.err('Did not find any relations.\n')
      return 'good'
    }
    case '\\du':
      return show(
        'List of roles',
        ['Role name', 'Attributes'],
        (yield* rowsOf('select rolname from pg_roles order by 1')).map(([each = '']) => [
          each,
          each === 'postgres' || each === session.target.user ? 'Superuser, Create role, Create DB, Replication, Bypass RLS' : '',
        ]),
      )
    case '\\dn':
      return show('List of schemas', ['Name', 'Owner'], [['public', 'pg_database_owner']])
    case '\\d':
      return yield* describe(session, words[0], ask, show)
    case '\\conninfo': {
      const { host, port, user } = session.target
      process.out(
        `You are connected to database "${session.database}" as user "${user}" ${host === undefined ? `via socket in "/var/run/postgresql" at port "${port}"` : `on host "${host}" at port "${port}"`}.\n`,
      )
      return 'good'
    }
    case '\\x':
      session.expanded = words[0] === undefined ? !session.expanded : words[0] === 'on'
      process.out(`Expanded display is ${session.expanded ? 'on' : 'off'}.\n`)
      return 'good'
    case '\\t':
      session.tuplesOnly = !session.tuplesOnly
      process.out(`Tuples only is ${session.tuplesOnly ? 'on' : 'off'}.\n`)
      return 'good'
    case '\\a':
      session.align = !session.align
      process.out(`Output format is ${session.align ? 'aligned' : 'unaligned'}.\n`)
      return 'good'
    case '\\echo':
      process.out(`${words.join(' ')}\n`)
      return 'good'
    case '\\timing':
    case '\\set':
    case '\\pset':
    case '\\g':
      return 'good'
    default:
      process.err(`invalid command ${name}\n${process.input(0)?.terminal ? 'Try \\? for help.\n' : ''}`)
      return 'bad'
  }
}

/** The columns differ from version to version. */
function databases({ version, target }: Meta, names: readonly string[]): [string[], string[][]] {
  const major = Number.parseInt(version, 10)
  const access = (name: string): string =>
    name.startsWith('template') ? `=c/${target.user}          +\n${target.user}=CTc/${target.user}`.replace(/ +\+/, '') : ''
  const locale = 'en_US.utf8'
  const sorted = [...names].sort()
  if (major >= 16)
    return [
      ['Name', 'Owner', 'Encoding', 'Locale Provider', 'Collate', 'Ctype', major >= 17 ? 'Locale' : 'ICU Locale', 'ICU Rules', 'Access privileges'],
      sorted.map((name) => [name, target.user, 'UTF8', 'libc', locale, locale, '', '', access(name)]),
    ]
  if (major === 15)
    return [
      ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'ICU Locale', 'Locale Provider', 'Access privileges'],
      sorted.map((name) => [name, target.user, 'UTF8', locale, locale, '', 'libc', access(name)]),
    ]
  return [
    ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'Access privileges'],
    sorted.map((name) => [name, target.user, 'UTF8', locale, locale, access(name)]),
  ]
}

function* describe(
  session: Meta,
  name: string | undefined,
  ask: Ask,
  show: (title: string, columns: readonly string[], rows: readonly (readonly string[])[]) => 'good',
): Generator<Wait, 'good' | 'bad', void> {
  const { process } = session
  const found =
    (yield* ask(
      name === undefined
        ? "select table_name, table_type from information_schema.tables where table_schema = 'public'"
        : `describe "${name.replace(/^public\./, '')}"`,
    )) ?? undefined
  const rows = found?.results[0]?.rows ?? []
  if (name === undefined) {
    if (rows.length > 0)
      return show(
        'List of relations',
        ['Schema', 'Name', 'Type', 'Owner'],
        rows.map(([each, type]) => ['public', String(each), type === 'VIEW' ? 'view' : 'table', session.target.user]),
      )
    process.err('Did not find any relations.\n')
    return 'good'
  }
  const schema = rows[0]?.[0]
  if (typeof schema !== 'string') {
    process.err(`Did not find any relation named "${name}".\n`)
    return 'bad'
  }
  process.out(tableText(name, JSON.parse(schema) as Schema, session))
  return 'good'
}

function tableText(name: string, { columns, primary, uniques, references, indexes: later = [] }: Schema, style: Style): string {
  const rows = columns.map((column) => [
    column.name,
    column.type.name,
    '',
    column.notNull ? 'not null' : '',
    column.counts && column.defaultText === undefined
      ? `nextval('${name}_${column.name}_seq'::regclass)`
      : column.defaultText === undefined
        ? ''
        : column.type.kind === 'text' && column.defaultText.startsWith("'")
          ? `${column.defaultText}::${column.type.name.replace(/\(.*/, '')}`
          : column.defaultText,
  ])
  const table = aligned({ fields: textFields(['Column', 'Type', 'Collation', 'Nullable', 'Default']), rows }, style, `Table "public.${name}"`)
  const indexes = [
    ...(primary.length > 0 ? [`    "${name}_pkey" PRIMARY KEY, btree (${primary.join(', ')})\n`] : []),
    ...later.map((index) => `    "${index.name}" ${index.unique ? 'UNIQUE, ' : ''}btree (${index.columns.join(', ')})\n`),
    ...uniques
      .filter((key) => !later.some((index) => index.columns === key))
      .map((key) => `    "${name}_${key.join('_')}_key" UNIQUE CONSTRAINT, btree (${key.join(', ')})\n`),
  ]
  const keys = references.map(
    ({ columns: own, table: other, targets }) =>
      `    "${name}_${own.join('_')}_fkey" FOREIGN KEY (${own.join(', ')}) REFERENCES ${other}(${targets.join(', ') || 'id'})\n`,
  )
  return `${table}${indexes.length > 0 ? `Indexes:\n${indexes.join('')}` : ''}${keys.length > 0 ? `Foreign-key constraints:\n${keys.join('')}` : ''}\n`
}
