/** Numbers, strings and bytes as they are written. */
import { Uint, type Value } from './values.ts'

const maxInt = (1n << 63n) - 1n
const maxUint = (1n << 64n) - 1n

/** The value of a number, string or bytes literal. A number too large is a problem (int: unless a minus makes it fit). */
export function readLiteral(text: string): { readonly value: Value } | { readonly problem: string } {
  const quoted = readQuoted(text)
  if (quoted !== undefined) return 'invalid' in quoted ? { problem: 'invalid unicode code point' } : quoted
  if (/^(0x[0-9a-fA-F]+|\d+)[uU]$/.test(text)) {
    const value = BigInt(text.slice(0, -1))
    return value > maxUint ? { problem: 'invalid uint literal' } : { value: new Uint(value) }
  }
  if (/^(0x[0-9a-fA-F]+|\d+)$/.test(text)) {
    const value = BigInt(text)
    // One more than the largest is the smallest without its minus; the parser sees to that.
    return value > maxInt + 1n ? { problem: 'invalid int literal' } : { value }
  }
  const value = Number(text)
  return Number.isFinite(value) ? { value } : { problem: 'invalid double literal' }
}

export const isTooLarge = (value: Value): boolean => typeof value === 'bigint' && value > maxInt

const simple: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34, '`': 96, '?': 63 }
const escapes = /\\(?:([abfnrtv\\'"`?])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))|\\|[^\\]/gu

/** What a quoted text means; undefined if it is none or has an unknown escape, `invalid` for a code point that there is not. */
export function readQuoted(text: string): { readonly value: string | Uint8Array } | { readonly invalid: true } | undefined {
  const parts = /^([rRbB]*)("""|'''|"|')([\s\S]*)\2$/.exec(text)
  if (!parts) return undefined
  const prefix = (parts[1] as string).toLowerCase()
  const body = (parts[3] as string).replace(/\r\n?/g, '\n')
  const inBytes = prefix.includes('b')
  if (prefix.includes('r')) return { value: inBytes ? new TextEncoder().encode(body) : body }
  const units: readonly string[] = body.match(escapes) ?? []
  if (units.includes('\\')) return undefined
  const read = units.map((unit) => character(unit))
  if (inBytes && read.some(({ wide }) => wide)) return undefined
  if (inBytes) return { value: Uint8Array.from(read.flatMap(({ code, raw }) => (raw === undefined ? [code] : [...new TextEncoder().encode(raw)]))) }
  if (read.some(({ code }) => code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) return { invalid: true }
  return { value: read.map(({ code }) => String.fromCodePoint(code)).join('') }
}

function character(unit: string): { code: number; raw?: string; wide?: boolean } {
  if (!unit.startsWith('\\')) return { code: unit.codePointAt(0) as number, raw: unit }
  const kind = unit[1] as string
  if (kind in simple) return { code: simple[kind] as number }
  if (kind === 'x' || kind === 'X') return { code: Number.parseInt(unit.slice(2), 16) }
  if (kind === 'u' || kind === 'U') return { code: Number.parseInt(unit.slice(2), 16), wide: true }
  return { code: Number.parseInt(unit.slice(1), 8) }
}
