/**
 * `kubectl explain --output=plaintext-openapiv2`: the explanation as it was before there was OpenAPI v3. Models kubectl
 * pkg/explain, and how kube-openapi reads a schema: by its properties, its elements, or as a scalar.
 */
import { CommandError } from '../errors.ts'
import type { JsonSchema } from '../openapi.ts'
import { wrapped } from './formatter.ts'

export interface OpenApiV2 {
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

export interface Explained {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly fields: readonly string[]
  readonly recursive: boolean
}

const width = 80

export function explainedV2(document: OpenApiV2, { group, version, kind, fields, recursive }: Explained): string {
  const isKind = (each: JsonSchema): boolean => each.group === group && each.version === version && each.kind === kind
  const found = Object.values(document.definitions ?? {}).find((schema) => schema['x-kubernetes-group-version-kind']?.some(isKind))
  const groupVersion = group === '' ? version : `${group}/${version}`
  if (!found) throw new CommandError(`couldn't find resource for ${JSON.stringify(`${group}/${version}, Kind=${kind}`)}`)
  const view = new View(document, recursive)
  return view.model(view.lookUp(found, fields), `KIND:     ${kind}\nVERSION:  ${groupVersion}\n\n`, fields.at(-1) ?? '')
}

class View {
  constructor(
    private readonly document: OpenApiV2,
    private readonly recursive: boolean,
  ) {}

  /** The schema at the end of the path; a scalar ends it early. */
  lookUp(schema: JsonSchema, path: readonly string[]): JsonSchema {
    const [first, ...rest] = path
    if (first === undefined) return schema
    const next = this.inner(schema)
    if (next) return this.lookUp(next, path)
    if (!schema.properties) return schema
    if (!Object.hasOwn(schema.properties, first)) throw new CommandError(`field ${JSON.stringify(first)} does not exist`)
    return this.lookUp(schema.properties[first], rest)
  }

  /** What a reference, a list or a map leads to. */
  private inner(schema: JsonSchema): JsonSchema | undefined {
    if (schema.$ref) return this.document.definitions?.[schema.$ref.replace('#/definitions/', '')] ?? {}
    if (schema.type === 'array') return schema.items ?? {}
    if (schema.type === 'object' && !schema.properties) return schema.additionalProperties ?? {}
    return undefined
  }

  private typeName(schema: JsonSchema): string {
    if (schema.type === 'array') return `[]${this.typeName(schema.items ?? {})}`
    if (schema.properties) return 'Object'
    if (schema.$ref) return this.typeName(this.inner(schema) ?? {})
    return schema.type === 'object' ? `map[string]${this.typeName(schema.additionalProperties ?? {})}` : (schema.type ?? '')
  }

  model(start: JsonSchema, head: string, name: string): string {
    const descriptions: string[] = []
    let type = ''
    let schema = start
    for (let next = this.inner(schema); next; next = this.inner(schema)) {
      descriptions.push(schema.description ?? '')
      if (!schema.$ref) type ||= this.typeName(schema)
      schema = next
    }
    descriptions.push(schema.description ?? '')
    type ||= this.typeName(schema)
    if (schema.properties)
      return `${head}${name === '' ? '' : `RESOURCE: ${name} <${type}>\n\n`}${described(descriptions)}\nFIELDS:\n${this.recursive ? this.tree(schema, 3, new Set()) : this.list(schema)}`
    return `${head}${schema.type ? `FIELD:    ${name} <${type}>\n\n` : ''}${described(descriptions)}`
  }

  private list(schema: JsonSchema): string {
    return sortedFields(schema)
      .map(([field, property]) => {
        const required = schema.required?.includes(field) ? ' -required-' : ''
        return `   ${field}\t<${this.typeName(property)}>${required}\n${wrapped(property.description ?? '', 5, width)}\n`
      })
      .join('')
  }

  /** Names and types, those of parts below their whole; a type within itself is not told again. */
  private tree(start: JsonSchema, indent: number, seen: ReadonlySet<string>): string {
    let schema = start
    let inside = seen
    for (let next = this.inner(schema); next; next = this.inner(schema)) {
      if (schema.$ref) {
        if (inside.has(schema.$ref)) return ''
        inside = new Set([...inside, schema.$ref])
      }
      schema = next
    }
    return sortedFields(schema)
      .map(([field, property]) => `${' '.repeat(indent)}${field}\t<${this.typeName(property)}>\n${this.tree(property, indent + 3, inside)}`)
      .join('')
  }
}

const sortedFields = (schema: JsonSchema): [string, JsonSchema][] =>
  Object.entries<JsonSchema>(schema.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

function described(descriptions: readonly string[]): string {
  const texts = descriptions.map((text, i) => (text === '' ? '' : `${i === 0 ? '' : '\n'}${wrapped(text, 5, width)}`)).join('')
  return `DESCRIPTION:\n${texts === '' ? wrapped('<empty>', 5, width) : texts}`
}
