/** The functions that templates may call: Go's own, and kubectl's `exists` and `base64decode`. Models text/template/funcs.go. */
import { sprintf } from './printf.ts'
import { basicKind, byBytes, int, isNothing, isTrue, missing, numberOf, sprint, typeName, type Value } from './values.ts'

/** The message is Go's, after `error calling NAME: `. */
export class CallError extends Error {}

export interface TemplateFunction {
  readonly least: number
  /** Undefined: any number. */
  readonly most?: number
  /** What Go calls the type of a parameter that must be a text. */
  readonly text?: readonly number[]
  call(args: readonly Value[]): Value
}

const fixed = (count: number, call: TemplateFunction['call'], text?: readonly number[]): TemplateFunction => ({ least: count, most: count, call, text })
const open = (least: number, call: TemplateFunction['call'], text?: readonly number[]): TemplateFunction => ({ least, call, text })

const encoder = new TextEncoder()

export const functions: Readonly<Record<string, TemplateFunction>> = {
  // The interpreter stops and/or at the first argument that decides.
  and: open(1, (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1)),
  or: open(1, (args) => args.find(isTrue) ?? args.at(-1)),
  not: fixed(1, ([value]) => !isTrue(value)),
  len: fixed(1, ([value]) => int(lengthOf(value))),
  index: open(1, ([value, ...indices]) => indices.reduce(index, value)),
  slice: open(1, ([value, ...indices]) => slice(value, indices)),
  eq: open(1, ([first, ...rest]) => {
    if (rest.length === 0) throw new CallError('missing argument for comparison')
    return rest.some((other) => equal(first, other))
  }),
  ne: fixed(2, ([a, b]) => !equal(a, b)),
  lt: fixed(2, ([a, b]) => less(a, b)),
  le: fixed(2, ([a, b]) => less(a, b) || equal(a, b)),
  gt: fixed(2, ([a, b]) => !(less(a, b) || equal(a, b))),
  ge: fixed(2, ([a, b]) => !less(a, b)),
  print: open(0, (args) => sprint(args)),
  println: open(0, (args) => `${args.map((arg) => sprint([arg])).join(' ')}\n`),
  printf: open(1, ([format, ...args]) => sprintf(format as string, args), [0]),
  html: open(0, (args) => printed(args).replace(/["'&<>\0]/g, (char) => htmlSigns[char]!)),
  js: open(0, (args) => jsEscaped(printed(args))),
  urlquery: open(0, (args) => queryEscaped(printed(args))),
  call: open(1, ([value]) => {
    throw new CallError(isNothing(value) ? 'call of nil' : `non-function of type ${typeName(value)}`)
  }),
  base64decode: fixed(1, ([text]) => base64Decoded(text as string), [0]),
  exists: open(1, ([value, ...indices]) => exists(value, indices)),
}

/** A single text is taken as it is, other values as fmt.Sprint shows them. */
const printed = (args: readonly Value[]): string => sprint(args.map((arg) => (arg === missing || arg === null ? '<no value>' : arg)))

function lengthOf(value: Value): number {
  if (typeof value === 'string') return encoder.encode(value).length
  if (Array.isArray(value)) return value.length
  if (isNothing(value)) throw new CallError('reflect: call of reflect.Value.Type on zero Value')
  if (numberOf(value) === undefined && typeof value === 'object') return Object.keys(value as object).length
  throw new CallError(`len of type ${typeName(value)}`)
}

function index(value: Value, at: Value): Value {
  if (isNothing(value)) throw new CallError('index of untyped nil')
  if (Array.isArray(value)) return value[position(at, value.length)]
  if (typeof value === 'string') {
    const bytes = encoder.encode(value)
    return bytes[position(at, bytes.length)]
  }
  if (numberOf(value) !== undefined || typeof value !== 'object') throw new CallError(`can't index item of type ${typeName(value)}`)
  if (isNothing(at)) return missing
  if (typeof at !== 'string') throw new CallError(`value has type ${typeName(at)}; should be string`)
  return Object.hasOwn(value as object, at) ? (value as Record<string, Value>)[at] : null
}

function position(at: Value, length: number, most = length - 1): number {
  if (isNothing(at)) throw new CallError('cannot index slice/array with nil')
  if (basicKind(at) !== 'int') throw new CallError(`cannot index slice/array with type ${typeName(at)}`)
  const number = numberOf(at)!
  if (number < 0 || number > most) throw new CallError(`index out of range: ${number}`)
  return number
}

function slice(value: Value, indices: readonly Value[]): Value {
  if (isNothing(value)) throw new CallError('slice of untyped nil')
  if (indices.length > 3) throw new CallError(`too many slice indexes: ${indices.length}`)
  if (typeof value !== 'string' && !Array.isArray(value)) throw new CallError(`can't slice item of type ${typeName(value)}`)
  if (typeof value === 'string' && indices.length === 3) throw new CallError('cannot 3-index slice a string')
  const [start = 0, end] = indices.map((at) => position(at, 0, lengthOf(value)))
  const until = end ?? lengthOf(value)
  if (start > until) throw new CallError(`invalid slice index: ${start} > ${until}`)
  return typeof value === 'string' ? new TextDecoder().decode(encoder.encode(value).slice(start, until)) : value.slice(start, until)
}

function comparable(a: Value, b: Value): void {
  const kinds = [basicKind(a), basicKind(b)]
  if (kinds[0] !== kinds[1]) throw new CallError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`)
}

function equal(a: Value, b: Value): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b)
  for (const value of [a, b]) if (basicKind(value) === undefined) throw new CallError(`non-comparable type ${sprint([value])}: ${typeName(value)}`)
  comparable(a, b)
  return (numberOf(a) ?? a) === (numberOf(b) ?? b)
}

function less(a: Value, b: Value): boolean {
  for (const value of [a, b]) if (basicKind(value) === undefined) throw new CallError('invalid type for comparison')
  comparable(a, b)
  if (typeof a === 'boolean') throw new CallError('invalid type for comparison')
  return typeof a === 'string' ? byBytes(a, b as string) < 0 : numberOf(a)! < numberOf(b)!
}

const htmlSigns: Record<string, string> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\ufffd' }

const jsEscaped = (text: string): string =>
  text.replace(/[\\'"<>&=\u0000-\u001f]|[^\u0000-\u007f\p{L}\p{M}\p{N}\p{P}\p{S}]/gu, (char) => {
    if (char === '\\' || char === "'" || char === '"') return `\\${char}`
    return `\\u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  })

const queryEscaped = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

function base64Decoded(text: string): string {
  const clean = text.replace(/[\r\n]/g, '')
  const bad = clean.search(/[^A-Za-z0-9+/=]/)
  const padding = clean.indexOf('=')
  if (bad === -1 && clean.length % 4 === 0 && (padding === -1 || /^={1,2}$/.test(clean.slice(padding))))
    return new TextDecoder().decode(Uint8Array.from(atob(clean), (char) => char.charCodeAt(0)))
  const at = bad !== -1 ? bad : padding !== -1 && padding < clean.length - 2 ? padding : clean.length - (clean.length % 4)
  throw new CallError(`base64 decode failed: illegal base64 data at input byte ${at}`)
}

function exists(value: Value, indices: readonly Value[]): boolean {
  let current = value
  for (const at of indices) {
    if (isNothing(current)) return false
    if (Array.isArray(current) || typeof current === 'string') {
      const number = basicKind(at) === 'int' ? numberOf(at)! : -1
      if (number < 0 || number >= lengthOf(current)) return false
      current = index(current, at)
    } else if (typeof current === 'object' && numberOf(current) === undefined && typeof at === 'string') current = (current as Record<string, Value>)[at]
    else return false
  }
  return !isNothing(current)
}
