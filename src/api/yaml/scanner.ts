/** From text to tokens: where collections begin and end, what is a key. Models go-yaml v2 scannerc.go, and so libyaml. */
import { Characters, isBlankOrEnd, isBreak, type Mark, scannerError } from './characters.ts'
import { scanBlock, scanPlain, scanQuoted } from './scan-scalar.ts'
import { scanAnchor, scanDirective, scanTag } from './scan-tag.ts'

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  readonly type: TokenType
  readonly mark: Mark
  readonly value?: string
  readonly plain?: boolean
}

/** Something that turns out to be a key if a colon follows on its line. */
interface SimpleKey {
  possible: boolean
  readonly required: boolean
  readonly token: number
  readonly mark: Mark
}

const maxDepth = 10_000
const flowTokens: Record<string, TokenType> = { '[': 'flow-sequence-start', ']': 'flow-sequence-end', '{': 'flow-mapping-start', '}': 'flow-mapping-end' }
const noPlainStart = new Set('-?:,[]{}#&*!|>\'"%@`')

export class Scanner {
  private readonly chars: Characters
  private queue: Token[] = []
  private taken = 0
  private flowLevel = 0
  private indent = -1
  private readonly indents: number[] = []
  private keyAllowed = true
  private readonly keys: (SimpleKey | undefined)[] = [undefined]
  private ended = false

  constructor(text: string) {
    this.chars = new Characters(text)
  }

  peek(): Token {
    while (!this.ended && (this.queue.length === 0 || this.headMayBecomeKey())) this.fetch()
    return this.queue[0]!
  }

  next(): Token {
    const token = this.peek()
    if (token.type !== 'stream-end') {
      this.queue.shift()
      this.taken++
    }
    return token
  }

  private headMayBecomeKey(): boolean {
    const key = this.keys.find((candidate) => candidate?.possible && candidate.token === this.taken)
    return key !== undefined && this.isValid(key)
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false
    if (key.mark.line === this.chars.line && key.mark.at + 1024 >= this.chars.at) return true
    if (key.required) throw scannerError("could not find expected ':'", this.chars.mark)
    key.possible = false
    return false
  }

  private push(type: TokenType, mark: Mark, value?: string, plain?: boolean): void {
    this.queue.push({ type, mark, value, plain })
  }

  private saveKey(): void {
    if (!this.keyAllowed) return
    const required = this.flowLevel === 0 && this.indent === this.chars.column
    this.dropKey()
    this.keys[this.keys.length - 1] = { possible: true, required, token: this.taken + this.queue.length, mark: this.chars.mark }
  }

  private dropKey(): void {
    const key = this.keys.at(-1)
    if (!key?.possible) return
    if (key.required) throw scannerError("could not find expected ':'", this.chars.mark)
    key.possible = false
  }

  private fetch(): void {
    this.toNextToken()
    const { chars } = this
    this.unroll(chars.column)
    const char = chars.peek()
    if (char === '') this.streamEnd()
    else if (chars.column === 0 && char === '%') this.directive()
    else if (chars.atDocumentIndicator()) this.documentIndicator(char)
    else if (flowTokens[char]) this.flowBracket(char)
    else if (char === ',') this.flowEntry()
    else if (char === '-' && isBlankOrEnd(chars.peek(1))) this.blockEntry()
    else if (char === '?' && (this.flowLevel > 0 || isBlankOrEnd(chars.peek(1)))) this.key()
    else if (char === ':' && (this.flowLevel > 0 || isBlankOrEnd(chars.peek(1)))) this.value()
    else if (char === '*' || char === '&' || char === '!') this.property(char)
    else if ((char === '|' || char === '>') && this.flowLevel === 0) this.block()
    else this.scalar(char)
  }

  private toNextToken(): void {
    const { chars } = this
    for (;;) {
      if (chars.column === 0 && chars.peek() === '\ufeff') chars.at++
      while (chars.peek() === ' ' || ((this.flowLevel > 0 || !this.keyAllowed) && chars.peek() === '\t')) chars.skip()
      if (chars.peek() === '#') while (chars.peek() !== '' && !isBreak(chars.peek())) chars.skip()
      if (!isBreak(chars.peek())) return
      chars.readBreak()
      if (this.flowLevel === 0) this.keyAllowed = true
    }
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return
    while (this.indent > column) {
      this.push('block-end', this.chars.mark)
      this.indent = this.indents.pop()!
    }
  }

