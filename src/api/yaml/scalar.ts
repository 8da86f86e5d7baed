/** How kubectl's YAML reader (go-yaml v2) understands a scalar. Models go.yaml.in/yaml/v2 resolve.go. */

export type ScalarTag = '!!str' | '!!bool' | '!!null' | '!!int' | '!!float' | '!!timestamp'
export interface Resolved {
  readonly tag: ScalarTag
  readonly value: unknown
}

const words = new Map<string, Resolved>()
const declare = (tag: ScalarTag, value: unknown, texts: string) => {
  for (const text of texts.split(' ')) words.set(text, { tag, value })
}
declare('!!bool', true, 'y Y yes Yes YES true True TRUE on On ON')
declare('!!bool', false, 'n N no No NO false False FALSE off Off OFF')
declare('!!null', null, '~ null Null NULL')
words.set('', { tag: '!!null', value: null })
declare('!!float', Number.NaN, '.nan .NaN .NAN')
declare('!!float', Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF')
declare('!!float', Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF')

const integers: readonly (readonly [RegExp, number])[] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, 16],
  [/^[-+]?0[bB][01]+$/, 2],
  [/^[-+]?0[oO][0-7]+$/, 8],
  [/^[-+]?0[0-7]+$/, 8],
  [/^[-+]?(0|[1-9][0-9]*)$/, 10],
]
const decimal = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const date = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$/
const instant = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]| +)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?$/
const isTimestamp = (text: string): boolean => {
  if (!date.test(text) && !(instant.test(text) && (!text.includes(' ') || !/[Zz]$|[-+]\d\d:\d\d$/.test(text)))) return false
  const [year, month, day] = text.split(/[-Tt ]/).map(Number)
  const back = new Date(Date.UTC(year!, month! - 1, day!))
  return back.getUTCMonth() === month! - 1 && back.getUTCDate() === day!
}

/** The meaning of a plain scalar without a tag. Timestamps keep their text. */
export function resolvePlain(text: string): Resolved {
  const first = text.charAt(0)
  if (text !== '' && !/[-+0-9.yYnNtTfFoO~]/.test(first)) return { tag: '!!str', value: text }
  const word = words.get(text)
  if (word) return word
  if (first === '.') return decimal.test(text) ? { tag: '!!float', value: Number(text) } : { tag: '!!str', value: text }
  if (/[-+0-9]/.test(first)) return resolveNumber(text)
  return { tag: '!!str', value: text }
}

function resolveNumber(text: string): Resolved {
  if (isTimestamp(text)) return { tag: '!!timestamp', value: text }
  const plain = text.replaceAll('_', '')
  for (const [pattern, base] of integers) {
    if (!pattern.test(plain)) continue
    const value = toInteger(plain, base)
    if (value !== undefined) return { tag: '!!int', value }
  }
  if (decimal.test(plain)) return { tag: '!!float', value: Number(plain) }
  return { tag: '!!str', value: text }
}

/** Out of the range of 64 bits there is no integer: Go falls back to a float, or to text. */
function toInteger(text: string, base: number): number | undefined {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[-+]/, '').toLowerCase()
  const literal = base === 8 ? `0o${digits.replace(/^0o?/, '') || '0'}` : digits
  const value = BigInt(literal)
  if (negative ? value > 1n << 63n : value >= 1n << 64n) return undefined
  if (text.startsWith('+') && value >= 1n << 63n) return undefined
  return negative && value !== 0n ? -Number(value) : Number(value)
}

/** Whether an old YAML would read the text as a number of base 60, so that go-yaml quotes it. */
export const isBase60 = (text: string): boolean => /^[-+0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)
