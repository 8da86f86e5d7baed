/** Python's values, and how they print. Whole numbers have no bounds, so they are bigint; others are number. */
import type { Wait } from '../../process.ts'

export type Value = null | boolean | bigint | number | string | List | Tuple | Dict | Callable | Namespace

export class List {
  constructor(readonly items: Value[]) {}
}

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

export class Dict {
  readonly entries = new Map<string, readonly [Value, Value]>()

  constructor(items: readonly (readonly [Value, Value])[] = []) {
    for (const [key, value] of items) this.set(key, value)
  }

  get(key: Value): Value | undefined {
    return this.entries.get(repr(key))?.[1]
  }

  set(key: Value, value: Value): void {
    this.entries.set(repr(key), [key, value])
  }
}

export type Run<T> = Generator<Wait, T, void>

/** Something that can be called; it may take simulated time. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value | Run<Value>,
  ) {}
}

/** A module, or an object with attributes. */
export class Namespace {
  constructor(
    readonly name: string,
    readonly attributes: Readonly<Record<string, Value>>,
    readonly shown?: string,
  ) {}
}

/** An exception of Python: `ValueError`, and its text. */
export class PythonError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message)
  }
}

export const typeName = (value: Value): string => {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (value instanceof List) return 'list'
  if (value instanceof Tuple) return 'tuple'
  if (value instanceof Dict) return 'dict'
  return value instanceof Callable ? 'function' : 'module'
}

export const truthy = (value: Value): boolean => {
  if (value instanceof List || value instanceof Tuple) return value.items.length > 0
  if (value instanceof Dict) return value.entries.size > 0
  return value instanceof Callable || value instanceof Namespace || Boolean(value)
}

/** 0.1, 1.0, 1e+16, 1e-05 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  return Number.isInteger(value) ? `${value.toFixed(0)}.0` : String(value)
}

export function repr(value: Value): string {
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
    const inner = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')
    return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote
  }
  return text(value)
}

export function text(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (value instanceof List) return `[${value.items.map(repr).join(', ')}]`
  if (value instanceof Tuple) return value.items.length === 1 ? `(${repr(value.items[0] ?? null)},)` : `(${value.items.map(repr).join(', ')})`
  if (value instanceof Dict) return `{${[...value.entries.values()].map(([key, each]) => `${repr(key)}: ${repr(each)}`).join(', ')}}`
  if (value instanceof Callable) return `<function ${value.name} at 0x7f3a5c0d8e00>`
  return value.shown ?? `<module '${value.name}'>`
}

/** `.2f`, `>10`, `05d`, `,` */
export function formatted(value: Value, spec: string): string {
  const [whole, fill = ' ', align, sign = '', zero, width = '0', comma, precision, type] =
    /^(?:(.)?([<>^=]))?([+ ])?(0)?(\d+)?(,)?(?:\.(\d+))?([a-z%])?$/.exec(spec) ?? []
  if (whole === undefined) throw new PythonError('ValueError', `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`)
  let shown = text(value)
  const isNumber = typeof value === 'bigint' || typeof value === 'number'
  if (type === '%') shown = `${(Number(value) * 100).toFixed(Number(precision ?? 6))}%`
  else if (type === 'x') shown = Number(value).toString(16)
  else if (type === 'b') shown = Number(value).toString(2)
  else if (isNumber && (type === 'f' || precision !== undefined)) shown = Number(value).toFixed(Number(precision ?? 6))
  else if (precision !== undefined) shown = shown.slice(0, Number(precision))
  if (comma) shown = shown.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  if (sign === '+' && Number(value) >= 0) shown = `+${shown}`
  const size = Number(width)
  if (zero && isNumber) return shown.startsWith('-') ? `-${shown.slice(1).padStart(size - 1, '0')}` : shown.padStart(size, '0')
  if (align === '^') return shown.padStart(Math.floor((size + shown.length) / 2), fill).padEnd(size, fill)
  return align === '>' || (align === undefined && isNumber) ? shown.padStart(size, fill) : shown.padEnd(size, fill)
}

export function items(value: Value): readonly Value[] {
  if (value instanceof List || value instanceof Tuple) return value.items
  if (value instanceof Dict) return [...value.entries.values()].map(([key]) => key)
  if (typeof value === 'string') return [...value]
  throw new PythonError('TypeError', `'${typeName(value)}' object is not iterable`)
}

export function equal(a: Value, b: Value): boolean {
  if ((typeof a === 'bigint' || typeof a === 'number' || typeof a === 'boolean') && (typeof b === 'bigint' || typeof b === 'number' || typeof b === 'boolean'))
    return Number(a) === Number(b)
  return typeName(a) === typeName(b) && (a === b || (typeof a === 'object' && a !== null && repr(a) === repr(b)))
}

export function less(a: Value, b: Value, operator: string): boolean {
  const isNumber = (value: Value): boolean => typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
  if (isNumber(a) && isNumber(b)) return (a as number) < (b as number)
  if (typeof a === 'string' && typeof b === 'string') return a < b
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
    const at = a.items.findIndex((each, i) => i >= b.items.length || !equal(each, b.items[i] ?? null))
    return at < 0 ? a.items.length < b.items.length : at < b.items.length && less(a.items[at] ?? null, b.items[at] ?? null, operator)
  }
  throw new PythonError('TypeError', `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}