  /** Opens a block collection if this column is deeper than the one we are in. `at`: the token that it goes before. */
  private roll(column: number, type: TokenType, mark: Mark, at?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return
    this.indents.push(this.indent)
    this.indent = column
    if (this.indents.length > maxDepth) throw scannerError(`exceeded max depth of ${maxDepth}`, mark)
    const token: Token = { type, mark }
    if (at === undefined) this.queue.push(token)
    else this.queue.splice(at - this.taken, 0, token)
  }

  private streamEnd(): void {
    const { chars } = this
    if (chars.column !== 0) {
      chars.column = 0
      chars.line++
    }
    this.unroll(-1)
    this.dropKey()
    this.keyAllowed = false
    this.ended = true
    this.push('stream-end', chars.mark)
  }

  private directive(): void {
    this.unroll(-1)
    this.dropKey()
    this.keyAllowed = false
    const { mark } = this.chars
    this.push('directive', mark, scanDirective(this.chars))
  }

  private documentIndicator(char: string): void {
    this.unroll(-1)
    this.dropKey()
    this.keyAllowed = false
    const { mark } = this.chars
    this.chars.skip(3)
    this.push(char === '-' ? 'document-start' : 'document-end', mark)
  }

  private flowBracket(char: string): void {
    const { mark } = this.chars
    if (char === '[' || char === '{') {
      this.saveKey()
      this.keys.push(undefined)
      if (++this.flowLevel > maxDepth) throw scannerError(`exceeded max depth of ${maxDepth}`, mark)
      this.keyAllowed = true
    } else {
      this.dropKey()
      if (this.flowLevel > 0) {
        this.flowLevel--
        this.keys.pop()
      }
      this.keyAllowed = false
    }
    this.chars.skip()
    this.push(flowTokens[char]!, mark)
  }

  private flowEntry(): void {
    this.dropKey()
    this.keyAllowed = true
    const { mark } = this.chars
    this.chars.skip()
    this.push('flow-entry', mark)
  }

  private blockEntry(): void {
    const { mark } = this.chars
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError('block sequence entries are not allowed in this context', mark)
      this.roll(mark.column, 'block-sequence-start', mark)
    }
    this.dropKey()
    this.keyAllowed = true
    this.chars.skip()
    this.push('block-entry', mark)
  }

  private key(): void {
    const { mark } = this.chars
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError('mapping keys are not allowed in this context', mark)
      this.roll(mark.column, 'block-mapping-start', mark)
    }
    this.dropKey()
    this.keyAllowed = this.flowLevel === 0
    this.chars.skip()
    this.push('key', mark)
  }

  private value(): void {
    const { mark } = this.chars
    const key = this.keys.at(-1)
    if (key && this.isValid(key)) {
      this.queue.splice(key.token - this.taken, 0, { type: 'key', mark: key.mark })
      this.roll(key.mark.column, 'block-mapping-start', key.mark, key.token)
      key.possible = false
      this.keyAllowed = false
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) throw scannerError('mapping values are not allowed in this context', mark)
        this.roll(mark.column, 'block-mapping-start', mark)
      }
      this.keyAllowed = this.flowLevel === 0
    }
    this.chars.skip()
    this.push('value', mark)
  }

  private property(char: string): void {
    this.saveKey()
    this.keyAllowed = false
    const { mark } = this.chars
    if (char === '!') this.push('tag', mark, scanTag(this.chars))
    else this.push(char === '*' ? 'alias' : 'anchor', mark, scanAnchor(this.chars))
  }

  private block(): void {
    this.dropKey()
    this.keyAllowed = true
    const { mark } = this.chars
    this.push('scalar', mark, scanBlock(this.chars, this.indent), false)
  }

  private scalar(char: string): void {
    const { mark } = this.chars
    if (char === '"' || char === "'") {
      this.saveKey()
      this.keyAllowed = false
      this.push('scalar', mark, scanQuoted(this.chars), false)
      return
    }
    if (!this.startsPlain(char)) throw scannerError('found character that cannot start any token', mark)
    this.saveKey()
    this.keyAllowed = false
    const { value, endedLine } = scanPlain(this.chars, this.indent + 1, this.flowLevel > 0)
    if (endedLine) this.keyAllowed = true
    this.push('scalar', mark, value, true)
  }

  private startsPlain(char: string): boolean {
    if (!isBlankOrEnd(char) && !noPlainStart.has(char)) return true
    const next = this.chars.peek(1)
    if (char === '-') return next !== ' ' && next !== '\t'
    return this.flowLevel === 0 && (char === '?' || char === ':') && !isBlankOrEnd(next)
  }
}
