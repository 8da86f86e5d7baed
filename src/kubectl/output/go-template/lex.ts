/** Splits a template into tokens. Models Go's text/template/parse/lex.go. */

export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'raw'
  | 'char-constant'
  | 'number'
  | 'variable'
  | 'field'
  | 'identifier'
  | 'bool'
  | 'dot'
  | 'nil'
  | '('
  | ')'
  | 'char'
  | 'keyword'
  | 'eof'
  | 'error'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Offset in the template. */
  readonly at: number
  /** Counted from 1. */
  readonly line: number
}

const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'])
const word = /^[_\p{L}\p{Nd}]+/u
const blank = /^[ \t\r\n]+/

/** Ends with a token of kind `eof` or `error`. */
export function lex(text: string): Token[] {
  return new Lexer(text).run()
}

class Lexer {
  private readonly tokens: Token[] = []
  private at = 0
  private line = 1
  private depth = 0

  constructor(private readonly text: string) {}

  run(): Token[] {
    while (this.textPart() && this.action()) this.depth = 0
    return this.tokens
  }

  private push(kind: TokenKind, length: number): true {
    const text = this.text.slice(this.at, this.at + length)
    this.tokens.push({ kind, text, at: this.at, line: this.line })
    this.skip(length)
    return true
  }

  private skip(length: number): void {
    for (const char of this.text.slice(this.at, this.at + length)) if (char === '\n') this.line++
    this.at += length
  }

  private fail(message: string): false {
    this.tokens.push({ kind: 'error', text: message, at: this.at, line: this.line })
    return false
  }

  /** Up to and with the next `{{`; whether there is one. */
  private textPart(): boolean {
    const open = this.text.indexOf('{{', this.at)
    const until = open === -1 ? this.text.length : open
    const trims = open !== -1 && /^\{\{-[ \t\r\n]/.test(this.text.slice(open, open + 4))
    const plain = this.text.slice(this.at, until)
    const kept = trims ? plain.replace(/[ \t\r\n]+$/, '') : plain
    if (kept !== '') this.push('text', kept.length)
    this.skip(until - this.at)
    if (open === -1) return this.end()
    const marker = trims ? 4 : 2
    if (this.text.startsWith('/*', open + marker)) return this.comment(marker)
    this.push('left', 2)
    this.skip(marker - 2)
    return true
  }

  private end(): false {
    this.tokens.push({ kind: 'eof', text: '', at: this.at, line: this.line })
    return false
  }

  private comment(marker: number): boolean {
    this.skip(marker)
    const close = this.text.indexOf('*/', this.at)
    if (close === -1) return this.fail('unclosed comment')
    this.skip(close + 2 - this.at)
    const trimming = /^[ \t\r\n]-\}\}/.test(this.text.slice(this.at))
    if (!trimming && !this.text.startsWith('}}', this.at)) return this.fail('comment ends before closing delimiter')
    this.skip(trimming ? 4 : 2)
    if (trimming) this.skip(blank.exec(this.text.slice(this.at))?.[0].length ?? 0)
    return this.textPart()
  }

  /** To the end of the action; whether it went well. */
  private action(): boolean {
    for (;;) {
      const rest = this.text.slice(this.at)
      const trim = /^[ \t\r\n]-\}\}/.exec(rest)
      if (trim || rest.startsWith('}}')) {
        if (this.depth > 0) return this.fail('unclosed left paren')
        if (trim) this.skip(2)
        this.push('right', 2)
        if (trim) this.skip(blank.exec(this.text.slice(this.at))?.[0].length ?? 0)
        return true
      }
      if (!this.token(rest)) return false
    }
  }

  private token(rest: string): boolean {
    const char = rest === '' ? '' : String.fromCodePoint(rest.codePointAt(0)!)
    if (char === '') return this.fail('unclosed action')
    const space = blank.exec(rest)
    // A space before ` -}}` belongs to the trim marker.
    if (space) return this.push('space', /^[ \t\r\n]+[ \t\r\n]-\}\}/.test(rest) ? space[0].length - 1 : space[0].length)
    if (char === '=') return this.push('assign', 1)
    if (char === ':') return rest.startsWith(':=') ? this.push('declare', 2) : this.fail('expected :=')
    if (char === '|') return this.push('pipe', 1)
    if (char === '"') return this.quoted(rest, '"', 'string', 'unterminated quoted string')
    if (char === "'") return this.quoted(rest, "'", 'char-constant', 'unterminated character constant')
    if (char === '`') return this.raw(rest)
    if (char === '(' || char === ')') return this.paren(char)
    if (char === '$' || (char === '.' && !/^\.\d/.test(rest))) return this.name(rest, char)
    if (/[-+.\d]/.test(char)) return this.number(rest)
    if (word.test(char)) return this.identifier(rest)
    if (char > ' ' && char <= '~') return this.push('char', 1)
    return this.fail(`unrecognized character in action: ${unicode(char)}`)
  }

  private quoted(rest: string, quote: string, kind: TokenKind, message: string): boolean {
    for (let i = 1; i < rest.length && rest[i] !== '\n'; i++) {
      if (rest[i] === '\\' && rest[i + 1] !== '\n') i++
      else if (rest[i] === quote) return this.push(kind, i + 1)
    }
    return this.fail(message)
  }

  private raw(rest: string): boolean {
    const end = rest.indexOf('`', 1)
    return end === -1 ? this.fail('unterminated raw quoted string') : this.push('raw', end + 1)
  }

  private paren(char: '(' | ')'): boolean {
    this.depth += char === '(' ? 1 : -1
    return this.depth < 0 ? this.fail('unexpected right paren') : this.push(char, 1)
  }

  /** `.Field`, `.`, `$x`, `$` */
  private name(rest: string, sign: string): boolean {
    const length = 1 + (word.exec(rest.slice(1))?.[0].length ?? 0)
    const bad = this.badTerminator(rest.slice(length))
    if (bad) return this.fail(`bad character ${bad}`)
    if (length === 1) return this.push(sign === '.' ? 'dot' : 'variable', 1)
    return this.push(sign === '.' ? 'field' : 'variable', length)
  }

  private identifier(rest: string): boolean {
    const [name] = word.exec(rest)!
    const bad = this.badTerminator(rest.slice(name!.length))
    if (bad) return this.fail(`bad character ${bad}`)
    const kind = keywords.has(name!) ? 'keyword' : name === 'true' || name === 'false' ? 'bool' : name === 'nil' ? 'nil' : 'identifier'
    return this.push(kind, name!.length)
  }

  private badTerminator(rest: string): string | undefined {
    if (rest === '' || /^[ \t\r\n.,|:()]/.test(rest) || rest.startsWith('}}')) return undefined
    return unicode(String.fromCodePoint(rest.codePointAt(0)!))
  }

  private number(rest: string): boolean {
    const shape = /^[-+]?(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[\d_]*\.?[\d_]*([eE][-+]?[\d_]+)?)/
    const [text] = shape.exec(rest)!
    const next = rest.slice(text!.length)
    if (text === '' || word.test(next)) return this.fail(`bad number syntax: ${JSON.stringify(rest.slice(0, text!.length + 1))}`)
    return this.push('number', text!.length)
  }
}

/** Go's %#U */
const unicode = (char: string): string => {
  const code = char.codePointAt(0)!
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}${code >= 0x20 && code !== 0x7f ? ` '${char}'` : ''}`
}
