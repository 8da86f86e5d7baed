/** Writes YAML as kubectl prints it. Models go-yaml v2's encoder and emitter, driven as sigs.k8s.io/yaml drives it. */

import { naturalOrder } from './order.ts'
import { isBase60, resolvePlain } from './scalar.ts'
import { analyze, doubleQuoted, folded, literal, singleQuoted } from './style.ts'

const keyLimit = 128

/** One document, keys sorted, newline at the end. Throws YamlError for text that no YAML may contain. */
export function emit(value: unknown): string {
  const writer = new Writer()
  writer.node(value, 0, 'root')
  return writer.finished()
}

type Place = 'root' | 'key' | 'after-key' | 'item'

class Writer {
  /** Lines that are done, newlines included; what is written goes to `line`. */
  private readonly done: string[] = []
  private line = ''

  finished(): string {
    return this.done.join('') + (this.line === '' && this.done.length > 0 ? '' : `${this.line}\n`)
  }

  private append(text: string): void {
    const end = text.lastIndexOf('\n') + 1
    if (end > 0) this.done.push(this.line + text.slice(0, end))
    this.line = end > 0 ? text.slice(end) : this.line + text
  }

  /** `indent`: where the lines of this node begin. */
  node(value: unknown, indent: number, place: Place): void {
    if (Array.isArray(value)) this.sequence(value, indent, place)
    else if (typeof value === 'object' && value !== null) this.mapping(value as Record<string, unknown>, indent, place)
    else this.scalar(value, place === 'root' ? 0 : indent, false, place)
  }

  private sequence(items: readonly unknown[], indent: number, place: Place): void {
    if (items.length === 0) {
      this.word('[]', place)
      return
    }
    // Under a key, a list begins where the key does.
    const column = place === 'after-key' ? indent - 2 : indent
    items.forEach((item, index) => {
      this.begin(column, index === 0 && place !== 'after-key')
      this.append('-')
      this.node(item === undefined ? null : item, column + 2, 'item')
    })
  }

  private mapping(fields: Record<string, unknown>, indent: number, place: Place): void {
    const keys = Object.keys(fields).filter((key) => fields[key] !== undefined)
    if (keys.length === 0) {
      this.word('{}', place)
      return
    }
    keys.sort(naturalOrder).forEach((key, index) => {
      this.begin(indent, index === 0 && place !== 'after-key')
      const simple = !key.includes('\n') && analyze(key).multiline === false && utf8Length(key) <= keyLimit
      if (simple) this.scalar(key, indent, true, 'key')
      else {
        this.append('?')
        this.scalar(key, indent + 2, false, 'item')
        this.begin(indent, false)
      }
      this.append(':')
      this.node(fields[key], indent + 2, simple ? 'after-key' : 'item')
    })
  }

  /** Goes to a line and column of its own, or stays behind `- `. */
  private begin(column: number, stay: boolean): void {
    if (stay) {
      if (this.line !== '') this.append(' ')
      return
    }
    if (this.line !== '' || this.done.length === 0) this.append('\n')
    this.append(' '.repeat(column))
  }

  private word(text: string, place: Place): void {
    if (place !== 'root' && place !== 'key') this.append(' ')
    this.append(text)
  }

  private scalar(value: unknown, indent: number, simpleKey: boolean, place: Place): void {
    this.word('', place)
    const column = characters(this.line)
    this.append(typeof value === 'string' ? stringText(value, indent, simpleKey, column, place === 'root') : bareText(value))
  }
}

function bareText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' ? numberText(value) : String(value ?? null)
}

function stringText(value: string, indent: number, simpleKey: boolean, column: number, root: boolean): string {
  const allowed = analyze(value)
  if (value.includes('\n')) {
    if (allowed.block && !simpleKey) return literal(value, ' '.repeat(root ? 2 : indent))
    return doubleQuoted(value, indent, column, !simpleKey)
  }
  const meaning = resolvePlain(value)
  if (meaning.tag !== '!!str' || isBase60(value)) return doubleQuoted(value, indent, column, !simpleKey)
  if (allowed.plain) return simpleKey ? value : folded(value, indent, column)
  if (allowed.single) return singleQuoted(value, indent, column, !simpleKey)
  return doubleQuoted(value, indent, column, !simpleKey)
}

/** A number as go-yaml writes it: integers of 64 bits whole, others as Go's %g does. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf'
  if (Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63)) return value === 0 ? '0' : String(value)
  const [mantissa, exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

const characters = (text: string): number => [...text].length
const utf8Length = (text: string): number => new TextEncoder().encode(text).length
