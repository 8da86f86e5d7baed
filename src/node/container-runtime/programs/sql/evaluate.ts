/** The value and the type of an expression, for a row or a group of rows. */
import type { Row } from './database.ts'
import { SqlError } from './error.ts'
import { aggregates, callFunction, kindOfCall } from './functions.ts'
import type { Expression, Kind, Query, Value } from './syntax.ts'
import { compare, convert } from './types.ts'

export interface Field {
  readonly table?: string
  readonly name: string
  readonly kind: Kind
  readonly scale?: number
}

export interface Relation {
  readonly fields: readonly Field[]
  readonly rows: readonly Row[]
}

/** What an expression can ask of the server around it. */
export interface Surroundings {
  readonly now: number
  readonly user: string
  readonly database: string
  readonly mysql: boolean
  random(): number
  uuid(): string
  version(): string
  variable(name: string): Value
  query(query: Query, outer: Scope | undefined): Relation
  /** Counts seconds that the statement takes: pg_sleep. */
  sleep(seconds: number): void
}

export interface Scope {
  readonly fields: readonly Field[]
  readonly row: Row
  /** The rows that an aggregate is of. */
  readonly group?: readonly Row[]
  readonly outer?: Scope
  readonly clause: string
  readonly around: Surroundings
}

function fieldAt(fields: readonly Field[], table: string | undefined, name: string): number {
  return fields.findIndex((field) => field.name === name && (table === undefined || field.table === table))
}

/** The columns of MySQL are found whatever their case. */
function find(scope: Scope, table: string | undefined, name: string): number {
  const exact = fieldAt(scope.fields, table, name)
  if (exact >= 0 || !scope.around.mysql) return exact
  const lower = name.toLowerCase()
  return scope.fields.findIndex((field) => field.name.toLowerCase() === lower && (table === undefined || field.table === table))
}

function column(expression: Expression & { kind: 'column' }, scope: Scope): { value: Value; field: Field } {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const index = find(at, expression.table, expression.name)
    if (index >= 0) return { value: at.row[index] ?? null, field: at.fields[index] as Field }
  }
  const similar = scope.fields.find(({ name, table }) => table !== undefined && distance(name, expression.name) <= expression.name.length / 2)
  throw new SqlError({
    what: 'no-column',
    name: expression.name,
    clause: scope.clause,
    at: expression.at,
    ...(expression.table === undefined ? {} : { table: expression.table }),
    ...(similar ? { hint: `${similar.table}.${similar.name}` } : {}),
  })
}

/** How many letters must be added, dropped or changed to make one word the other. */
function distance(a: string, b: string): number {
  let line = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((next[j - 1] as number) + 1, (line[j] as number) + 1, (line[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1))
    line = next
  }
  return line[b.length] as number
}

export const hasAggregate = (expression: Expression): boolean => {
  if (expression.kind === 'call') return aggregates.has(expression.name) || expression.args.some(hasAggregate)
  if (expression.kind === 'binary') return hasAggregate(expression.left) || hasAggregate(expression.right)
  if (expression.kind === 'unary' || expression.kind === 'cast' || expression.kind === 'is') return hasAggregate(expression.operand)
  if (expression.kind === 'case') return expression.branches.some(({ when, result }) => hasAggregate(when) || hasAggregate(result))
  return false
}

const truth = (value: Value): boolean | null =>
  value === null ? null : typeof value === 'string' ? /^(t|true|y|yes|on|1)$/i.test(value) || Number(value) > 0 : Boolean(value)

export const isTrue = (expression: Expression | undefined, scope: Scope): boolean => expression === undefined || truth(evaluate(expression, scope)) === true

export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'column':
      return column(expression, scope).value
    case 'unary': {
      const value = evaluate(expression.operand, scope)
      if (expression.operator === 'not') return value === null ? null : !truth(value)
      return value === null ? null : expression.operator === '-' ? -Number(value) : Number(value)
    }
    case 'binary':
      return binary(expression, scope)
    case 'call':
      return aggregates.has(expression.name) ? aggregate(expression, scope) : callFunction(expression, scope)
    case 'cast':
      return convert(evaluate(expression.operand, scope), expression.type, { at: expression.operand.at })
    case 'is': {
      const value = evaluate(expression.operand, scope)
      return (expression.what === null ? value === null : truth(value) === expression.what) !== expression.not
    }
    case 'in': {
      const value = evaluate(expression.operand, scope)
      if (value === null) return null
      const list =
        'kind' in expression.list
          ? scope.around.query(expression.list, scope).rows.map((row) => row[0] ?? null)
          : expression.list.map((each) => evaluate(each, scope))
      return list.some((each) => each !== null && compare(value, each) === 0) !== expression.not
    }
    case 'between': {
      const [value, low, high] = [expression.operand, expression.low, expression.high].map((each) => evaluate(each, scope)) as [Value, Value, Value]
      if (value === null || low === null || high === null) return null
      return (compare(value, low) >= 0 && compare(value, high) <= 0) !== expression.not
    }
    case 'like':
      return like(expression, scope)
    case 'case': {
      const { operand, branches, otherwise } = expression
      const value = operand && evaluate(operand, scope)
      const hit = branches.find(({ when }) => (value === undefined ? isTrue(when, scope) : value !== null && compare(value, evaluate(when, scope)) === 0))
      return hit ? evaluate(hit.result, scope) : otherwise ? evaluate(otherwise, scope) : null
    }
    case 'exists':
      return scope.around.query(expression.query, scope).rows.length > 0
    case 'query': {
      const { rows } = scope.around.query(expression.query, scope)
      if (rows.length > 1) throw new SqlError({ what: 'more-than-one-row' })
      return rows[0]?.[0] ?? null
    }
    case 'variable':
      return scope.around.variable(expression.name)
    case 'star':
      throw new SqlError({ what: 'syntax', near: '*', rest: '*', at: expression.at })
  }
}

