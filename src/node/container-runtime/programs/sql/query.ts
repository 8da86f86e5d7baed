/** Runs queries: sources, joins, groups, order. */
import type { Row } from './database.ts'
import { SqlError } from './error.ts'
import { evaluate, type Field, hasAggregate, isTrue, kindOf, type Relation, type Scope, type Surroundings } from './evaluate.ts'
import type { Expression, Item, Query, Select, Source, Value } from './syntax.ts'
import { compare } from './types.ts'

/** Where tables come from: by name, or undefined. */
export interface Catalog extends Surroundings {
  /** @throws SqlError no-table */
  relation(source: Source & { kind: 'table' }): Relation
}

export function runQuery(query: Query, catalog: Catalog, outer?: Scope): Relation {
  return query.kind === 'values' ? runValues(query.rows, catalog, outer) : runSelect(query, catalog, outer)
}

const emptyScope = (around: Catalog, outer: Scope | undefined, clause = 'field list'): Scope => ({
  fields: [],
  row: [],
  clause,
  around,
  ...(outer ? { outer } : {}),
})

function runValues(rows: readonly (readonly Expression[])[], catalog: Catalog, outer: Scope | undefined): Relation {
  const scope = emptyScope(catalog, outer)
  const fields = (rows[0] ?? []).map((expression, i): Field => ({ name: `column${i + 1}`, kind: kindOf(expression, scope) }))
  return { fields, rows: rows.map((row) => row.map((expression) => evaluate(expression, scope))) }
}

interface Output {
  readonly row: Row
  readonly scope: Scope
}

function runSelect(select: Select, catalog: Catalog, outer: Scope | undefined): Relation {
  const from = select.from ? runSource(select.from, catalog, outer) : { fields: [], rows: [[]] }
  const scopeOf = (row: Row, clause: string, group?: readonly Row[]): Scope => ({
    fields: from.fields,
    row,
    clause,
    around: catalog,
    ...(outer ? { outer } : {}),
    ...(group ? { group } : {}),
  })
  const rows = select.where ? from.rows.filter((row) => isTrue(select.where, scopeOf(row, 'where clause'))) : from.rows
  const items = select.items.flatMap((item) => expand(item, from.fields))
  const aliased = (expression: Expression): Expression => byPosition(expression, items)
  const groupBy = select.groupBy.map(aliased)
  const orderBy = select.orderBy.map(({ expression, descending }) => ({ expression: aliased(expression), descending }))
  const grouped = groupBy.length > 0 || items.some(({ expression }) => hasAggregate(expression)) || (select.having !== undefined && hasAggregate(select.having))
  const empty = from.fields.map(() => null)
  const model = scopeOf(rows[0] ?? empty, 'field list', rows)
  if (grouped && !catalog.mysql) for (const { expression } of items) checkGrouped(expression, groupBy, from.fields)
  const fields = items.map(({ expression, alias, text }): Field => ({ name: alias ?? nameOf(expression, text, catalog.mysql), ...typeOf(expression, model) }))
  if (rows.length === 0 && select.where) isTrueOn(select.where, scopeOf(empty, 'where clause'))
  let outputs = grouped
    ? groups(rows, groupBy, scopeOf).map((group) => scopeOf(group[0] ?? empty, 'field list', group))
    : rows.map((row) => scopeOf(row, 'field list'))
  if (select.having) outputs = outputs.filter((scope) => isTrue(select.having, { ...scope, clause: 'having clause' }))
  let found: Output[] =
    items.length === 1 && isSeries(items[0]?.expression)
      ? series(items[0]?.expression as Expression, outputs)
      : outputs.map((scope) => ({ scope, row: items.map(({ expression }) => evaluate(expression, scope)) }))
  if (select.distinct) found = unique(found)
  if (select.union) {
    found = [...found, ...runQuery(select.union.query, catalog, outer).rows.map((row) => ({ row, scope: model }))]
    if (!select.union.all) found = unique(found)
  }
  if (orderBy.length > 0) {
    const keyed = found.map((output) => ({ output, keys: orderBy.map(({ expression }) => orderKey(expression, output, items)) }))
    keyed.sort((a, b) =>
      orderBy.reduce((sum, { descending }, i) => sum || compareKeys(a.keys[i] ?? null, b.keys[i] ?? null, catalog.mysql) * (descending ? -1 : 1), 0),
    )
    found = keyed.map(({ output }) => output)
  }
  const bound = (expression: Expression | undefined): number | undefined => (expression ? Number(evaluate(expression, emptyScope(catalog, outer))) : undefined)
  const skip = bound(select.offset) ?? 0
  const most = bound(select.limit)
  return { fields, rows: found.slice(skip, most === undefined ? undefined : skip + most).map(({ row }) => row) }
}

