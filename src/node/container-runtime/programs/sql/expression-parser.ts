/** Expressions and queries. Each function reads one level of precedence. */
import { SqlError } from './error.ts'
import type { Reader } from './reader.ts'
import type { Expression, Item, Ordering, Query, Source } from './syntax.ts'
import { readType } from './types.ts'

export function readExpression(reader: Reader): Expression {
  let left = readAnd(reader)
  for (;;) {
    const { at } = reader.next
    if (!reader.accept('or')) return left
    left = { kind: 'binary', operator: 'or', left, right: readAnd(reader), at }
  }
}

function readAnd(reader: Reader): Expression {
  let left = readNot(reader)
  for (;;) {
    const { at } = reader.next
    if (!reader.accept('and')) return left
    left = { kind: 'binary', operator: 'and', left, right: readNot(reader), at }
  }
}

function readNot(reader: Reader): Expression {
  const { at } = reader.next
  return reader.accept('not') ? { kind: 'unary', operator: 'not', operand: readNot(reader), at } : readComparison(reader)
}

const comparisons = ['=', '<', '>', '<=', '>=', '<>', '!=']

function readComparison(reader: Reader): Expression {
  let left = readSum(reader)
  for (;;) {
    const { at, text } = reader.next
    if (reader.next.kind === 'symbol' && comparisons.includes(text)) {
      reader.take()
      left = { kind: 'binary', operator: text === '!=' ? '<>' : text, left, right: readSum(reader), at }
      continue
    }
    if (reader.accept('is')) {
      const not = reader.accept('not')
      const what = reader.accept('true') ? true : reader.accept('false') ? false : null
      if (what === null) reader.expect('null')
      left = { kind: 'is', operand: left, what, not, at }
      continue
    }
    const not = reader.is('not') && /^(in|like|ilike|between)$/.test(reader.peek().text)
    if (not) reader.take()
    if (reader.accept('in'))
      left = {
        kind: 'in',
        operand: left,
        list: reader.parenthesized(() => (reader.is('select', 'values') ? readQuery(reader) : reader.list(() => readExpression(reader)))),
        not,
        at,
      }
    else if (reader.is('like', 'ilike'))
      left = { kind: 'like', anyCase: reader.take().text === 'ilike' || reader.quotes === 'mysql', operand: left, pattern: readSum(reader), not, at }
    else if (reader.accept('between')) {
      const low = readSum(reader)
      reader.expect('and')
      left = { kind: 'between', operand: left, low, high: readSum(reader), not, at }
    } else return left
  }
}

const chain =
  (operators: readonly string[], one: (reader: Reader) => Expression) =>
  (reader: Reader): Expression => {
    let left = one(reader)
    while (reader.next.kind === 'symbol' && operators.includes(reader.next.text)) {
      const { text, at } = reader.take()
      left = { kind: 'binary', operator: text, left, right: one(reader), at }
    }
    return left
  }

const readPower = chain(['^'], readPostfix)
const readProduct = chain(['*', '/', '%'], readPower)
const readSum = chain(['+', '-', '||'], readProduct)

function readPostfix(reader: Reader): Expression {
  let operand = readPrimary(reader)
  for (;;) {
    const { at } = reader.next
    if (!reader.accept('::')) return operand
    operand = { kind: 'cast', operand, type: readType(reader), at }
  }
}

