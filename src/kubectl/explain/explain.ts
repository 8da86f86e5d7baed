/**
 * The text of `kubectl explain`, from an OpenAPI v3 document. Models kubectl pkg/explain/v2: its template walks the schema
 * through references, lists and maps alike, and so does this.
 */
import { CommandError } from '../errors.ts'
import { type JsonSchema, type OpenApiDocument, resolve } from '../openapi.ts'
import { PrintError } from '../output/printer.ts'
import { fieldList, typeOf } from './field-list.ts'
import { indent, wordWrap } from './word-wrap.ts'

export interface ExplainRequest {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly fields: readonly string[]
  readonly recursive: boolean
}

/** Throws CommandError; PrintError with the head of the explanation if only the field is unknown. */
export function explained(document: OpenApiDocument, request: ExplainRequest): string {
  const kind = kindOf(document, request)
  if (!kind) throw new CommandError(`GVR (${request.group}/${request.version}, Resource=${request.resource}) not found in OpenAPI schema`)
  const schema = Object.entries(document.components?.schemas ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .find(([, candidate]) => (candidate['x-kubernetes-group-version-kind'] ?? []).some((known: typeof kind) => sameKind(known, kind)))?.[1]
  if (!schema) throw new CommandError(`GVK map[group:${kind.group} kind:${kind.kind} version:${kind.version}] not found in OpenAPI schema`)
  const body = new Explainer(document, request.recursive).at(schema, request.fields, new Set())
  const head = `${kind.group ? `GROUP:      ${kind.group}\n` : ''}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`
  if (body === '') throw new PrintError(`field ${JSON.stringify(request.fields.at(-1))} does not exist`, head)
  return `${head}${body}\n`
}

interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

const sameKind = (a: GroupVersionKind, b: GroupVersionKind): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind

/** The kind of a resource, as its paths tell it. The last path that tells anything counts. */
function kindOf(document: OpenApiDocument, { group, version, resource }: ExplainRequest): GroupVersionKind | undefined {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const paths = [
    `${root}/${resource}`,
    `${root}/${resource}/{name}`,
    `${root}/namespaces/{namespace}/${resource}`,
    `${root}/namespaces/{namespace}/${resource}/{name}`,
  ]
  const found = paths.flatMap((path) =>
    ['get', 'post', 'put', 'patch', 'delete'].flatMap((method) => document.paths?.[path]?.[method]?.['x-kubernetes-group-version-kind'] ?? []).slice(0, 1),
  )
  return found.at(-1)
}

class Explainer {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly recursive: boolean,
  ) {}

  /** What there is to say of the schema, or of the field that the path leads to from it; empty if it leads nowhere. */
  at(schema: JsonSchema, path: readonly string[], seen: ReadonlySet<string>): string {
    const ref = schema.$ref as string | undefined
    const resolved = resolve(this.document, ref) ?? schema
    const [first] = path
    if (first === undefined) return this.described(resolved)
    if (ref !== undefined && seen.has(ref)) return ''
    const deeper = ref === undefined ? seen : new Set([...seen, ref])
    const property = Object.hasOwn(resolved.properties ?? {}, first) ? resolved.properties[first] : undefined
    if (property) return (path.length === 1 ? this.head(first, property) : '') + this.at(property, path.slice(1), new Set())
    if (resolved.items) return this.at(resolved.items, path, deeper)
    if (isSchema(resolved.additionalProperties)) return this.at(resolved.additionalProperties, path, deeper)
    for (const alternative of resolved.allOf ?? []) {
      const text = this.at(alternative, path, deeper)
      if (text !== '') return text
    }
    return ''
  }

  private head(name: string, schema: JsonSchema): string {
    const values = schema.enum as unknown[] | undefined
    const shown = values ? `ENUM:${values.map((value) => `\n    ${value === '' ? '""' : String(value)}`).join('')}` : ''
    return `FIELD: ${name} <${typeOf(this.document, schema)}>\n${shown}\n\n`
  }

  private described(schema: JsonSchema): string {
    const text = this.description(schema) || '<empty>'
    const fields = fieldList(this.document, schema, this.recursive)
    return `DESCRIPTION:\n${indent(4, wordWrap(text, 76))}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`
  }

  private description(schema: JsonSchema): string {
    const resolved = resolve(this.document, schema.$ref) ?? schema
    const own = resolved.description ? `${resolved.description}\n` : ''
    const alternatives = (resolved.allOf ?? []).map((part: JsonSchema) => this.description(part)).join('')
    const items = resolved.items ? this.description(resolved.items) : ''
    return own + alternatives + items + (isSchema(resolved.additionalProperties) ? this.description(resolved.additionalProperties) : '')
  }
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null
