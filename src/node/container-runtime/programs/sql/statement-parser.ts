/** Statements: what each begins with, and what follows. */
import { SqlError } from './error.ts'
import { readExpression, readItem, readQuery, readRow } from './expression-parser.ts'
import type { Quotes } from './lexer.ts'
import { Reader } from './reader.ts'
import type { Assignment, Change, Expression, Statement, TableName } from './syntax.ts'
import { readColumn, readTableBody } from './table-parser.ts'

/** @throws SqlError syntax */
export function parse(text: string, quotes: Quotes): Statement {
  const reader = new Reader(text, quotes)
  const first = reader.next
  const statement =
    first.kind === 'word'
      ? readers[first.text]?.(reader)
      : first.text === '('
        ? ({ kind: 'query', query: reader.parenthesized(() => readQuery(reader)) } as const)
        : undefined
  if (!statement) reader.fail()
  if (reader.next.kind !== 'end') reader.fail()
  return statement as Statement
}

const readers: Record<string, (reader: Reader) => Statement | undefined> = {
  select: (reader) => ({ kind: 'query', query: readQuery(reader) }),
  values: (reader) => ({ kind: 'query', query: readQuery(reader) }),
  table: (reader) => {
    reader.take()
    const { at } = reader.next
    const item = { expression: { kind: 'star' as const, at }, text: '*' }
    return {
      kind: 'query',
      query: { kind: 'select', distinct: false, items: [item], from: { kind: 'table', name: reader.name(), at }, groupBy: [], orderBy: [] },
    }
  },
  insert: readInsert,
  replace: readInsert,
  update: readUpdate,
  delete: readDelete,
  create: readCreate,
  alter: readAlter,
  drop: readDrop,
  truncate(reader) {
    reader.take()
    reader.accept('table')
    const names = reader.list(() => tableName(reader))
    while (reader.is('restart', 'identity', 'cascade')) reader.take()
    return { kind: 'truncate', tables: names }
  },
  begin: (reader) => transaction(reader, 'begin'),
  start: (reader) => transaction(reader, 'begin'),
  commit: (reader) => transaction(reader, 'commit'),
  end: (reader) => transaction(reader, 'commit'),
  rollback: (reader) => transaction(reader, 'rollback'),
  abort: (reader) => transaction(reader, 'rollback'),
  use(reader) {
    reader.take()
    return { kind: 'use', name: reader.name() }
  },
  show: readShow,
  describe: readDescribe,
  desc: readDescribe,
  grant: accepted('GRANT'),
  revoke: accepted('REVOKE'),
  set: accepted('SET'),
  reset: accepted('RESET'),
  flush: accepted('FLUSH'),
  vacuum: accepted('VACUUM'),
  analyze: accepted('ANALYZE'),
  comment: accepted('COMMENT'),
  checkpoint: accepted('CHECKPOINT'),
  lock: accepted('LOCK TABLE'),
  unlock: accepted('UNLOCK TABLES'),
  explain: notSimulated('query plans (EXPLAIN)'),
  copy: notSimulated('COPY'),
  do: notSimulated('procedures (DO)'),
  call: notSimulated('procedures (CALL)'),
  prepare: notSimulated('prepared statements in SQL'),
  load: notSimulated('LOAD DATA'),
  with: notSimulated('WITH queries'),
  listen: notSimulated('LISTEN and NOTIFY'),
  notify: notSimulated('LISTEN and NOTIFY'),
  change: notSimulated('replication (CHANGE MASTER)'),
}

function accepted(tag: string): (reader: Reader) => Statement {
  return (reader) => {
    reader.skip()
    return { kind: 'accepted', tag }
  }
}

function notSimulated(thing: string): () => never {
  return () => {
    throw new SqlError({ what: 'not-simulated', thing })
  }
}

function transaction(reader: Reader, kind: 'begin' | 'commit' | 'rollback'): Statement {
  reader.skip()
  return { kind }
}

function tableName(reader: Reader): TableName {
  const { at } = reader.next
  const first = reader.name()
  return reader.accept('.') ? { database: first, name: reader.name(), at } : { name: first, at }
}

