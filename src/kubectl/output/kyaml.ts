/**
 * `-o kyaml`: YAML that looks like JSON with comments allowed. Every text in double quotes, every collection in brackets,
 * lists of collections cuddled, long texts line by line. Models sigs.k8s.io/yaml/kyaml.
 */
import { resolvePlain } from '../../api/yaml/scalar.ts'
import { byBytes } from './go-value.ts'
import { immediate, type Printer } from './printer.ts'
import { type StructuredOptions, shown } from './structured.ts'

export const kyamlPrinter = (options: StructuredOptions): Printer =>
  immediate((object, event) => `---\n${node(event === undefined ? shown(object, options) : { type: event, object }, '', options.typed === true)}\n`)

function node(value: unknown, indent: string, given: boolean): string {
  if (typeof value === 'string') return value.includes('\n') ? lines(value, `${indent}  `) : `"${escaped(value)}"`
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value !== 'object' || value === null) return String(value ?? null)
  return Array.isArray(value) ? list(value, indent, given) : mapping(value as Record<string, unknown>, indent, given)
}

function mapping(fields: Record<string, unknown>, indent: string, given: boolean): string {
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined)
  if (keys.length === 0) return '{}'
  if (!given) keys.sort(byBytes)
  return `{\n${keys.map((key) => `${indent}  ${keyText(key)}: ${node(fields[key], `${indent}  `, given)},\n`).join('')}${indent}}`
}

function list(items: readonly unknown[], indent: string, given: boolean): string {
  if (items.every((item) => typeof item === 'object' && item !== null)) return `[${items.map((item) => node(item, indent, given)).join(', ')}]`
  return `[\n${items.map((item) => `${indent}  ${node(item, `${indent}  `, given)},\n`).join('')}${indent}]`
}

/** One line of the text on each line; a backslash where it begins with a blank, and at the end of every line. */
function lines(text: string, indent: string): string {
  const parts = text.split('\n')
  const last = parts.pop()!
  const line = (part: string, end: string): string => `${indent}${/^[ \t]/.test(part) ? '\\' : ' '}${escaped(part)}${end}\\\n`
  return `"\\\n${parts.map((part) => line(part, '\\n')).join('')}${last === '' ? '' : line(last, '')}${indent}"`
}

const letters: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\n': 'n',
  '\u000b': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

const escaped = (text: string): string =>
  text.replace(/["\\\u0000-\u0008\u000a-\u001f\u007f-\u00a0\u2028\u2029\ufeff]/g, (char) => {
    const letter = letters[char]
    if (letter !== undefined) return `\\${letter}`
    const code = char.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })

const keyText = (key: string): string => (isPlainKey(key) ? key : `"${escaped(key)}"`)

/** A key needs no quotes if no reader of YAML could take it for anything but text. */
const isPlainKey = (key: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}_./-]*$/u.test(key) && !/^[tTfF]$/.test(key) && resolvePlain(key).tag === '!!str'