function readPrimary(reader: Reader): Expression {
  const token = reader.next
  const { at } = token
  if (token.kind === 'number') {
    const { text } = reader.take()
    return { kind: 'value', value: Number(text), ...(/[.e]/i.test(text) ? { scale: text.split('.')[1]?.length ?? 0 } : {}), at }
  }
  if (token.kind === 'string') return { kind: 'value', value: reader.take().text, at }
  if (reader.is('-', '+')) return { kind: 'unary', operator: reader.take().text as '-' | '+', operand: readPostfix(reader), at }
  if (reader.accept('*')) return { kind: 'star', at }
  if (reader.is('(')) {
    if (/^(select|values)$/.test(reader.peek().text)) return { kind: 'query', query: reader.parenthesized(() => readQuery(reader)), at }
    return reader.parenthesized(() => readExpression(reader))
  }
  if (reader.accept('null')) return { kind: 'value', value: null, at }
  if (reader.accept('true')) return { kind: 'value', value: true, at }
  if (reader.accept('false')) return { kind: 'value', value: false, at }
  if (reader.accept('exists')) return { kind: 'exists', query: reader.parenthesized(() => readQuery(reader)), at }
  if (reader.accept('case')) return readCase(reader, at)
  if (reader.accept('cast')) {
    return reader.parenthesized(() => {
      const operand = readExpression(reader)
      reader.expect('as')
      return { kind: 'cast', operand, type: readType(reader), at }
    })
  }
  if (token.kind === 'word' && token.text.startsWith('@')) return { kind: 'variable', name: reader.take().text.replace(/^@+/, ''), at }
  if (reader.is('interval', 'timestamp', 'date') && reader.peek().kind === 'string') {
    const name = reader.take().text
    return { kind: 'call', name, args: [{ kind: 'value', value: reader.string(), at }], distinct: false, at }
  }
  return readName(reader, at)
}

/** Names that are functions without parentheses. */
const bare = /^(current_date|current_time|current_timestamp|current_user|session_user|user|localtimestamp|current_schema)$/

function readName(reader: Reader, at: number): Expression {
  const plain = reader.next.kind === 'word'
  const raw = reader.next.text
  if (/^(left|right|replace|values)$/.test(raw) && reader.peek().text === '(') reader.take()
  const name = /^(left|right|replace|values)$/.test(raw) && reader.is('(') ? raw : reader.name()
  if (reader.is('(')) return { kind: 'call', name: name.toLowerCase(), ...readArguments(reader), at }
  if (plain && bare.test(raw) && !reader.is('.')) return { kind: 'call', name: raw, args: [], distinct: false, at }
  if (!reader.accept('.')) return { kind: 'column', name, at }
  if (reader.accept('*')) return { kind: 'star', table: name, at }
  const second = reader.name()
  if (reader.is('(')) return { kind: 'call', name: second.toLowerCase(), ...readArguments(reader), at }
  if (reader.accept('.')) return { kind: 'column', table: second, name: reader.name(), at }
  return { kind: 'column', table: name, name: second, at }
}

function readArguments(reader: Reader): { args: Expression[]; distinct: boolean } {
  reader.expect('(')
  const distinct = reader.accept('distinct')
  const args = reader.is(')') ? [] : reader.list(() => readExpression(reader))
  reader.expect(')')
  if (reader.is('over', 'filter', 'within')) throw new SqlError({ what: 'not-simulated', thing: 'window functions and filtered aggregates' })
  return { args, distinct }
}

function readCase(reader: Reader, at: number): Expression {
  const operand = reader.is('when') ? undefined : readExpression(reader)
  const branches: { when: Expression; result: Expression }[] = []
  while (reader.accept('when')) {
    const when = readExpression(reader)
    reader.expect('then')
    branches.push({ when, result: readExpression(reader) })
  }
  const otherwise = reader.accept('else') ? readExpression(reader) : undefined
  reader.expect('end')
  return { kind: 'case', ...(operand ? { operand } : {}), branches, ...(otherwise ? { otherwise } : {}), at }
}

export function readItem(reader: Reader): Item {
  const from = reader.next.at
  const expression = readExpression(reader)
  const text = reader.text.slice(from, reader.before)
  const alias = expression.kind === 'star' ? undefined : reader.alias()
  return { expression, text, ...(alias === undefined ? {} : { alias }) }
}

