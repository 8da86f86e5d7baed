/** Walks over the tokens of one statement. */
import { SqlError } from './error.ts'
import { type Quotes, type Token, tokens } from './lexer.ts'

/** Words that cannot name a column or be an alias without AS. */
const reserved = new Set(
  'select from where group having order limit offset union join left right inner outer cross on using as and or not in is like ilike between case when then else end set values returning for fetch with default'.split(
    ' ',
  ),
)

export class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(
    readonly text: string,
    readonly quotes: Quotes,
  ) {
    this.#tokens = tokens(text, quotes)
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token
  }

  peek(ahead = 1): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token
  }

  take(): Token {
    const token = this.next
    if (token.kind !== 'end') this.#at++
    return token
  }

  /** Where the token before this one ended. */
  get before(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0
  }

  is(...words: readonly string[]): boolean {
    return (this.next.kind === 'word' || this.next.kind === 'symbol') && words.includes(this.next.text)
  }

  /** Takes these words in a row if they stand there. */
  accept(...words: readonly string[]): boolean {
    const all = words.every((word, i) => {
      const token = this.peek(i)
      return (token.kind === 'word' || token.kind === 'symbol') && token.text === word
    })
    if (all) this.#at += words.length
    return all
  }

  expect(...words: readonly string[]): true {
    for (const word of words) if (!this.accept(word)) this.fail()
    return true
  }

  /** A name of something; folded to lower case unless quoted (MySQL keeps the case as written). */
  name(): string {
    const token = this.next
    if (token.kind === 'name') return this.take().text
    if (token.kind !== 'word' || reserved.has(token.text) || token.text.startsWith('@')) this.fail()
    this.take()
    return this.quotes === 'mysql' ? token.raw : token.text
  }

  string(): string {
    if (this.next.kind !== 'string') this.fail()
    return this.take().text
  }

  /** A name that may stand as an alias here. */
  alias(): string | undefined {
    if (this.accept('as'))
      return this.next.kind === 'string' ? this.take().text : this.next.kind === 'word' && this.quotes === 'standard' ? this.take().text : this.name()
    return this.next.kind === 'name' || (this.next.kind === 'word' && !reserved.has(this.next.text) && !this.next.text.startsWith('@'))
      ? this.name()
      : undefined
  }

  list<T>(one: () => T): T[] {
    const all = [one()]
    while (this.accept(',')) all.push(one())
    return all
  }

  parenthesized<T>(one: () => T): T {
    this.expect('(')
    const found = one()
    this.expect(')')
    return found
  }

  /** All that is left, to the end. */
  skip(): void {
    while (this.next.kind !== 'end') this.take()
  }

  fail(): never {
    const { raw, at } = this.next
    throw new SqlError({ what: 'syntax', near: raw, rest: this.text.slice(at), at })
  }
}
