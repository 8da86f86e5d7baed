/** JSON as Go writes it: keys sorted, HTML signs escaped, numbers in Go's form, four spaces of indentation where asked for. */
import { byBytes } from './go-value.ts'

/** Fields sorted, as Go writes a map, or in the order given, as it writes a struct. */
export type FieldOrder = 'sorted' | 'given'

/** json.MarshalIndent with four spaces; no newline at the end. */
export const indentedJson = (value: unknown, order: FieldOrder = 'sorted'): string => write(value, '', order)

/** json.Marshal: no spaces at all. */
export const compactJson = (value: unknown, order: FieldOrder = 'sorted'): string => write(value, undefined, order)

function write(value: unknown, indent: string | undefined, order: FieldOrder): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value !== 'object') return String(value)
  const inner = indent === undefined ? undefined : `${indent}    `
  const list = (items: readonly unknown[]): string[] => items.map((item) => write(item, inner, order))
  if (Array.isArray(value)) return block('[', list(value), ']', indent)
  const fields = value as Record<string, unknown>
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined)
  if (order === 'sorted') keys.sort(byBytes)
  const colon = indent === undefined ? ':' : ': '
  const items = keys.map((key) => quoted(key) + colon + write(fields[key], inner, order))
  return block('{', items, '}', indent)
}

function block(open: string, items: readonly string[], close: string, indent: string | undefined): string {
  if (items.length === 0) return open + close
  if (indent === undefined) return open + items.join(',') + close
  return `${open}\n${items.map((item) => `${indent}    ${item}`).join(',\n')}\n${indent}${close}`
}

const escapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '"': '\\"', '\\': '\\\\' }

const quoted = (text: string): string =>
  `"${text.replace(/[\u0000-\u001f"\\<>&\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (char) => {
    if (char >= '\ud800' && char <= '\udfff') return '\ufffd'
    return escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })}"`