export function readQuery(reader: Reader): Query {
  if (reader.accept('values')) return { kind: 'values', rows: reader.list(() => readRow(reader)) }
  reader.expect('select')
  const distinct = reader.accept('distinct')
  if (!distinct) reader.accept('all')
  const items = reader.is('from') || reader.next.kind === 'end' ? [] : reader.list(() => readItem(reader))
  const from = reader.accept('from') ? readSource(reader) : undefined
  const where = reader.accept('where') ? readExpression(reader) : undefined
  const groupBy = reader.accept('group', 'by') ? reader.list(() => readExpression(reader)) : []
  const having = reader.accept('having') ? readExpression(reader) : undefined
  const union = reader.accept('union') ? { all: reader.accept('all'), query: readQuery(reader) } : undefined
  const orderBy = reader.accept('order', 'by') ? reader.list(() => readOrdering(reader)) : []
  const end = readLimit(reader)
  return {
    kind: 'select',
    distinct,
    items,
    groupBy,
    orderBy,
    ...end,
    ...(from ? { from } : {}),
    ...(where ? { where } : {}),
    ...(having ? { having } : {}),
    ...(union ? { union } : {}),
  }
}

function readLimit(reader: Reader): { limit?: Expression; offset?: Expression } {
  let limit: Expression | undefined
  let offset: Expression | undefined
  for (;;) {
    if (reader.accept('limit')) {
      limit = reader.accept('all') ? undefined : readExpression(reader)
      if (reader.accept(',')) [offset, limit] = [limit, readExpression(reader)]
    } else if (reader.accept('offset')) {
      offset = readExpression(reader)
      reader.accept('rows')
    } else if (reader.accept('allow', 'filtering') || reader.accept('for', 'update')) continue
    else return { ...(limit ? { limit } : {}), ...(offset ? { offset } : {}) }
  }
}

export const readRow = (reader: Reader): readonly Expression[] => reader.parenthesized(() => (reader.is(')') ? [] : reader.list(() => readExpression(reader))))

function readOrdering(reader: Reader): Ordering {
  const expression = readExpression(reader)
  const descending = reader.accept('desc')
  if (!descending) reader.accept('asc')
  if (reader.accept('nulls')) reader.take()
  return { expression, descending }
}

function readSource(reader: Reader): Source {
  let left = readOneSource(reader)
  for (;;) {
    if (reader.accept(',')) {
      left = { kind: 'join', type: 'cross', left, right: readOneSource(reader) }
      continue
    }
    const type = reader.accept('left') ? 'left' : reader.accept('right') ? 'right' : reader.accept('cross') ? 'cross' : 'inner'
    if (type === 'inner') reader.accept('inner')
    reader.accept('outer')
    if (!reader.accept('join')) return left
    const right = readOneSource(reader)
    if (reader.accept('on')) left = { kind: 'join', type, left, right, on: readExpression(reader) }
    else if (reader.accept('using')) left = { kind: 'join', type, left, right, using: reader.parenthesized(() => reader.list(() => reader.name())) }
    else left = { kind: 'join', type, left, right }
  }
}

function readOneSource(reader: Reader): Source {
  if (reader.is('(')) {
    const query = reader.parenthesized(() => readQuery(reader))
    const alias = reader.alias()
    const columns = alias !== undefined && reader.is('(') ? reader.parenthesized(() => reader.list(() => reader.name())) : undefined
    return { kind: 'query', query, ...(alias === undefined ? {} : { alias }), ...(columns ? { columns } : {}) }
  }
  const { at } = reader.next
  const first = reader.name()
  if (reader.is('(')) {
    const call = { kind: 'call' as const, name: first.toLowerCase(), ...readArguments(reader), at }
    const alias = reader.alias()
    return { kind: 'call', call, ...(alias === undefined ? {} : { alias }) }
  }
  const second = reader.accept('.') ? reader.name() : undefined
  const alias = reader.alias()
  const named = second === undefined ? { name: first } : { database: first, name: second }
  return { kind: 'table', ...named, ...(alias === undefined ? {} : { alias }), at }
}
