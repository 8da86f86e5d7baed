/** From events to values: tags, anchors, merge keys, text keys, and the limits. Models go-yaml v2 decode.go and sigs.k8s.io/yaml. */
import { DocumentError } from './error.ts'
import type { YamlEvent } from './event.ts'
import { type Resolved, resolvePlain, type ScalarTag } from './scalar.ts'

export interface ComposeOptions {
  /** A key that is written twice is an error (the API server reads strictly); kubectl itself lets the last one win. */
  readonly strict?: boolean
}

type Scalar = Extract<YamlEvent, { type: 'scalar' }>
type Node =
  | { readonly type: 'scalar'; readonly event: Scalar }
  | { readonly type: 'alias'; readonly anchor: string; readonly target: Node }
  | { readonly type: 'sequence'; readonly items: Node[] }
  | { readonly type: 'mapping'; readonly pairs: (readonly [Node, Node])[] }

/** The value of one document; undefined if there is none. Throws DocumentError. */
export function compose(events: readonly YamlEvent[], options: ComposeOptions): unknown {
  if (events.length === 0) return undefined
  return new Decoder(options).document(new Tree(events).node())
}

class Tree {
  private at = 0
  private readonly anchors = new Map<string, Node>()

  constructor(private readonly events: readonly YamlEvent[]) {}

  node(): Node {
    const event = this.events[this.at++]
    if (!event || event.type === 'end') throw new DocumentError('did not find expected node content')
    if (event.type === 'alias') {
      const target = this.anchors.get(event.anchor)
      if (!target) throw new DocumentError(`unknown anchor '${event.anchor}' referenced`)
      return { type: 'alias', anchor: event.anchor, target }
    }
    const node: Node =
      event.type === 'scalar' ? { type: 'scalar', event } : event.type === 'sequence' ? { type: 'sequence', items: [] } : { type: 'mapping', pairs: [] }
    if (event.anchor !== '') this.anchors.set(event.anchor, node)
    if (node.type === 'sequence') while (!this.ended()) node.items.push(this.node())
    if (node.type === 'mapping') while (!this.ended()) node.pairs.push([this.node(), this.node()])
    return node
  }

  private ended(): boolean {
    if (this.events[this.at]?.type !== 'end') return false
    this.at++
    return true
  }
}

class Decoder {
  private decoded = 0
  private aliased = 0
  private aliasDepth = 0
  private readonly open = new Set<Node>()
  private readonly duplicates: string[] = []

  constructor(private readonly options: ComposeOptions) {}

  document(node: Node): unknown {
    const value = this.value(node)
    if (this.duplicates.length > 0) throw new DocumentError(`unmarshal errors:\n${this.duplicates.map((text) => `  ${text}`).join('\n')}`)
    return value
  }

  value(node: Node): unknown {
    this.count()
    if (node.type === 'alias') return this.alias(node)
    if (node.type === 'scalar') return finite(scalarValue(node.event).value)
    if (node.type === 'sequence') return node.items.map((item) => this.value(item))
    const into: Record<string, unknown> = {}
    this.mapping(node, into, false)
    return into
  }

  /** A few aliases of aliases can stand for millions of values: go-yaml bounds their share. */
  private count(): void {
    this.decoded++
    if (this.aliasDepth > 0) this.aliased++
    if (this.aliased > 100 && this.decoded > 1000 && this.aliased / this.decoded > allowedShare(this.decoded))
      throw new DocumentError('document contains excessive aliasing')
  }

  private alias(node: Extract<Node, { type: 'alias' }>): unknown {
    return this.inside(node, () => this.value(node.target))
  }

  private inside<T>(node: Extract<Node, { type: 'alias' }>, read: () => T): T {
    if (this.open.has(node)) throw new DocumentError(`anchor '${node.anchor}' value contains itself`)
    this.open.add(node)
    this.aliasDepth++
    const value = read()
    this.aliasDepth--
    this.open.delete(node)
    return value
  }

