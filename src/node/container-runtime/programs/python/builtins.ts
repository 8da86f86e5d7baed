/** Python's built-in functions. */
import type { Process } from '../../process.ts'
import { readLine } from '../program.ts'
import { binary } from './arithmetic.ts'
import { Callable, Dict, formatted, items, List, less, Namespace, PythonError, type Run, repr, Tuple, text, truthy, typeName, type Value } from './values.ts'

const known = new WeakMap<Process, Readonly<Record<string, Value>>>()

export function builtins(process: Process): Readonly<Record<string, Value>> {
  let found = known.get(process)
  if (!found) known.set(process, (found = make(process)))
  return found
}

const exceptions = [
  'Exception',
  'ValueError',
  'TypeError',
  'KeyError',
  'IndexError',
  'RuntimeError',
  'ZeroDivisionError',
  'FileNotFoundError',
  'OSError',
  'KeyboardInterrupt',
  'SystemExit',
  'ConnectionError',
  'NotImplementedError',
  'AssertionError',
]

/** An exception as a value, ready to be raised. */
export const exception = (type: string): Callable =>
  new Callable(type, (args) => new Namespace('exception', { type, text: args.map(text).join(', ') }, args.map(text).join(', ')))

function make(process: Process): Record<string, Value> {
  const define = (name: string, call: Callable['call']): [string, Value] => [name, new Callable(name, call)]
  const best = (args: readonly Value[], wanted: boolean): Value => {
    const all = args.length === 1 ? items(args[0] ?? null) : args
    if (all.length === 0) throw new PythonError('ValueError', `${wanted ? 'min' : 'max'}() iterable argument is empty`)
    return all.reduce((a, b) => (less(b, a, '<') === wanted && (wanted || less(a, b, '<')) ? b : a))
  }
  return Object.fromEntries([
    ...exceptions.map((type) => [type, exception(type)] as [string, Value]),
    define('print', (args, named) => {
      const line = args.map(text).join(text(named.get('sep') ?? ' ')) + text(named.get('end') ?? '\n')
      if (named.get('file') instanceof Namespace && (named.get('file') as Namespace).name === 'stderr') process.err(line)
      else process.out(line)
      return null
    }),
    define('input', function* (args): Run<Value> {
      process.out(args.map(text).join(''))
      const line = yield* readLine(process)
      if (line === undefined) throw new PythonError('EOFError', 'EOF when reading a line')
      return line.replace(/\n$/, '')
    }),
    define('len', ([value]) => BigInt(value instanceof Dict ? value.entries.size : items(lengthy(value ?? null)).length)),
    define('range', (args) => new List(rangeOf(args.map(Number)))),
    define('str', ([value]) => (value === undefined ? '' : text(value))),
    define('repr', ([value]) => repr(value ?? null)),
    define('int', ([value]) => integer(value ?? 0n)),
    define('float', ([value]) => float(value ?? 0n)),
    define('bool', ([value]) => truthy(value ?? null)),
    define('list', ([value]) => new List(value === undefined ? [] : [...items(value)])),
    define('tuple', ([value]) => new Tuple(value === undefined ? [] : items(value))),
    define('dict', (_, named) => new Dict([...named])),
    define('abs', ([value]) => (typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(Number(value)))),
    define('min', (args) => best(args, true)),
    define('max', (args) => best(args, false)),
    define('sum', ([list]) => items(list ?? null).reduce<Value>((total, value) => binary('+', total, value), 0n)),
    define('sorted', ([list], named) => {
      const sorted = [...items(list ?? null)].sort((a, b) => (less(a, b, '<') ? -1 : less(b, a, '<') ? 1 : 0))
      return new List(named.get('reverse') === true ? sorted.reverse() : sorted)
    }),
    define('reversed', ([list]) => new List([...items(list ?? null)].reverse())),
    define('enumerate', ([list, from = 0n]) => new List(items(list ?? null).map((value, i) => new Tuple([BigInt(i) + BigInt(from as bigint), value])))),
    define(
      'zip',
      (lists) =>
        new List(
          Array.from({ length: Math.min(...lists.map((list) => items(list).length)) }, (_, i) => new Tuple(lists.map((list) => items(list)[i] ?? null))),
        ),
    ),
    define('any', ([list]) => items(list ?? null).some(truthy)),
    define('all', ([list]) => items(list ?? null).every(truthy)),
    define('round', ([value, digits]) => (digits === undefined ? BigInt(halfEven(Number(value))) : Number(Number(value).toFixed(Number(digits))))),
    define('pow', ([a, b]) => binary('**', a ?? 0n, b ?? 0n)),
    define('format', ([value, spec]) => formatted(value ?? null, text(spec ?? ''))),
    define('chr', ([code]) => String.fromCodePoint(Number(code))),
    define('ord', ([letter]) => BigInt(text(letter ?? '').codePointAt(0) ?? 0)),
    define('hex', ([value]) => `0x${Number(value).toString(16)}`),
    define('type', ([value]) => new Namespace('type', { __name__: typeName(value ?? null) }, `<class '${typeName(value ?? null)}'>`)),
    define('exit', ([code]) => {
      throw new PythonError('SystemExit', code === undefined ? '0' : text(code))
    }),
    define('open', ([path]) => {
      const name = text(path ?? '')
      if (!process.files.find(process.path(name))) throw new PythonError('FileNotFoundError', `[Errno 2] No such file or directory: ${repr(name)}`)
      const content = process.files.read(process.path(name), process)
      return new Namespace('file', {
        read: new Callable('read', () => content),
        readlines: new Callable('readlines', () => new List(content.split(/(?<=\n)/))),
        close: new Callable('close', () => null),
      })
    }),
  ])
}

const lengthy = (value: Value): Value => {
  if (value instanceof List || value instanceof Tuple || value instanceof Dict || typeof value === 'string') return value
  throw new PythonError('TypeError', `object of type '${typeName(value)}' has no len()`)
}

function rangeOf([first = 0, second, step = 1]: readonly number[]): Value[] {
  const [from, to] = second === undefined ? [0, first] : [first, second]
  const all: Value[] = []
  for (let i = from; step > 0 ? i < to : i > to; i += step) {
    all.push(BigInt(i))
    if (all.length > 1_000_000) throw new PythonError('MemoryError', '')
  }
  return all
}

function integer(value: Value): Value {
  if (typeof value === 'number') return BigInt(Math.trunc(value))
  if (typeof value === 'string') {
    if (!/^\s*[-+]?\d[\d_]*\s*$/.test(value)) throw new PythonError('ValueError', `invalid literal for int() with base 10: ${repr(value)}`)
    return BigInt(value.trim().replaceAll('_', '').replace(/^\+/, ''))
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  throw new PythonError('TypeError', `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`)
}

function float(value: Value): Value {
  if (typeof value === 'string' && !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    throw new PythonError('ValueError', `could not convert string to float: ${repr(value)}`)
  return Number(value)
}

const halfEven = (value: number): number => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value))
