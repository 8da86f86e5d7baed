/** From tokens to events: the grammar of documents. Models go-yaml v2 parserc.go. */
import { type Mark, parserError } from './characters.ts'
import { DocumentError } from './error.ts'
import type { YamlEvent } from './event.ts'
import { Scanner, type Token, type TokenType } from './scanner.ts'

/** The events of the first document of a text; none if it is empty. What follows that document is not looked at. Throws DocumentError. */
export function parse(text: string): YamlEvent[] {
  refuseControlCharacters(text)
  try {
    return new Parser(text).document()
  } catch (error) {
    // Our stack ends before go-yaml's limit of ten thousand levels.
    if (error instanceof RangeError) throw new DocumentError('exceeded max depth of 10000')
    throw error
  }
}

function refuseControlCharacters(text: string): void {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/.test(text))
    throw new DocumentError('control characters are not allowed')
}

interface Properties {
  readonly anchor: string
  readonly tag: string
  readonly mark: Mark
}

class Parser {
  private readonly scanner: Scanner
  private readonly events: YamlEvent[] = []
  private readonly anchors = new Set<string>()
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ])

  constructor(text: string) {
    this.scanner = new Scanner(text)
  }

  private is(...types: TokenType[]): boolean {
    return types.includes(this.scanner.peek().type)
  }

  private take(type: TokenType): Token | undefined {
    return this.is(type) ? this.scanner.next() : undefined
  }

  document(): YamlEvent[] {
    while (this.take('document-end'));
    if (this.is('stream-end')) return []
    const explicit = this.directives()
    if (!this.take('document-start') && explicit) throw parserError('did not find expected <document start>', this.scanner.peek().mark)
    if (this.is('directive', 'document-start', 'document-end', 'stream-end')) this.empty(this.scanner.peek().mark)
    else this.node(true, false)
    this.scanner.peek()
    return this.events
  }

  /** Whether there were any. */
  private directives(): boolean {
    let found = false
    for (let token = this.take('directive'); token; token = this.take('directive')) {
      found = true
      const [name, first = '', second = ''] = token.value!.split(/\s+/)
      if (name === 'YAML' && first !== '1.1' && first !== '1.2') throw parserError('found incompatible YAML document', token.mark)
      if (name === 'TAG') this.handles.set(first, second)
    }
    return found
  }

  private empty(mark: Mark, { anchor, tag } = { anchor: '', tag: '' }): void {
    this.events.push({ type: 'scalar', value: '', plain: tag === '', tag, anchor, line: mark.line })
  }

  private node(block: boolean, indentless: boolean): void {
    const alias = this.take('alias')
    if (alias) {
      // Found while reading, and so before anything that is wrong further down.
      if (!this.anchors.has(alias.value!)) throw new DocumentError(`unknown anchor '${alias.value}' referenced`)
      this.events.push({ type: 'alias', anchor: alias.value!, line: alias.mark.line })
      return
    }
    const properties = this.properties()
    const token = this.scanner.peek()
    const { anchor, tag, mark } = properties
    const { line } = mark
    if (anchor !== '') this.anchors.add(anchor)
    if (indentless && token.type === 'block-entry') {
      this.events.push({ type: 'sequence', tag, anchor, line })
      this.indentlessSequence()
    } else if (token.type === 'scalar') {
      this.scanner.next()
      this.events.push({ type: 'scalar', value: token.value!, plain: token.plain === true && tag !== '!', tag: tag === '!' ? '' : tag, anchor, line })
    } else if (token.type === 'flow-sequence-start' || (block && token.type === 'block-sequence-start')) {
      this.events.push({ type: 'sequence', tag, anchor, line })
      if (token.type === 'flow-sequence-start') this.flowSequence()
      else this.blockSequence()
    } else if (token.type === 'flow-mapping-start' || (block && token.type === 'block-mapping-start')) {
      this.events.push({ type: 'mapping', tag, anchor, line })
      if (token.type === 'flow-mapping-start') this.flowMapping()
      else this.blockMapping()
    } else if (anchor !== '' || tag !== '') this.empty(mark, properties)
    else throw parserError('did not find expected node content', token.mark)
  }

  /** An anchor and a tag, in any order. */
  private properties(): Properties {
    const { mark } = this.scanner.peek()
    let anchor = this.take('anchor')?.value
    const tag = this.take('tag')
    anchor ??= this.take('anchor')?.value
    return { anchor: anchor ?? '', tag: tag ? this.resolved(tag) : '', mark }
  }

  private resolved({ value: text = '', mark }: Token): string {
    if (text.startsWith('!<')) return text.slice(2, -1)
    if (text === '!') return '!'
    const handle = /^!\w*!/.exec(text)?.[0] ?? '!'
    const prefix = this.handles.get(handle)
    if (prefix === undefined) throw parserError('found undefined tag handle', mark)
    return prefix + text.slice(handle.length)
  }

  private end(): void {
    this.events.push({ type: 'end', line: this.scanner.next().mark.line })
  }

  private blockSequence(): void {
    this.scanner.next()
    for (let entry = this.take('block-entry'); entry; entry = this.take('block-entry')) {
      if (this.is('block-entry', 'block-end')) this.empty(entry.mark)
      else this.node(true, false)
    }
    if (!this.is('block-end')) throw parserError("did not find expected '-' indicator", this.scanner.peek().mark)
    this.end()
  }

  /** Entries level with the key that they belong to. */
  private indentlessSequence(): void {
    for (let entry = this.take('block-entry'); entry; entry = this.take('block-entry')) {
      if (this.is('block-entry', 'key', 'value', 'block-end')) this.empty(entry.mark)
      else this.node(true, false)
    }
    this.events.push({ type: 'end', line: this.scanner.peek().mark.line })
  }

  private blockMapping(): void {
    this.scanner.next()
    while (!this.is('block-end')) {
      const key = this.take('key')
      if (key) this.blockPart(key.mark)
      else throw parserError('did not find expected key', this.scanner.peek().mark)
      const value = this.take('value')
      if (value) this.blockPart(value.mark)
      else this.empty(this.scanner.peek().mark)
    }
    this.end()
  }

  private blockPart(mark: Mark): void {
    if (this.is('key', 'value', 'block-end')) this.empty(mark)
    else this.node(true, true)
  }

  private flowSequence(): void {
    this.scanner.next()
    for (let first = true; !this.is('flow-sequence-end'); first = false) {
      if (!first && !this.take('flow-entry')) throw parserError("did not find expected ',' or ']'", this.scanner.peek().mark)
      const key = this.take('key')
      if (key) this.pair(key.mark)
      else if (!this.is('flow-sequence-end')) this.node(false, false)
    }
    this.end()
  }

  /** `[a: b]`: a mapping of one pair. */
  private pair(mark: Mark): void {
    this.events.push({ type: 'mapping', tag: '', anchor: '', line: mark.line })
    if (this.is('value', 'flow-entry', 'flow-sequence-end')) this.empty(mark)
    else this.node(false, false)
    if (this.take('value') && !this.is('flow-entry', 'flow-sequence-end')) this.node(false, false)
    else this.empty(mark)
    this.events.push({ type: 'end', line: this.scanner.peek().mark.line })
  }

  private flowMapping(): void {
    this.scanner.next()
    for (let first = true; !this.is('flow-mapping-end'); first = false) {
      if (!first && !this.take('flow-entry')) throw parserError("did not find expected ',' or '}'", this.scanner.peek().mark)
      const key = this.take('key')
      if (key) this.flowPair(key.mark)
      else if (!this.is('flow-mapping-end')) {
        this.node(false, false)
        this.empty(this.scanner.peek().mark)
      }
    }
    this.end()
  }

  private flowPair(mark: Mark): void {
    if (this.is('value', 'flow-entry', 'flow-mapping-end')) this.empty(mark)
    else this.node(false, false)
    if (this.take('value') && !this.is('flow-entry', 'flow-mapping-end')) this.node(false, false)
    else this.empty(mark)
  }
}