/** MySQL has nulls first. */
const compareKeys = (a: Value, b: Value, nullsFirst: boolean): number => (nullsFirst && (a === null || b === null) ? -compare(a, b) : compare(a, b))

const isSeries = (expression: Expression | undefined): boolean => expression?.kind === 'call' && expression.name === 'generate_series'

function series(expression: Expression, scopes: readonly Scope[]): Output[] {
  if (expression.kind !== 'call') return []
  return scopes.flatMap((scope) => {
    const [from = 0, to = 0, step = 1] = expression.args.map((arg) => Number(evaluate(arg, scope)))
    const rows: Output[] = []
    for (let value = from; step > 0 ? value <= to : value >= to; value += step) {
      rows.push({ scope, row: [value] })
      if (rows.length > 100_000) throw new SqlError({ what: 'not-simulated', thing: 'series of more than 100000 rows' })
    }
    return rows
  })
}

/** Looks for names that are not there, even where no row is looked at. */
function isTrueOn(expression: Expression, scope: Scope): void {
  try {
    isTrue(expression, scope)
  } catch (error) {
    if (error instanceof SqlError && error.problem.what !== 'division-by-zero') throw error
  }
}

function typeOf(expression: Expression, scope: Scope): { kind: Field['kind']; scale?: number } {
  if (isSeries(expression)) return { kind: 'integer' }
  const kind = kindOf(expression, scope)
  if (expression.kind === 'call' && expression.name === 'avg') return { kind, scale: scope.around.mysql ? 4 : 16 }
  const inner = expression.kind === 'call' && /^(sum|min|max|coalesce|abs)$/.test(expression.name) ? expression.args[0] : expression
  const field =
    inner?.kind === 'column' ? scope.fields.find(({ name, table }) => name === inner.name && (inner.table === undefined || table === inner.table)) : undefined
  if (field?.scale !== undefined) return { kind, scale: field.scale }
  if (expression.kind === 'call' && expression.name === 'round' && expression.args[1]?.kind === 'value')
    return { kind, scale: Number(expression.args[1].value) }
  if (expression.kind === 'cast' && expression.type.scale !== undefined) return { kind, scale: expression.type.scale }
  if (kind === 'numeric' && (expression.kind === 'binary' || expression.kind === 'value' || expression.kind === 'unary')) {
    const scale = scaleOf(expression, scope)
    return scale === undefined ? { kind } : { kind, scale }
  }
  return { kind }
}

/** Digits after the point of what is computed, as decimal arithmetic has them; undefined where a column does not say. */
function scaleOf(expression: Expression, scope: Scope): number | undefined {
  if (expression.kind === 'value') return expression.scale ?? 0
  if (expression.kind === 'unary') return scaleOf(expression.operand, scope)
  if (expression.kind !== 'binary') return kindOf(expression, scope) === 'integer' ? 0 : typeOf(expression, scope).scale
  const [left, right] = [scaleOf(expression.left, scope), scaleOf(expression.right, scope)]
  if (left === undefined || right === undefined) return undefined
  if (expression.operator === '/') return scope.around.mysql ? left + 4 : 16
  return expression.operator === '*' ? left + right : Math.max(left, right)
}

/** `order by 2` and `order by total` mean what is selected. */
function byPosition(expression: Expression, items: readonly Item[]): Expression {
  if (expression.kind === 'value' && typeof expression.value === 'number') return items[expression.value - 1]?.expression ?? expression
  if (expression.kind === 'column' && expression.table === undefined) return items.find(({ alias }) => alias === expression.name)?.expression ?? expression
  return expression
}

const orderKey = (expression: Expression, { row, scope }: Output, items: readonly Item[]): Value => {
  const at = items.findIndex((item) => item.expression === expression)
  return at >= 0 ? (row[at] ?? null) : evaluate(expression, { ...scope, clause: 'order clause' })
}

function unique(outputs: readonly Output[]): Output[] {
  const seen = new Set<string>()
  return outputs.filter(({ row }) => {
    const key = JSON.stringify(row)
    return !seen.has(key) && seen.add(key)
  })
}

function groups(rows: readonly Row[], by: readonly Expression[], scopeOf: (row: Row, clause: string) => Scope): (readonly Row[])[] {
  if (by.length === 0) return [rows]
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(by.map((expression) => evaluate(expression, scopeOf(row, 'group statement'))))
    const group = found.get(key)
    if (group) group.push(row)
    else found.set(key, [row])
  }
  return [...found.values()]
}

