/** Walks along the tokens of a template, and words what is wrong with them as Go does. */
import { goQuote } from '../go-value.ts'
import type { Token, TokenKind } from './lex.ts'
import { TemplateError } from './nodes.ts'

export class TokenReader {
  protected at = 0
  /** Where the action began that is being read; 0 between actions. */
  protected actionLine = 0

  constructor(
    private readonly name: string,
    protected readonly tokens: readonly Token[],
  ) {}

  protected peek(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!
  }

  protected next(): Token {
    const token = this.peek()
    this.at++
    return token
  }

  protected peekSolid(): Token {
    while (this.peek().kind === 'space') this.at++
    return this.peek()
  }

  protected nextSolid(): Token {
    this.peekSolid()
    return this.next()
  }

  protected error(message: string): TemplateError {
    const line = this.tokens[Math.min(Math.max(this.at - 1, 0), this.tokens.length - 1)]!.line
    return new TemplateError(`template: ${this.name}:${line}: ${message}`)
  }

  protected unexpected(token: Token, context: string): TemplateError {
    if (token.kind !== 'error') return this.error(`unexpected ${tokenText(token)} in ${context}`)
    const started = this.actionLine !== 0 && this.actionLine !== token.line ? ` in action started at ${this.name}:${this.actionLine}` : ''
    return this.error(token.text + (token.text.endsWith(' action') ? started.replace(' in action', '') : started))
  }

  protected expect(kind: TokenKind, context: string): Token {
    const token = this.nextSolid()
    if (token.kind !== kind) throw this.unexpected(token, context)
    return token
  }
}

function tokenText(token: Token): string {
  if (token.kind === 'eof') return 'EOF'
  if (token.kind === 'keyword' || token.kind === 'dot' || token.kind === 'nil') return `<${token.text}>`
  return [...token.text].length > 10 ? `${goQuote([...token.text].slice(0, 10).join(''))}...` : goQuote(token.text)
}