function readInsert(reader: Reader): Statement {
  const replaces = reader.take().text === 'replace'
  const ignores = reader.accept('ignore')
  reader.accept('into')
  const table = tableName(reader)
  const columns = reader.is('(') ? reader.parenthesized(() => reader.list(() => ({ at: reader.next.at, name: reader.name() }))) : undefined
  if (reader.accept('default', 'values')) return { kind: 'insert', table, ...returning(reader) }
  const query =
    reader.is('values') || reader.is('value') ? { kind: 'values' as const, rows: reader.take() && reader.list(() => readRow(reader)) } : readQuery(reader)
  let onConflict: 'nothing' | 'update' | undefined = replaces ? 'update' : ignores ? 'nothing' : undefined
  let set: Assignment[] = []
  if (reader.accept('on', 'conflict')) {
    if (reader.is('(')) reader.parenthesized(() => reader.list(() => reader.name()))
    reader.expect('do')
    onConflict = reader.accept('nothing') ? 'nothing' : reader.expect('update', 'set') && 'update'
    if (onConflict === 'update') set = reader.list(() => readAssignment(reader))
  } else if (reader.accept('on', 'duplicate', 'key', 'update')) {
    onConflict = 'update'
    set = reader.list(() => readAssignment(reader))
  } else if (reader.accept('if', 'not', 'exists')) onConflict = 'nothing'
  if (reader.accept('using')) reader.skip()
  return { kind: 'insert', table, query, ...(columns ? { columns } : {}), ...(onConflict ? { onConflict, set } : {}), ...returning(reader) }
}

const returning = (reader: Reader) => (reader.accept('returning') ? { returning: reader.list(() => readItem(reader)) } : {})

function readAssignment(reader: Reader): Assignment {
  const { at } = reader.next
  const name = reader.name()
  reader.expect('=')
  return { name, at, value: readExpression(reader) }
}

const where = (reader: Reader): { where?: Expression } => (reader.accept('where') ? { where: readExpression(reader) } : {})

function readUpdate(reader: Reader): Statement {
  reader.take()
  const table = tableName(reader)
  reader.expect('set')
  return { kind: 'update', table, set: reader.list(() => readAssignment(reader)), ...where(reader), ...returning(reader) }
}

function readDelete(reader: Reader): Statement {
  reader.take()
  reader.expect('from')
  return { kind: 'delete', table: tableName(reader), ...where(reader), ...returning(reader) }
}

function readCreate(reader: Reader): Statement | undefined {
  const from = reader.take().at
  const replace = reader.accept('or', 'replace')
  if (!reader.accept('temporary')) reader.accept('temp')
  reader.accept('unlogged')
  const unique = reader.accept('unique')
  if (reader.accept('table')) {
    const ifNotExists = reader.accept('if', 'not', 'exists')
    return { kind: 'create-table', table: tableName(reader), ifNotExists, ...readTableBody(reader) }
  }
  if (reader.accept('view')) {
    const table = tableName(reader)
    reader.expect('as')
    return { kind: 'create-view', table, replace, query: readQuery(reader), text: reader.text.slice(from) }
  }
  if (reader.accept('database') || reader.accept('schema') || reader.accept('keyspace')) {
    const exists = reader.accept('if', 'not', 'exists')
    const name = reader.name()
    reader.skip()
    return { kind: 'create-database', name, exists }
  }
  if (reader.is('user', 'role')) return readUser(reader, 'create-user')
  if (unique || reader.is('index')) return readIndex(reader, unique)
  if (reader.is('extension')) return accepted('CREATE EXTENSION')(reader)
  if (reader.is('sequence', 'type', 'function', 'procedure', 'trigger', 'materialized', 'policy', 'aggregate'))
    return notSimulated(`CREATE ${reader.next.raw.toUpperCase()}`)()
  return undefined
}

