/**
 * The OpenAPI v3 documents of the API server: one for each group and version, made from the schema of the API types, their
 * descriptions, and what the resources say of themselves. `kubectl explain` prints from them, and kubectl looks here
 * whether the server can validate fields. Left out: responses and most parameters of operations; for
 * fields of a type of their own whose prose the client library loses, the type's prose stands in.
 */
import { groupResource } from '../../../api/kinds.ts'
import { isAtomicType } from '../../../api/patch/merge-keys.ts'
import { type TypeSchema, typeOfKind } from '../../../api/schema.ts'
import type { ResourceDefinition } from '../resource.ts'
import { customSchemas } from './openapi-custom.ts'
import { refined } from './openapi-fields.ts'
import { type Identity, operations } from './openapi-operations.ts'
import { homeOf, type JsonSchema, refTo, scalars } from './openapi-types.ts'

export type Describe = (typeName: string) => Readonly<Record<string, string>> | undefined
export type LookUp = (typeName: string) => TypeSchema | undefined

type Served = ResourceDefinition<any>

/** GET /openapi/v3: where each document is. The hash changes with what the document describes. */
export function openApiIndex(definitions: readonly Served[]): { paths: Record<string, { serverRelativeURL: string }> } {
  const paths: Record<string, { serverRelativeURL: string }> = {}
  for (const path of [...new Set(definitions.map(({ of }) => documentPath(of.group, of.version)))].sort()) {
    const described = definitions
      .filter(({ of }) => documentPath(of.group, of.version) === path)
      .map(({ of, custom }) => `${groupResource(of)}/${of.kind}${custom ? JSON.stringify(custom.schema) : ''}`)
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash(`${path}:${described.sort().join(',')}`)}` }
  }
  return { paths }
}

/** `api/v1`, `apis/apps/v1` */
export const documentPath = (group: string, version: string): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`)

/** GET /openapi/v3/apis/apps/v1. `resources` are those of this group and version; custom resources bring their schema along. */
export function openApiDocument(group: string, version: string, resources: readonly Served[], schema: LookUp, describe: Describe): Record<string, unknown> {
  const components = new Components(schema, describe)
  const paths: Record<string, unknown> = {}
  for (const resource of resources) {
    const { kind } = resource.of
    const type = resource.type ?? typeOfKind(group === '' ? version : `${group}/${version}`, kind)
    const identity = { group, kind, version }
    if (type !== undefined && schema(type)) components.addKind(type, identity)
    else components.addCustom(identity, resource)
    Object.assign(paths, operations(resource, identity))
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas: components.sorted() },
  }
}

class Components {
  private readonly schemas = new Map<string, JsonSchema>()

  constructor(
    private readonly schema: LookUp,
    private readonly describe: Describe,
  ) {}

  sorted(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  addKind(type: string, identity: Identity): void {
    this.add(type, identity, identity)
    if (this.schema(`${type}List`)) this.add(`${type}List`, identity, { ...identity, kind: `${identity.kind}List` })
  }

  addCustom(identity: Identity, { of, custom }: Served): void {
    const about = (type: string): string => this.describe(type)?.[''] ?? ''
    const ref = (type: string): JsonSchema => refTo(this.add(type, identity))
    const parts = {
      of: this.describe('Pod') ?? {},
      aboutMeta: about('ObjectMeta'),
      aboutListMeta: about('ListMeta'),
      meta: ref('ObjectMeta'),
      listMeta: ref('ListMeta'),
    }
    for (const [name, schema] of Object.entries(customSchemas(identity, of.plural, custom, parts))) this.schemas.set(name, schema)
  }

  /** A type and all that it is made of, under its real name. */
  private add(type: string, from: Identity, identity?: Identity): string {
    const name = homeOf(type, from)
    if (this.schemas.has(name)) return name
    const fields = this.schema(type)
    const about = this.describe(type) ?? {}
    const made: JsonSchema = { type: 'object', ...(about[''] ? { description: about[''] } : {}) }
    this.schemas.set(name, made)
    const properties: Record<string, JsonSchema> = {}
    for (const [field, fieldType] of Object.entries(fields?.fields ?? {}))
      properties[field] = refined(type, field, fieldType, this.field(fieldType, about[field] ?? '', from, `${type}.${field}`))
    if (Object.keys(properties).length > 0) made.properties = properties
    if (fields?.required) made.required = [...fields.required]
    if (identity) made['x-kubernetes-group-version-kind'] = [identity]
    if (isAtomicType(type)) made['x-kubernetes-map-type'] = 'atomic'
    return name
  }

  private field(type: string, description: string, from: Identity, place: string): JsonSchema {
    const said = description === '' ? {} : { description }
    if (type.startsWith('[]')) return { ...said, type: 'array', items: this.field(type.slice(2), '', from, place) }
    if (type.startsWith('map:')) return { ...said, type: 'object', additionalProperties: this.field(type.slice(4), '', from, place) }
    const scalar = scalars(type, place)
    if (scalar) return { ...said, ...(scalar.named ? this.reference(scalar.named, scalar.schema, said) : scalar.schema) }
    if (!this.schema(type)) return { ...said, type: 'object' }
    const reference = refTo(this.add(type, from))
    const own = this.describe(type)?.['']
    if (description === '' && own) return { ...reference, description: own }
    return { ...said, allOf: [reference] }
  }

  /** A scalar with a name of its own (Time, Quantity, IntOrString). */
  private reference(name: string, schema: JsonSchema, _said: object): JsonSchema {
    if (!this.schemas.has(name)) this.schemas.set(name, schema)
    return { allOf: [refTo(name)] }
  }
}

/** FNV-1a, twice: enough to tell documents apart. */
function hash(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((seed) => {
      let value = seed
      for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
      return value.toString(16).toUpperCase().padStart(8, '0')
    })
    .join('')
}
