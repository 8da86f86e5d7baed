/** The FIELDS of `kubectl explain`, and the names it gives to types. */
import { type JsonSchema, type OpenApiDocument, resolve } from '../openapi.ts'
import { indent, wordWrap } from './word-wrap.ts'

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null
/** In a list, no more values of an enum than this. */
const shownValues = 4

/** Each field with its type and prose, or with `recursive` all fields below each other, without prose. */
export function fieldList(document: OpenApiDocument, schema: JsonSchema, recursive: boolean): string {
  return list(document, schema, recursive, 1, new Set())
}

function list(document: OpenApiDocument, schema: JsonSchema, recursive: boolean, level: number, seen: ReadonlySet<string>): string {
  const ref = schema.$ref as string | undefined
  if (ref !== undefined && seen.has(ref)) return ''
  const history = ref === undefined ? seen : new Set([...seen, ref])
  const resolved = resolve(document, ref) ?? schema
  const properties = (resolved.properties ?? {}) as Record<string, JsonSchema>
  const own = Object.keys(properties)
    .sort()
    .map((name) => field(document, resolved, name, recursive, level) + (recursive ? list(document, properties[name]!, recursive, level + 1, history) : ''))
  const parts = [...(resolved.allOf ?? []), resolved.items, resolved.additionalProperties].filter(isSchema)
  return own.join('') + parts.map((part) => list(document, part, recursive, level, history)).join('')
}

function field(document: OpenApiDocument, parent: JsonSchema, name: string, short: boolean, level: number): string {
  const schema = parent.properties[name] as JsonSchema
  const amount = level * 2
  const required = (parent.required ?? []).includes(name) ? ' -required-' : ''
  const line = `${indent(amount, name)}\t<${typeOf(document, schema)}>${required}${enumLine(schema, amount)}\n`
  return short ? line : `${line}${indent(amount + 2, wordWrap(schema.description || '<no description>', 78 - amount))}\n\n`
}

function enumLine(schema: JsonSchema, amount: number): string {
  const values = schema.enum as unknown[] | undefined
  if (!values?.length) return ''
  const shown = values.slice(0, shownValues).map((value) => (value === '' ? '""' : String(value)))
  return `\n${' '.repeat(amount)}enum: ${shown.join(', ')}${values.length > shownValues ? ', ....' : ''}`
}

/** `string`, `[]Container`, `map[string]Quantity`, `Object` */
export function typeOf(document: OpenApiDocument, schema: JsonSchema): string {
  if (schema.items) return `[]${typeOf(document, schema.items)}`
  if (isSchema(schema.additionalProperties)) return `map[string]${typeOf(document, schema.additionalProperties)}`
  if (schema.allOf?.length === 1 && !schema.properties) return typeOf(document, schema.allOf[0])
  if (schema.$ref === undefined) return schema.type === 'object' ? 'Object' : (schema.type ?? 'Object')
  const target = resolve(document, schema.$ref)
  if (target?.type && target.type !== 'object') return target.type
  return (schema.$ref as string).split('/').at(-1)!.split('.').at(-1) || 'Object'
}
