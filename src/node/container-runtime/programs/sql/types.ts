/** Types as they are declared, and values as they are converted and printed. */
import { SqlError } from './error.ts'
import type { Reader } from './reader.ts'
import type { Kind, Type, Value } from './syntax.ts'

const kinds: Record<string, Kind> = {
  int: 'integer',
  integer: 'integer',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  bigint: 'integer',
  smallint: 'integer',
  tinyint: 'integer',
  mediumint: 'integer',
  counter: 'integer',
  varint: 'integer',
  serial: 'integer',
  bigserial: 'integer',
  smallserial: 'integer',
  numeric: 'numeric',
  decimal: 'numeric',
  money: 'numeric',
  real: 'double',
  float: 'double',
  float4: 'double',
  float8: 'double',
  double: 'double',
  boolean: 'boolean',
  bool: 'boolean',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  datetime: 'timestamp',
  date: 'date',
}

/** What PostgreSQL calls a type that was written in short. */
const standardNames: Record<string, string> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
  varchar: 'character varying',
  char: 'character',
  bool: 'boolean',
  decimal: 'numeric',
  float: 'double precision',
  float8: 'double precision',
  float4: 'real',
  double: 'double precision',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
}

export const serial = /^(big|small)?serial$/

/** Reads `varchar(30)`, `double precision`, `timestamp with time zone`, `int unsigned`. */
export function readType(reader: Reader): Type & { readonly written: string } {
  const written = reader.name().toLowerCase()
  if (written === 'double') reader.accept('precision')
  if (written === 'character') reader.accept('varying')
  const sizes = reader.is('(') ? reader.parenthesized(() => reader.list(() => reader.take().text)) : []
  let zone = ''
  if (reader.accept('with', 'time', 'zone')) zone = 'with time zone'
  else if (reader.accept('without', 'time', 'zone')) zone = 'without time zone'
  if (reader.is('<')) while (!reader.accept('>')) reader.take()
  const unsigned = reader.accept('unsigned') ? ' unsigned' : ''
  if (reader.accept('[')) reader.expect(']')
  const base =
    reader.quotes === 'mysql'
      ? written === 'integer'
        ? 'int'
        : written === 'bool' || written === 'boolean'
          ? 'tinyint(1)'
          : written
      : zone !== ''
        ? `${written} ${zone}`
        : (standardNames[written] ?? written)
  const kind = kinds[written] ?? 'text'
  return {
    kind: kind === 'boolean' && reader.quotes === 'mysql' ? 'integer' : kind,
    name: `${base}${sizes.length > 0 ? `(${sizes.join(',')})` : ''}${unsigned}`,
    ...(kind === 'numeric' ? { scale: Number(sizes[1] ?? (sizes.length > 0 || reader.quotes === 'mysql' ? 0 : Number.NaN)) } : {}),
    written,
  }
}

const truths: Record<string, boolean> = {
  t: true,
  true: true,
  yes: true,
  on: true,
  1: true,
  y: true,
  f: false,
  false: false,
  no: false,
  off: false,
  0: false,
  n: false,
}

/** A value as a column of this type keeps it. @throws SqlError where it cannot */
export function convert(value: Value, type: Type, place: { column?: string; at?: number } = {}): Value {
  if (value === null) return null
  const bad = (): never => {
    throw new SqlError({ what: 'invalid-text', type: type.name, text: String(value), ...place })
  }
  switch (type.kind) {
    case 'integer': {
      const number = typeof value === 'string' ? (/^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : bad()) : Number(value)
      return Math.round(number)
    }
    case 'numeric':
    case 'double': {
      const number = typeof value === 'string' ? (/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : bad()) : Number(value)
      return type.scale === undefined || Number.isNaN(type.scale) ? number : Number(number.toFixed(type.scale))
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : (truths[value.toLowerCase()] ?? bad())
    case 'date':
      return /^\d{4}-\d{1,2}-\d{1,2}/.test(String(value)) ? String(value).slice(0, 10) : bad()
    case 'timestamp':
      return /^\d{4}-\d{1,2}-\d{1,2}/.test(String(value)) ? timestamp(String(value)) : bad()
    default:
      return fitted(typeof value === 'boolean' ? String(value) : String(value), type, place.column ?? '')
  }
}

const timestamp = (text: string): string => {
  const plain = text.replace('T', ' ').replace(/Z$/, '')
  return plain.length <= 10 ? `${plain} 00:00:00` : /^.{11}\d\d:\d\d$/.test(plain) ? `${plain}:00` : plain
}

function fitted(text: string, type: Type, column: string): string {
  const most = Number(/^(?:character varying|varchar|character|char)\((\d+)\)/.exec(type.name)?.[1] ?? Number.POSITIVE_INFINITY)
  if (text.length > most) throw new SqlError({ what: 'too-long', type: type.name, column })
  return text
}

/** Negative, zero or positive, as the values' order is; nulls last. */
export function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'number' && typeof b === 'string' && b.trim() !== '' && !Number.isNaN(Number(b))) return a - Number(b)
  if (typeof b === 'number' && typeof a === 'string' && a.trim() !== '' && !Number.isNaN(Number(a))) return Number(a) - b
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a) - Number(b)
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

export const numeric = (kind: Kind): boolean => kind === 'integer' || kind === 'numeric' || kind === 'double'
