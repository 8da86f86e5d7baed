/**
 * Values as Go's fmt prints them. What came as JSON is, in Go: a string, a bool, an int64 or float64, a map, a slice, or nil.
 */

export type GoKind = 'string' | 'bool' | 'int' | 'float' | 'map' | 'slice' | 'nil'

export function goKind(value: unknown): GoKind {
  if (value === null || value === undefined) return 'nil'
  if (Array.isArray(value)) return 'slice'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'int' : 'float'
  return 'map'
}

const typeNames: Record<GoKind, string> = {
  string: 'string',
  bool: 'bool',
  int: 'int64',
  float: 'float64',
  map: 'map[string]interface {}',
  slice: '[]interface {}',
  nil: '<nil>',
}

/** `%T` */
export const goTypeName = (value: unknown): string => typeNames[goKind(value)]

/** Keys in the order in which Go prints a map. */
export const sortedKeys = (map: object): string[] => Object.keys(map).sort(byBytes)

/** Go compares texts byte by byte; UTF-16 agrees with that but for surrogates. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** A float64 as `%v` prints it: with an exponent from 1e+06 on, or below 1e-4. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return '0'
  const [mantissa, exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** `%v` (fmt.Print): `map[a:1 b:[x y]]`, `<nil>`. */
export function goPrint(value: unknown): string {
  switch (goKind(value)) {
    case 'nil':
      return '<nil>'
    case 'slice':
      return `[${(value as unknown[]).map(goPrint).join(' ')}]`
    case 'map':
      return `map[${sortedKeys(value as object)
        .map((key) => `${key}:${goPrint((value as Record<string, unknown>)[key])}`)
        .join(' ')}]`
    case 'float':
      return goFloat(value as number)
    default:
      return String(value)
  }
}

/** `%#v`: Go syntax. */
export function goSyntax(value: unknown): string {
  const inside = (item: unknown): string => (item === null || item === undefined ? 'interface {}(nil)' : goSyntax(item))
  switch (goKind(value)) {
    case 'nil':
      return '<nil>'
    case 'string':
      return goQuote(value as string)
    case 'slice':
      return `[]interface {}{${(value as unknown[]).map(inside).join(', ')}}`
    case 'map':
      return `map[string]interface {}{${sortedKeys(value as object)
        .map((key) => `${goQuote(key)}:${inside((value as Record<string, unknown>)[key])}`)
        .join(', ')}}`
    default:
      return goPrint(value)
  }
}

const shortEscapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u000b': '\\v',
  '"': '\\"',
  '\\': '\\\\',
}

/** `%q`: a text in double quotes, what does not print escaped. */
export const goQuote = (text: string): string => `"${[...text].map(quotedChar).join('')}"`

function quotedChar(char: string): string {
  const short = shortEscapes[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0)!
  if (char === ' ' || (code > 0x20 && code < 0x7f) || (code > 0xa0 && /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char))) return char
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}
