/** Attributes and methods of Python's values. */
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { Callable, Dict, equal, formatted, items, List, less, Namespace, PythonError, repr, Tuple, text, typeName, type Value } from './values.ts'

type Method<Of> = (of: Of, args: readonly Value[], named: ReadonlyMap<string, Value>) => Value

const string = (value: Value | undefined): string => {
  if (typeof value === 'string') return value
  throw new PythonError('TypeError', `must be str, not ${typeName(value ?? null)}`)
}

const strings: Readonly<Record<string, Method<string>>> = {
  upper: (of) => of.toUpperCase(),
  lower: (of) => of.toLowerCase(),
  title: (of) => of.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  capitalize: (of) => (of[0] ?? '').toUpperCase() + of.slice(1).toLowerCase(),
  strip: (of, [letters]) => (letters === undefined ? of.trim() : trimmed(of, string(letters), true, true)),
  rstrip: (of, [letters]) => (letters === undefined ? of.trimEnd() : trimmed(of, string(letters), false, true)),
  lstrip: (of, [letters]) => (letters === undefined ? of.trimStart() : trimmed(of, string(letters), true, false)),
  split: (of, [separator]) => new List(separator === undefined || separator === null ? of.trim().split(/\s+/).filter(Boolean) : of.split(string(separator))),
  splitlines: (of) => new List(of.replace(/\n$/, '').split('\n')),
  join: (of, [list]) =>
    items(list ?? null)
      .map(string)
      .join(of),
  replace: (of, [from, to]) => of.replaceAll(string(from), string(to)),
  startswith: (of, [start]) => of.startsWith(string(start)),
  endswith: (of, [end]) => of.endsWith(string(end)),
  find: (of, [part]) => BigInt(of.indexOf(string(part))),
  count: (of, [part]) => BigInt(of.split(string(part)).length - 1),
  isdigit: (of) => /^\d+$/.test(of),
  isalpha: (of) => /^[A-Za-z]+$/.test(of),
  zfill: (of, [width]) => of.padStart(Number(width), '0'),
  ljust: (of, [width]) => of.padEnd(Number(width)),
  rjust: (of, [width]) => of.padStart(Number(width)),
  encode: (of) => of,
  decode: (of) => of,
  format: (of, args, named) => {
    let next = 0
    if (/\{(:[^}]*)?\}/.test(of) && /\{\d/.test(of))
      throw new PythonError('ValueError', 'cannot switch from automatic field numbering to manual field specification')
    return of.replace(/\{\{|\}\}|\{(\w*)(?::([^{}]*))?\}/g, (whole, name: string | undefined, spec: string | undefined) => {
      if (whole === '{{' || whole === '}}') return whole[0] as string
      const value = name === undefined || name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : named.get(name)
      if (value === undefined) throw new PythonError('IndexError', 'Replacement index 0 out of range for positional args tuple')
      return formatted(value, spec ?? '')
    })
  },
}

function trimmed(text: string, letters: string, left: boolean, right: boolean): string {
  let [from, to] = [0, text.length]
  while (left && from < to && letters.includes(text[from] as string)) from++
  while (right && to > from && letters.includes(text[to - 1] as string)) to--
  return text.slice(from, to)
}

const lists: Readonly<Record<string, Method<List>>> = {
  append: (of, [value]) => {
    of.items.push(value ?? null)
    return null
  },
  extend: (of, [more]) => {
    of.items.push(...items(more ?? null))
    return null
  },
  insert: (of, [at, value]) => {
    of.items.splice(Number(at), 0, value ?? null)
    return null
  },
  pop: (of, [at]) => {
    if (of.items.length === 0) throw new PythonError('IndexError', 'pop from empty list')
    return of.items.splice(at === undefined ? -1 : Number(at), 1)[0] ?? null
  },
  remove: (of, [value]) => {
    const at = of.items.findIndex((item) => equal(item, value ?? null))
    if (at < 0) throw new PythonError('ValueError', 'list.remove(x): x not in list')
    of.items.splice(at, 1)
    return null
  },
  index: (of, [value]) => {
    const at = of.items.findIndex((item) => equal(item, value ?? null))
    if (at < 0) throw new PythonError('ValueError', `${repr(value ?? null)} is not in list`)
    return BigInt(at)
  },
  count: (of, [value]) => BigInt(of.items.filter((item) => equal(item, value ?? null)).length),
  sort: (of, _, named) => {
    if (named.has('key')) throw new NotSimulatedProgram('Python', 'list.sort(key=…)')
    of.items.sort((a, b) => (less(a, b, '<') ? -1 : less(b, a, '<') ? 1 : 0))
    if (named.get('reverse') === true) of.items.reverse()
    return null
  },
  reverse: (of) => {
    of.items.reverse()
    return null
  },
}

const dicts: Readonly<Record<string, Method<Dict>>> = {
  get: (of, [key, other]) => of.get(key ?? null) ?? other ?? null,
  keys: (of) => new List([...items(of)]),
  values: (of) => new List([...of.entries.values()].map(([, value]) => value)),
  items: (of) => new List([...of.entries.values()].map((pair) => new Tuple(pair))),
  setdefault: (of, [key, value]) => {
    if (of.get(key ?? null) === undefined) of.set(key ?? null, value ?? null)
    return of.get(key ?? null) ?? null
  },
  update: (of, [other]) => {
    if (other instanceof Dict) for (const [key, value] of other.entries.values()) of.set(key, value)
    return null
  },
  pop: (of, [key, other]) => {
    const value = of.get(key ?? null) ?? other
    if (value === undefined) throw new PythonError('KeyError', repr(key ?? null))
    of.entries.delete(repr(key ?? null))
    return value
  },
}

export function attribute(of: Value, name: string): Value {
  if (of instanceof Namespace) {
    const value = of.attributes[name]
    if (value !== undefined) return value
    if (of.name === 'exception') return name === 'args' ? new Tuple([text(of)]) : missing(of, name)
    throw new NotSimulatedProgram('Python', `${of.name}.${name}`)
  }
  const method = typeof of === 'string' ? strings[name] : of instanceof List ? lists[name] : of instanceof Dict ? dicts[name] : undefined
  if (!method) return missing(of, name)
  return new Callable(name, (args, named) => (method as Method<Value>)(of, args, named))
}

function missing(of: Value, name: string): never {
  throw new PythonError('AttributeError', `'${of instanceof Namespace ? 'Exception' : typeName(of)}' object has no attribute '${name}'`)
}
