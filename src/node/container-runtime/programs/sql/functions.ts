/** The functions that expressions may call. */
import { SqlError } from './error.ts'
import { evaluate, kindOf, type Scope } from './evaluate.ts'
import type { Expression, Kind, Value } from './syntax.ts'
import { compare } from './types.ts'

export const aggregates = new Set(['count', 'sum', 'avg', 'min', 'max', 'string_agg', 'group_concat'])

type Call = Expression & { kind: 'call' }

interface SqlFunction {
  /** The type of the result; of the first argument where it depends on that. */
  readonly kind: Kind | 'first'
  /** Gives null for a null among its arguments unless it wants to see it. */
  readonly nulls?: boolean
  run(args: readonly Value[], scope: Scope): Value
}

const stamp = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
const text = (run: (text: string, ...more: Value[]) => Value): SqlFunction => ({ kind: 'text', run: ([first, ...more]) => run(String(first), ...more) })
const math = (run: (value: number) => number, kind: Kind | 'first' = 'double'): SqlFunction => ({ kind, run: ([value]) => run(Number(value)) })
const of = (kind: Kind, run: (scope: Scope) => Value): SqlFunction => ({ kind, run: (_, scope) => run(scope) })

const nowFunction: SqlFunction = of('timestamp', ({ around }) => (around.mysql ? stamp(around.now).slice(0, 19) : `${stamp(around.now)}+00`))
const today = of('date', ({ around }) => stamp(around.now).slice(0, 10))
const userName = of('text', ({ around }) => around.user)
const databaseName = of('text', ({ around }) => around.database || null)
const length: SqlFunction = { kind: 'integer', run: ([value]) => [...String(value)].length }
const sleeping: SqlFunction = {
  kind: 'integer',
  run([seconds], { around }) {
    around.sleep(Number(seconds))
    return around.mysql ? 0 : ''
  },
}

const functions: Record<string, SqlFunction> = {
  now: nowFunction,
  current_timestamp: nowFunction,
  localtimestamp: nowFunction,
  sysdate: nowFunction,
  clock_timestamp: nowFunction,
  current_date: today,
  curdate: today,
  current_time: of('text', ({ around }) => stamp(around.now).slice(11, 19)),
  version: of('text', ({ around }) => around.version()),
  current_user: userName,
  session_user: userName,
  user: userName,
  current_database: databaseName,
  database: databaseName,
  current_schema: of('text', () => 'public'),
  uuid: of('text', ({ around }) => around.uuid()),
  gen_random_uuid: of('text', ({ around }) => around.uuid()),
  random: of('double', ({ around }) => around.random()),
  rand: of('double', ({ around }) => around.random()),
  pi: of('double', () => Math.PI),
  pg_sleep: { ...sleeping, kind: 'text' },
  sleep: sleeping,
  pg_is_in_recovery: of('boolean', () => false),
  connection_id: of('integer', () => 8),
  last_insert_id: of('integer', ({ around }) => around.variable('last_insert_id')),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  trim: text((value) => value.trim()),
  initcap: text((value) => value.toLowerCase().replace(/\b\w/g, (letter) => letter.toUpperCase())),
  reverse: text((value) => [...value].reverse().join('')),
  repeat: text((value, times) => value.repeat(Math.min(10_000, Number(times)))),
  replace: text((value, from, to) => value.replaceAll(String(from), String(to))),
  left: text((value, size) => value.slice(0, Number(size))),
  right: text((value, size) => value.slice(-Number(size))),
  substring: text((value, from, size) => value.substr(Number(from) - 1, size === undefined ? undefined : Number(size))),
  substr: text((value, from, size) => value.substr(Number(from) - 1, size === undefined ? undefined : Number(size))),
  lpad: text((value, size, fill) => value.padStart(Number(size), String(fill ?? ' '))),
  rpad: text((value, size, fill) => value.padEnd(Number(size), String(fill ?? ' '))),
  length,
  char_length: length,
  character_length: length,
  concat: { kind: 'text', nulls: true, run: (args, { around }) => (around.mysql && args.includes(null) ? null : args.map((arg) => arg ?? '').join('')) },
  concat_ws: { kind: 'text', nulls: true, run: ([separator, ...args]) => args.filter((arg) => arg !== null).join(String(separator)) },
  coalesce: { kind: 'first', nulls: true, run: (args) => args.find((arg) => arg !== null) ?? null },
  ifnull: { kind: 'first', nulls: true, run: (args) => args.find((arg) => arg !== null) ?? null },
  nullif: { kind: 'first', nulls: true, run: ([a, b]) => (a === b ? null : (a ?? null)) },
  if: { kind: 'first', nulls: true, run: ([condition, yes, no]) => (condition ? yes : no) ?? null },
  greatest: { kind: 'first', run: (args) => args.reduce((a, b) => (compare(a, b) > 0 ? a : b)) },
  least: { kind: 'first', run: (args) => args.reduce((a, b) => (compare(a, b) < 0 ? a : b)) },
  abs: math(Math.abs, 'first'),
  floor: math(Math.floor, 'numeric'),
  ceil: math(Math.ceil, 'numeric'),
  ceiling: math(Math.ceil, 'numeric'),
  sqrt: math(Math.sqrt),
  power: { kind: 'double', run: ([a, b]) => Number(a) ** Number(b) },
  pow: { kind: 'double', run: ([a, b]) => Number(a) ** Number(b) },
  mod: { kind: 'integer', run: ([a, b]) => Number(a) % Number(b) },
  round: { kind: 'numeric', run: ([value, digits]) => Number(`${Math.round(Number(`${Number(value)}e${Number(digits ?? 0)}`))}e-${Number(digits ?? 0)}`) },
  extract: { kind: 'numeric', run: ([value]) => Number(value) },
  date: { kind: 'date', run: ([value]) => String(value).slice(0, 10) },
  timestamp: { kind: 'timestamp', run: ([value]) => String(value) },
  to_char: { kind: 'text', run: ([value]) => String(value) },
  pg_database_size: { kind: 'integer', run: () => 7_569_551 },
  pg_size_pretty: {
    kind: 'text',
    run: ([bytes]) =>
      Number(bytes) < 10_240
        ? `${bytes} bytes`
        : Number(bytes) < 10_485_760
          ? `${Math.round(Number(bytes) / 1024)} kB`
          : `${Math.round(Number(bytes) / 1_048_576)} MB`,
  },
}

export function callFunction(call: Call, scope: Scope): Value {
  const known = functions[call.name]
  if (!known) throw unknownFunction(call, scope)
  const args = call.args.map((arg) => evaluate(arg, scope))
  return !known.nulls && args.includes(null) ? null : known.run(args, scope)
}

const unknownFunction = (call: Call, scope: Scope): SqlError =>
  new SqlError({
    what: 'no-function',
    name: call.name,
    args: call.args.map((arg) => (arg.kind === 'value' && typeof arg.value === 'string' ? 'unknown' : kindOf(arg, scope))).join(', '),
    at: call.at,
  })

export function kindOfCall(call: Call, scope: Scope): Kind {
  const first = call.args[0]
  if (call.name === 'count') return 'integer'
  if (call.name === 'avg') return 'numeric'
  if (call.name === 'sum' || call.name === 'min' || call.name === 'max') return first ? kindOf(first, scope) : 'integer'
  if (aggregates.has(call.name)) return 'text'
  const known = functions[call.name]
  if (!known) throw unknownFunction(call, scope)
  return known.kind === 'first' ? (first ? kindOf(call.args.find((arg) => arg.kind !== 'value' || arg.value !== null) ?? first, scope) : 'text') : known.kind
}