  private mapping(node: Extract<Node, { type: 'mapping' }>, into: Record<string, unknown>, merged: boolean): void {
    const seen = new Set<string>()
    for (const [keyNode, valueNode] of node.pairs) {
      if (isMerge(keyNode)) {
        this.merge(valueNode, into)
        continue
      }
      const key = this.key(keyNode, valueNode)
      if (seen.has(key) && !merged && this.options.strict) this.duplicates.push(`line ${lineOf(keyNode) + 1}: key ${JSON.stringify(key)} already set in map`)
      seen.add(key)
      set(into, key, this.value(valueNode))
    }
  }

  private merge(node: Node, into: Record<string, unknown>): void {
    const wrong = 'map merge requires map or sequence of maps as the value'
    const one = (part: Node): void => {
      const target = part.type === 'alias' ? part.target : part
      if (target.type !== 'mapping') throw new DocumentError(wrong)
      const read = (): void => this.mapping(target, into, true)
      if (part.type === 'alias') this.inside(part, read)
      else read()
    }
    // Earlier maps of a list take precedence: they are written last.
    if (node.type === 'sequence') for (const part of [...node.items].reverse()) one(part)
    else one(node)
  }

  private key(node: Node, value: Node): string {
    const target = node.type === 'alias' ? node.target : node
    this.count()
    if (target.type !== 'scalar') throw new DocumentError(`invalid map key: ${goText(this.value(target))}`)
    const { tag, value: key } = scalarValue(target.event)
    if (tag === '!!null') throw new UnsupportedKey(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goText(this.value(value))}`)
    return typeof key === 'number' ? goKey(key) : String(key)
  }
}

/** An error of the conversion to JSON, not of YAML: no `yaml: ` before it. */
export class UnsupportedKey extends Error {}

const set = (into: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__') Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true })
  else into[key] = value
}

const isMerge = (node: Node): boolean =>
  node.type === 'scalar' && node.event.value === '<<' && ((node.event.plain && node.event.tag === '') || node.event.tag === 'tag:yaml.org,2002:merge')

const lineOf = (node: Node): number => (node.type === 'scalar' ? node.event.line : 0)

function allowedShare(decoded: number): number {
  if (decoded <= 400_000) return 0.99
  if (decoded >= 4_000_000) return 0.1
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000)
}

const long = 'tag:yaml.org,2002:'
const resolvable = new Set(['!!str', '!!bool', '!!null', '!!int', '!!float', '!!timestamp'])

function scalarValue(event: Scalar): Resolved {
  const tag = event.tag.startsWith(long) ? `!!${event.tag.slice(long.length)}` : event.tag
  if (tag === '!!binary') return { tag: '!!str', value: fromBase64(event.value) }
  if (tag === '' && event.plain) return resolvePlain(event.value)
  if (tag === '' || tag === '!!str' || !resolvable.has(tag)) return { tag: '!!str', value: event.value }
  const resolved = resolvePlain(event.value)
  if (resolved.tag === tag || (tag === '!!float' && resolved.tag === '!!int')) return { tag: tag as ScalarTag, value: resolved.value }
  throw new DocumentError(`cannot decode ${resolved.tag} \`${event.value}\` as a ${tag}`)
}

function fromBase64(text: string): string {
  const clean = text.replace(/[\r\n]/g, '')
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) throw new DocumentError('!!binary value contains invalid base64 data')
  const bytes = Uint8Array.from(atob(clean), (char) => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

/** JSON has no infinities. */
function finite(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return Object.is(value, -0) ? 0 : value
  throw new UnsupportedKey(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`)
}

const goKey = (key: number): string => {
  if (Number.isNaN(key)) return '.nan'
  if (!Number.isFinite(key)) return key > 0 ? '.inf' : '-.inf'
  return String(key)
}

/** A value as Go's %#v shows it. */
function goText(value: unknown): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => (item === null ? 'interface {}(nil)' : goText(item))).join(', ')}}`
  if (typeof value === 'object')
    return `map[interface {}]interface {}{${Object.entries(value as object)
      .map(([key, item]) => `${JSON.stringify(key)}:${item === null ? 'interface {}(nil)' : goText(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}