function like(expression: Expression & { kind: 'like' }, scope: Scope): Value {
  const [value, pattern] = [evaluate(expression.operand, scope), evaluate(expression.pattern, scope)]
  if (value === null || pattern === null) return null
  const source = String(pattern)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[\\s\\S]*')
    .replaceAll('_', '[\\s\\S]')
  return new RegExp(`^${source}$`, expression.anyCase ? 'i' : '').test(String(value)) !== expression.not
}

function binary(expression: Expression & { kind: 'binary' }, scope: Scope): Value {
  const { operator, left, right } = expression
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [truth(evaluate(left, scope)), truth(evaluate(right, scope))]
    const decided = operator === 'or'
    if (a === decided || b === decided) return decided
    return a === null || b === null ? null : !decided
  }
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)]
  if (a === null || b === null) return null
  switch (operator) {
    case '=':
      return same(a, b, scope)
    case '<>':
      return !same(a, b, scope)
    case '<':
      return compare(a, b) < 0
    case '>':
      return compare(a, b) > 0
    case '<=':
      return compare(a, b) <= 0
    case '>=':
      return compare(a, b) >= 0
    case '||':
      return scope.around.mysql ? truth(a) === true || truth(b) === true : text(a) + text(b)
    default:
      return arithmetic(
        operator,
        number(a, left, scope),
        number(b, right, scope),
        kindOf(left, scope) === 'integer' && kindOf(right, scope) === 'integer',
        scope,
      )
  }
}

const same = (a: Value, b: Value, { around }: Scope): boolean =>
  around.mysql && typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : compare(a, b) === 0

const text = (value: Value): string => (typeof value === 'boolean' ? (value ? 'true' : 'false') : String(value))

function number(value: Value, { at }: Expression, { around }: Scope): number {
  if (typeof value !== 'string') return Number(value)
  const found = Number(value)
  if (!Number.isNaN(found)) return found
  if (around.mysql) return Number.parseFloat(value) || 0
  throw new SqlError({ what: 'invalid-text', type: 'integer', text: value, at })
}

function arithmetic(operator: string, a: number, b: number, whole: boolean, { around }: Scope): Value {
  if ((operator === '/' || operator === '%') && b === 0) {
    if (around.mysql) return null
    throw new SqlError({ what: 'division-by-zero' })
  }
  switch (operator) {
    case '+':
      return exact(a + b)
    case '-':
      return exact(a - b)
    case '*':
      return exact(a * b)
    case '/':
      return whole && !around.mysql ? Math.trunc(a / b) : a / b
    case '%':
      return a % b
    default:
      return a ** b
  }
}

/** 0.1 + 0.2 is 0.3 for a decimal number. */
const exact = (value: number): number => Number(value.toPrecision(15))

/** Of a group's rows; without a group, of the one row there is. */
function aggregate({ name, args, distinct }: Expression & { kind: 'call' }, scope: Scope): Value {
  const rows = scope.group ?? [scope.row]
  const first = args[0]
  if (name === 'count' && (!first || first.kind === 'star')) return rows.length
  if (!first) return null
  let values = rows.map((row) => evaluate(first, { ...scope, row, group: [row] })).filter((value) => value !== null)
  if (distinct) values = values.filter((value, i) => values.findIndex((other) => compare(value, other) === 0) === i)
  if (name === 'count') return values.length
  if (values.length === 0) return null
  const sum = (): number => exact(values.reduce<number>((total, value) => total + Number(value), 0))
  if (name === 'sum') return sum()
  if (name === 'avg') return sum() / values.length
  if (name === 'string_agg' || name === 'group_concat') return values.map(text).join(args[1] ? String(evaluate(args[1], scope)) : ',')
  return values.reduce((best, value) => ((name === 'min' ? compare(value, best) < 0 : compare(value, best) > 0) ? value : best))
}

/** The type of an expression's value, as far as it can be told without one. */
export function kindOf(expression: Expression, scope: Scope): Kind {
  switch (expression.kind) {
    case 'value':
      return typeof expression.value === 'number'
        ? expression.scale === undefined && Number.isInteger(expression.value)
          ? 'integer'
          : 'numeric'
        : typeof expression.value === 'boolean'
          ? 'boolean'
          : 'text'
    case 'column':
      return column(expression, scope).field.kind
    case 'cast':
      return expression.type.kind
    case 'unary':
      return expression.operator === 'not' ? 'boolean' : kindOf(expression.operand, scope)
    case 'binary': {
      if (/^(and|or|=|<>|<|>|<=|>=)$/.test(expression.operator)) return 'boolean'
      if (expression.operator === '||') return 'text'
      if (expression.operator === '^') return 'double'
      const kinds = [kindOf(expression.left, scope), kindOf(expression.right, scope)]
      if (kinds.includes('timestamp') || kinds.includes('date')) return 'timestamp'
      if (expression.operator === '/' && scope.around.mysql) return 'numeric'
      return kinds.includes('double') ? 'double' : kinds.includes('numeric') ? 'numeric' : 'integer'
    }
    case 'call':
      return kindOfCall(expression, scope)
    case 'case':
      return expression.branches[0] ? kindOf(expression.branches[0].result, scope) : 'text'
    case 'query':
      return scope.around.query(expression.query, scope).fields[0]?.kind ?? 'text'
    case 'variable':
      return typeof scope.around.variable(expression.name) === 'number' ? 'integer' : 'text'
    case 'star':
      return 'unknown'
    default:
      return 'boolean'
  }
}
