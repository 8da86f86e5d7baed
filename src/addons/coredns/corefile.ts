/**
 * The Corefile: server blocks with keys (zones and ports) and directives, each with arguments and perhaps a block of its
 * own. Read as Caddy's parser reads it, snippets, imports, environment variables and error texts included.
 */
import { type Line, lex, linesOf, type Token } from './tokens.ts'

/** A directive as often as it stands in a server block. */
export interface Directive {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly args: readonly string[]
  /** The lines between its braces; a brace within opens no further level for us. */
  readonly block: readonly Line[]
  /** Whether there were braces. */
  readonly braced: boolean
}

export interface ServerBlock {
  readonly keys: readonly string[]
  readonly directives: readonly Directive[]
  /** By directive, as they stand. */
  readonly tokens: ReadonlyMap<string, readonly Token[]>
}

export interface CorefileSource {
  readonly path: string
  readonly text: string
  readonly env: ReadonlyMap<string, string>
  readFile(path: string): string | undefined
  /** Undefined to let any directive be. */
  readonly known?: ReadonlySet<string>
}

/** What is wrong with a Corefile: `/etc/coredns/Corefile:3 - Error during parsing: Unknown directive 'x'`. */
export class CorefileError extends Error {}

const mostImports = 1000

export function parseCorefile(source: CorefileSource): ServerBlock[] {
  return new Parser(source).parse()
}

class Parser {
  readonly #tokens: Token[]
  readonly #snippets = new Map<string, Token[]>()
  #at = 0
  #imports = 0

  constructor(private readonly source: CorefileSource) {
    this.#tokens = lex(source.text, source.path)
  }

  parse(): ServerBlock[] {
    const blocks: ServerBlock[] = []
    while (this.#at < this.#tokens.length) {
      const keys = this.#keys()
      const snippet = keys.length === 1 ? /^\((.*)\)$/.exec(keys[0] as string)?.[1] : undefined
      if (snippet !== undefined) this.#snippet(snippet)
      else if (this.#at < this.#tokens.length) blocks.push(this.#block(keys))
      else if (keys.length > 0) blocks.push({ keys, directives: [], tokens: new Map() })
    }
    return blocks
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** Zones up to the brace, or the end of the line. */
  #keys(): string[] {
    const keys: string[] = []
    let another = false
    for (let first = true; this.#token; first = false) {
      const { text } = this.#token
      if (text === 'import' && this.#startsLine()) {
        this.#import()
        continue
      }
      if (text === '{') {
        if (another) throw this.#error(`Expected another address but had '${text}' - check for extra comma`)
        return keys
      }
      if (!first && !another && this.#startsLine()) return keys
      another = text.endsWith(',')
      keys.push(this.#filled(another ? text.slice(0, -1) : text))
      this.#at++
    }
    if (another) throw this.#ended()
    return keys
  }

  #block(keys: readonly string[]): ServerBlock {
    const braced = this.#token?.text === '{'
    if (braced) this.#at++
    const directives: Directive[] = []
    const tokens = new Map<string, Token[]>()
    for (;;) {
      const token = this.#token
      if (!token) {
        if (!braced) break
        throw this.#syntax('}')
      }
      if (token.text === '}') {
        if (!braced) throw this.#error("Unexpected '}' because no matching opening brace")
        this.#at++
        break
      }
      if (token.text === 'import') this.#import()
      else directives.push(this.#directive(tokens))
    }
    return { keys, directives, tokens }
  }

  #directive(all: Map<string, Token[]>): Directive {
    const first = this.#token as Token
    const name = this.#filled(first.text)
    if (this.source.known && !this.source.known.has(name)) throw this.#error(`Unknown directive '${name}'`)
    const own: Token[] = [first]
    let nesting = 0
    for (this.#at++; this.#token; this.#at++) {
      const { text } = this.#token
      if (text === '{') nesting++
      else if (nesting === 0 && this.#startsLine()) break
      else if (text === '}' && nesting > 0) nesting--
      else if (text === '}') throw this.#error("Unexpected '}' because no matching opening brace")
      else if (text === 'import' && this.#startsLine()) {
        this.#import()
        this.#at--
        continue
      }
      own.push({ ...this.#token, text: this.#filled(text) })
    }
    if (nesting > 0) throw this.#ended()
    all.set(name, [...(all.get(name) ?? []), ...own])
    return { name, file: first.file, line: first.line, ...linesOf(own.slice(1)) }
  }

  #snippet(name: string): void {
    if (this.#snippets.has(name)) throw this.#error(`redeclaration of previously declared snippet ${name}`)
    const open = this.#token
    if (open?.text !== '{') throw this.#syntax('{')
    const own: Token[] = []
    let depth = 1
    for (this.#at++; this.#token; this.#at++) {
      const { text } = this.#token
      if (text === '{') depth++
      if (text === '}' && --depth === 0) break
      own.push(this.#token)
    }
    if (depth > 0) throw this.#syntax('}')
    this.#at++
    this.#snippets.set(name, own)
  }

  /** Puts what is imported in the place of the two words. */
  #import(): void {
    const what = this.#tokens[this.#at + 1]
    const line = (this.#token as Token).line
    if (!what || what.line !== line) throw this.#error("Wrong argument count or unexpected line ending after 'import'")
    if (this.#tokens[this.#at + 2]?.line === line) throw this.#error('Import takes only one argument (glob pattern or file)')
    if (++this.#imports > mostImports) throw this.#error(`maximum file import depth (${mostImports}) exceeded`)
    const name = this.#filled(what.text)
    const tokens = this.#snippets.get(name) ?? this.#imported(name)
    this.#tokens.splice(this.#at, 2, ...tokens)
  }

  /** A pattern matches nothing here: the container's files are not listed. */
  #imported(name: string): Token[] {
    if (/[*?[\]]/.test(name)) return []
    const folder = this.source.path.slice(0, this.source.path.lastIndexOf('/') + 1)
    const path = name.startsWith('/') ? name : folder + name
    const text = this.source.readFile(path)
    if (text === undefined) throw this.#error(`File to import not found: ${name}`)
    return lex(text, path)
  }

  #startsLine(): boolean {
    const before = this.#tokens[this.#at - 1]
    const here = this.#token
    return !before || !here || before.file !== here.file || before.line < here.line
  }

  #filled(text: string): string {
    return text.replace(/\{\$(\w+)\}|\{%(\w+)%\}/g, (_, unix, windows) => this.source.env.get(unix ?? windows) ?? '')
  }

  #error(message: string): CorefileError {
    const { file, line } = this.#token ?? this.#tokens.at(-1) ?? { file: this.source.path, line: 0 }
    return new CorefileError(`${file}:${line} - Error during parsing: ${message}`)
  }

  #ended(): CorefileError {
    return this.#error('Unexpected EOF')
  }

  #syntax(expected: string): CorefileError {
    const { file, line, text } = this.#token ?? this.#tokens.at(-1) ?? { file: this.source.path, line: 0, text: '' }
    return new CorefileError(`${file}:${line} - Syntax error: Unexpected token '${text}', expecting '${expected}'`)
  }
}

/** Go's JSON of the blocks, of which CoreDNS logs the digest: maps by key, three characters escaped. */
export const canonicalText = (blocks: readonly ServerBlock[]): string =>
  JSON.stringify(
    blocks.map(({ keys, tokens }) => ({
      Keys: keys,
      Tokens: Object.fromEntries(
        [...tokens].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, own.map(({ line, text }) => ({ File: '', Line: line, Text: text }))]),
      ),
    })),
  ).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
