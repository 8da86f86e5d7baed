/** The strings of the standard library, and of cel-go's extension in the version that Kubernetes turns on. Places count characters. */
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import type { Value } from '../language/values.ts'
import { formatString } from './format-string.ts'
import { fn, method, type Overload } from './overload.ts'
import { patternOf } from './pattern.ts'

const outOfRange = (place: bigint): EvaluationError => new EvaluationError(`index out of range: ${place}`)

function charAt(text: string, place: bigint): string {
  const characters = [...text]
  if (place < 0n || place > BigInt(characters.length)) throw outOfRange(place)
  return characters[Number(place)] ?? ''
}

function indexOf(text: string, part: string, from = 0n): bigint {
  const [all, wanted] = [[...text], [...part]]
  if (from < 0n) throw outOfRange(from)
  if (part === '') return from > BigInt(all.length) ? -1n : from
  for (let i = Number(from); i + wanted.length <= all.length; i++) if (wanted.every((character, k) => all[i + k] === character)) return BigInt(i)
  if (from > BigInt(all.length)) throw outOfRange(from)
  return -1n
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const [all, wanted] = [[...text], [...part]]
  if (from !== undefined && (from < 0n || from > BigInt(all.length))) throw outOfRange(from)
  const start = from ?? BigInt(all.length)
  if (part === '') return start
  for (let i = Math.min(Number(start), all.length - wanted.length); i >= 0; i--) if (wanted.every((character, k) => all[i + k] === character)) return BigInt(i)
  return -1n
}

function replace(text: string, old: string, fresh: string, count = -1n): string {
  let left = count < 0n ? Number.POSITIVE_INFINITY : Number(count)
  if (old === '') {
    const characters = [...text]
    const places = characters.length + 1
    return Array.from({ length: places }, (_, i) => `${left-- > 0 ? fresh : ''}${characters[i] ?? ''}`).join('')
  }
  return text.split(old).reduce((made, part) => `${made}${left-- > 0 ? fresh : old}${part}`)
}

function split(text: string, by: string, count = -1n): string[] {
  if (count === 0n) return []
  const parts = by === '' ? [...text] : text.split(by)
  if (count < 0n || parts.length <= Number(count)) return parts
  return [...parts.slice(0, Number(count) - 1), parts.slice(Number(count) - 1).join(by)]
}

function substring(text: string, start: bigint, end?: bigint): string {
  const characters = [...text]
  const size = BigInt(characters.length)
  if (end !== undefined && start > end) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`)
  if (start < 0n || start > size) throw outOfRange(start)
  if (end !== undefined && (end < 0n || end > size)) throw outOfRange(end)
  return characters.slice(Number(start), end === undefined ? undefined : Number(end)).join('')
}

const ascii = (pattern: RegExp, change: (character: string) => string) => (text: string) => text.replace(pattern, change)
const white = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
const trim = (text: string): string => text.replace(new RegExp(`^${white}|${white}$`, 'g'), '')

const quoted: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}
const quote = (text: string): string => `"${text.replace(/["\\\u0007-\r]/g, (character) => quoted[character] as string)}"`

export const strings: readonly Overload[] = [
  method('contains', [t.string, t.string], t.bool, (text: string, part: string) => text.includes(part)),
  method('startsWith', [t.string, t.string], t.bool, (text: string, part: string) => text.startsWith(part)),
  method('endsWith', [t.string, t.string], t.bool, (text: string, part: string) => text.endsWith(part)),
  method('matches', [t.string, t.string], t.bool, (text: string, pattern: string) => patternOf(pattern).test(text)),
  fn('matches', [t.string, t.string], t.bool, (text: string, pattern: string) => patternOf(pattern).test(text)),
  method('charAt', [t.string, t.int], t.string, charAt),
  method('indexOf', [t.string, t.string], t.int, indexOf),
  method('indexOf', [t.string, t.string, t.int], t.int, indexOf),
  method('lastIndexOf', [t.string, t.string], t.int, lastIndexOf),
  method('lastIndexOf', [t.string, t.string, t.int], t.int, lastIndexOf),
  method('join', [t.list(t.string)], t.string, (parts: readonly string[]) => parts.join('')),
  method('join', [t.list(t.string), t.string], t.string, (parts: readonly string[], by: string) => parts.join(by)),
  method(
    'lowerAscii',
    [t.string],
    t.string,
    ascii(/[A-Z]/g, (character) => character.toLowerCase()),
  ),
  method(
    'upperAscii',
    [t.string],
    t.string,
    ascii(/[a-z]/g, (character) => character.toUpperCase()),
  ),
  method('replace', [t.string, t.string, t.string], t.string, replace),
  method('replace', [t.string, t.string, t.string, t.int], t.string, replace),
  method('split', [t.string, t.string], t.list(t.string), split),
  method('split', [t.string, t.string, t.int], t.list(t.string), split),
  method('substring', [t.string, t.int], t.string, substring),
  method('substring', [t.string, t.int, t.int], t.string, substring),
  method('trim', [t.string], t.string, trim),
  method('format', [t.string, t.list(t.dyn)], t.string, (text: string, values: readonly Value[]) => formatString(text, values)),
  fn('strings.quote', [t.string], t.string, quote),
]
