/** Values as mongosh takes and prints them: `{ name: 'ann', tags: ['a'] }`. */

export class ObjectId {
  constructor(readonly hex: string) {}
}

export type Document = { readonly [key: string]: Datum }
export type Datum = null | string | number | boolean | ObjectId | readonly Datum[] | Document

export const isDocument = (value: Datum | undefined): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ObjectId)

/** Thrown for what is no value: the place, and what stands there. */
export class LiteralError extends Error {
  constructor(
    readonly at: number,
    readonly found: string,
  ) {
    super(`Unexpected token (1:${at})`)
  }
}

/** Reads values out of one text. */
export class LiteralReader {
  at = 0

  constructor(readonly text: string) {}

  accept(pattern: RegExp): string | undefined {
    const sticky = new RegExp(`\\s*(?:${pattern.source})`, `${pattern.flags.replace(/[yg]/g, '')}y`)
    sticky.lastIndex = this.at
    const match = sticky.exec(this.text)
    if (!match) return undefined
    this.at = sticky.lastIndex
    return match[1] ?? match[0].trim()
  }

  fail(): never {
    const rest = this.text.slice(this.at)
    throw new LiteralError(this.at + (rest.length - rest.trimStart().length), rest.trimStart()[0] ?? '')
  }

  value(): Datum {
    const string = this.accept(/("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/)
    if (string !== undefined) return string.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter)
    const number = this.accept(/(-?\d+(?:\.\d+)?)/)
    if (number !== undefined) return Number(number)
    const word = this.accept(/(true|false|null)\b/)
    if (word !== undefined) return word === 'null' ? null : word === 'true'
    const id = this.accept(/ObjectId\(\s*["']([0-9a-f]{24})["']\s*\)/)
    if (id !== undefined) return new ObjectId(id)
    if (this.accept(/\[/) !== undefined) return this.list(/\]/)
    if (this.accept(/\{/) === undefined) this.fail()
    const document: Record<string, Datum> = {}
    while (this.accept(/\}/) === undefined) {
      const key = this.accept(/([\w$.]+|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/)
      if (key === undefined || this.accept(/:/) === undefined) this.fail()
      document[key.replace(/^["'](.*)["']$/s, '$1')] = this.value()
      if (this.accept(/,/) === undefined && this.accept(/(?=\s*\})/) === undefined) this.fail()
    }
    return document
  }

  list(end: RegExp): Datum[] {
    const items: Datum[] = []
    while (this.accept(end) === undefined) {
      items.push(this.value())
      if (this.accept(/,/) === undefined && this.accept(new RegExp(`(?=\\s*${end.source})`)) === undefined) this.fail()
    }
    return items
  }
}

/** As mongosh shows it, by the rule of Node's inspect: on one line if that takes at most 80 columns, else a key a line. */
export function shown(value: Datum, indent = 0): string {
  if (value instanceof ObjectId) return `ObjectId('${value.hex}')`
  if (typeof value === 'string') return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Array.isArray(value)
    ? value.map((each: Datum) => shown(each, indent + 2))
    : Object.entries(value as Document).map(([key, each]) => `${/^[a-zA-Z_]\w*$/.test(key) ? key : `'${key}'`}: ${shown(each, indent + 2)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const length = parts.reduce((sum, part) => sum + part.length, 0) + 2 * parts.length + indent + 11
  if (length <= 80 && !parts.some((part) => part.includes('\n'))) return `${open} ${parts.join(', ')} ${close}`
  const margin = ' '.repeat(indent)
  return `${open}\n${parts.map((part) => `${margin}  ${part}`).join(',\n')}\n${margin}${close}`
}