function readIndex(reader: Reader, unique: boolean): Statement {
  reader.expect('index')
  reader.accept('concurrently')
  const exists = reader.accept('if', 'not', 'exists')
  const name = reader.is('on') ? undefined : reader.name()
  reader.expect('on')
  const table = tableName(reader)
  if (reader.accept('using')) reader.name()
  const columns = reader.parenthesized(() => reader.list(() => readIndexed(reader)))
  reader.skip()
  return { kind: 'create-index', table, unique, columns, exists, ...(name === undefined ? {} : { name }) }
}

function readIndexed(reader: Reader): string {
  const { at } = reader.next
  readExpression(reader)
  const text = reader.text.slice(at, reader.before)
  if (!reader.accept('desc')) reader.accept('asc')
  return text
}

function readUser(reader: Reader, kind: 'create-user' | 'alter-user' | 'drop-user'): Statement {
  const word = reader.take().text
  const exists = reader.accept('if', 'not', 'exists') || reader.accept('if', 'exists')
  const name = reader.next.kind === 'string' ? reader.string() : reader.name()
  let password: string | undefined
  while (reader.next.kind !== 'end') {
    const token = reader.take()
    if ((token.text === 'password' || token.text === 'by') && reader.next.kind === 'string') password = reader.string()
  }
  return { kind, name, exists, word, ...(password === undefined ? {} : { password }) }
}

function readAlter(reader: Reader): Statement | undefined {
  reader.take()
  if (reader.is('user', 'role')) return readUser(reader, 'alter-user')
  if (reader.is('database', 'sequence', 'index', 'keyspace')) return accepted(`ALTER ${reader.next.raw.toUpperCase()}`)(reader)
  reader.expect('table')
  reader.accept('if', 'exists')
  reader.accept('only')
  return { kind: 'alter-table', table: tableName(reader), changes: reader.list(() => readChange(reader)) }
}

function readChange(reader: Reader): Change {
  if (reader.accept('add')) {
    if (reader.is('constraint', 'primary', 'foreign', 'unique', 'index')) return notSimulated('constraints that are added later')()
    reader.accept('column')
    reader.accept('if', 'not', 'exists')
    return { kind: 'add', column: readColumn(reader) }
  }
  const kind = reader.accept('drop') ? 'drop' : reader.expect('rename') && 'rename'
  if (kind === 'rename' && reader.accept('to')) return { kind: 'rename-table', to: reader.name() }
  reader.accept('column')
  reader.accept('if', 'exists')
  const { at } = reader.next
  const name = reader.name()
  if (kind === 'drop') return { kind, name, at }
  reader.expect('to')
  return { kind, name, to: reader.name(), at }
}

function readDrop(reader: Reader): Statement | undefined {
  reader.take()
  if (reader.is('user', 'role')) return readUser(reader, 'drop-user')
  if (reader.is('index', 'extension', 'sequence')) return accepted(`DROP ${reader.next.raw.toUpperCase()}`)(reader)
  const what = reader.take().text
  const ifExists = reader.accept('if', 'exists')
  if (/^(database|schema|keyspace)$/.test(what)) {
    const name = reader.name()
    reader.skip()
    return { kind: 'drop-database', name, exists: ifExists }
  }
  if (what !== 'table' && what !== 'view') return undefined
  const names = reader.list(() => tableName(reader))
  const cascade = reader.accept('cascade')
  if (!cascade) reader.accept('restrict')
  return { kind: 'drop-table', what, tables: names, ifExists, cascade }
}

function readShow(reader: Reader): Statement {
  reader.take()
  const words: string[] = []
  let like: string | undefined
  while (reader.next.kind !== 'end') {
    const token = reader.take()
    if (token.text === 'like' && reader.next.kind === 'string') like = reader.string()
    else words.push(token.kind === 'word' && reader.quotes === 'mysql' && words.length > 1 ? token.raw : token.text)
  }
  return { kind: 'show', words, ...(like === undefined ? {} : { like }) }
}

function readDescribe(reader: Reader): Statement {
  reader.take()
  if (reader.is('keyspaces', 'tables', 'keyspace', 'table', 'cluster')) {
    const words = [reader.take().text]
    while (reader.next.kind !== 'end') words.push(reader.take().text)
    return { kind: 'show', words }
  }
  return { kind: 'describe', table: tableName(reader) }
}