function checkGrouped(expression: Expression, by: readonly Expression[], fields: readonly Field[]): void {
  if (expression.kind !== 'column' || by.some((each) => each.kind === 'column' && each.name === expression.name)) return
  const field = fields.find(({ name, table }) => name === expression.name && (expression.table === undefined || expression.table === table))
  if (field && !by.some((each) => each.kind === 'column' && each.name === 'id'))
    throw new SqlError({ what: 'not-grouped', name: `${field.table === undefined ? '' : `${field.table}.`}${field.name}`, at: expression.at })
}

function expand(item: Item, fields: readonly Field[]): Item[] {
  const { expression } = item
  if (expression.kind !== 'star') return [item]
  return fields
    .filter(({ table }) => expression.table === undefined || table === expression.table)
    .map(({ table, name }) => ({ expression: { kind: 'column', name, at: expression.at, ...(table === undefined ? {} : { table }) }, text: name, alias: name }))
}

const castNames: Readonly<Record<string, string>> = {
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'double precision': 'float8',
  'character varying': 'varchar',
}

/** What a column without an alias is called. */
function nameOf(expression: Expression, text: string, mysql: boolean): string {
  if (expression.kind === 'column') return expression.name
  if (mysql)
    return expression.kind === 'value' && typeof expression.value === 'string'
      ? expression.value
      : expression.kind === 'value' && expression.value === null
        ? 'NULL'
        : text
  if (expression.kind === 'call') return expression.name === 'trim' ? 'btrim' : expression.name
  if (expression.kind === 'case') return 'case'
  if (expression.kind === 'exists') return 'exists'
  if (expression.kind === 'query') {
    const item = expression.query.kind === 'select' ? expression.query.items[0] : undefined
    return item ? (item.alias ?? nameOf(item.expression, item.text, mysql)) : 'column1'
  }
  if (expression.kind === 'cast')
    return expression.operand.kind === 'column'
      ? expression.operand.name
      : expression.operand.kind === 'call'
        ? expression.operand.name
        : (castNames[expression.type.name] ?? expression.type.name)
  return expression.kind === 'value' && typeof expression.value === 'boolean' ? 'bool' : '?column?'
}

function runSource(source: Source, catalog: Catalog, outer: Scope | undefined): Relation {
  switch (source.kind) {
    case 'table': {
      const { fields, rows } = catalog.relation(source)
      return { fields: fields.map((field) => ({ ...field, table: source.alias ?? source.name })), rows }
    }
    case 'query': {
      const { fields, rows } = runQuery(source.query, catalog, outer)
      return {
        fields: fields.map((field, i) => ({
          ...field,
          name: source.columns?.[i] ?? field.name,
          ...(source.alias === undefined ? {} : { table: source.alias }),
        })),
        rows,
      }
    }
    case 'call': {
      const scope = emptyScope(catalog, outer)
      const name = source.alias ?? source.call.name
      if (isSeries(source.call)) return { fields: [{ name, table: name, kind: 'integer' }], rows: series(source.call, [scope]).map(({ row }) => row) }
      return { fields: [{ name, table: name, kind: kindOf(source.call, scope) }], rows: [[evaluate(source.call, scope)]] }
    }
    case 'join':
      return join(source, runSource(source.left, catalog, outer), runSource(source.right, catalog, outer), catalog, outer)
  }
}

function join(source: Source & { kind: 'join' }, left: Relation, right: Relation, catalog: Catalog, outer: Scope | undefined): Relation {
  const fields = [...left.fields, ...right.fields]
  const shared = (source.using ?? []).map(
    (name) => [left.fields.findIndex((field) => field.name === name), right.fields.findIndex((field) => field.name === name)] as const,
  )
  const fits = (row: Row, a: Row, b: Row): boolean =>
    shared.every(([i, j]) => compare(a[i] ?? null, b[j] ?? null) === 0) &&
    isTrue(source.on, { fields, row, clause: 'on clause', around: catalog, ...(outer ? { outer } : {}) })
  const rows: Row[] = []
  const taken = new Set<Row>()
  for (const a of left.rows) {
    const before = rows.length
    for (const b of right.rows) {
      const row = [...a, ...b]
      if (!fits(row, a, b)) continue
      rows.push(row)
      taken.add(b)
    }
    if (source.type === 'left' && rows.length === before) rows.push([...a, ...right.fields.map(() => null)])
  }
  if (source.type === 'right') for (const b of right.rows) if (!taken.has(b)) rows.push([...left.fields.map(() => null), ...b])
  return { fields, rows }
}
