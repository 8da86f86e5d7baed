/** Tokens to a tree, by recursive descent. Errors are worded as ANTLR words them for cel-go's grammar. */
import type { Issue } from './issues.ts'
import { type Token, tokenize } from './lexer.ts'
import { isTooLarge } from './literals.ts'
import { expandMacro } from './macros.ts'
import type { Call, Expression, ListLiteral, MapLiteral, MessageLiteral } from './syntax.ts'

/** The tree, or what is wrong with the text. */
export function parse(source: string): { readonly expression: Expression } | { readonly issues: readonly Issue[] } {
  const issues: Issue[] = []
  const tokens = tokenize(source, issues)
  const parser = new Parser(tokens, issues)
  let expression: Expression | undefined
  try {
    expression = parser.whole()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
  return expression && issues.length === 0 ? { expression } : { issues }
}

class Stop extends Error {}

const starts = "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"
const reserved = new Set('as break const continue else for function if import let loop package namespace return var void while'.split(' '))
const relations = ['<', '<=', '>=', '>', '==', '!=', 'in']
const names: Readonly<Record<string, string>> = { in: '@in' }
const maxDepth = 250

class Parser {
  #next = 0
  #depth = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly issues: Issue[],
  ) {}

  whole(): Expression {
    const expression = this.#expression()
    const rest = this.#token
    if (rest.kind !== 'end') {
      const last = this.tokens[this.#next + 1]?.kind === 'end'
      this.#fail(rest, `${last ? 'extraneous' : 'mismatched'} input '${rest.text}' expecting <EOF>`)
    }
    return expression
  }

  get #token(): Token {
    return this.tokens[this.#next] as Token
  }

  #is(...texts: string[]): boolean {
    return this.#token.kind === 'operator' && texts.includes(this.#token.text)
  }

  #take(text: string): Token | undefined {
    if (!this.#is(text)) return undefined
    return this.tokens[this.#next++] as Token
  }

  #fail(token: Token, message: string): never {
    this.issues.push({ at: token.at, message: `Syntax error: ${message}` })
    throw new Stop()
  }

  #expect(text: string, expecting = `'${text}'`): Token {
    const found = this.#take(text)
    if (found) return found
    return this.#fail(
      this.#token,
      this.#token.kind === 'end' && !expecting.startsWith('{')
        ? `missing '${text}' at '<EOF>'`
        : `mismatched input '${this.#token.text}' expecting ${expecting}`,
    )
  }

  #expression(): Expression {
    if (++this.#depth > maxDepth) {
      this.issues.push({ at: this.#token.at, message: `expression recursion limit exceeded: ${maxDepth}` })
      throw new Stop()
    }
    const condition = this.#or()
    const question = this.#take('?')
    this.#depth--
    if (!question) return condition
    const then = this.#or()
    this.#expect(':')
    return call('_?_:_', question.at, [condition, then, this.#expression()])
  }

  #or(): Expression {
    return this.#chain(['||'], () => this.#chain(['&&'], () => this.#relation()))
  }

  #relation(): Expression {
    return this.#chain(relations, () => this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#unary())))
  }

  #chain(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand()
    while (this.#is(...operators)) {
      const { text, at } = this.tokens[this.#next++] as Token
      left = call(names[text] ?? `_${text}_`, at, [left, operand()])
    }
    return left
  }

  #unary(): Expression {
    const signs: Token[] = []
    while (this.#is('!') || this.#is('-')) {
      if (signs[0] && signs[0].text !== this.#token.text) break
      signs.push(this.tokens[this.#next++] as Token)
    }
    const [first] = signs
    if (!first) return this.#member()
    // The sign belongs to the number: the smallest int has no positive twin.
    const number = this.#token
    if (first.text === '-' && signs.length === 1 && (typeof number.value === 'bigint' || typeof number.value === 'number')) {
      this.#next++
      return this.#members({ kind: 'literal', at: first.at, value: -number.value })
    }
    const operand = this.#member()
    // An even number of them is none.
    return signs.length % 2 === 0 ? operand : call(first.text === '!' ? '!_' : '-_', first.at, [operand])
  }

  #member(): Expression {
    return this.#members(this.#primary())
  }

  #members(start: Expression): Expression {
    let expression = start
    for (;;) {
      const dot = this.#take('.')
      const bracket = dot ? undefined : this.#take('[')
      if (dot) expression = this.#select(expression, dot)
      else if (bracket) expression = this.#index(expression, bracket)
      else return expression
    }
  }

  #select(operand: Expression, dot: Token): Expression {
    const maybe = this.#take('?')
    const name = this.#token
    if (name.kind !== 'identifier' && name.kind !== 'quoted')
      this.#fail(
        name,
        name.kind === 'literal' && /["'\d]/.test(name.text)
          ? `no viable alternative at input '.${name.text}'`
          : `mismatched input '${name.text}' expecting IDENTIFIER`,
      )
    this.#next++
    const field = name.kind === 'quoted' ? name.text.slice(1, -1) : name.text
    if (maybe) return call('_?._', dot.at, [operand, { kind: 'literal', at: name.at, value: field }])
    const open = name.kind === 'identifier' ? this.#take('(') : undefined
    if (!open) return { kind: 'select', at: dot.at, operand, field, test: false }
    return this.#macro(call(field, open.at, this.#arguments(')'), operand))
  }

  #index(operand: Expression, bracket: Token): Expression {
    const maybe = this.#take('?')
    const index = this.#expression()
    this.#expect(']')
    return call(maybe ? '_[?_]' : '_[_]', bracket.at, [operand, index])
  }

  #arguments(close: string): Expression[] {
    const found: Expression[] = []
    if (this.#take(close)) return found
    do found.push(this.#expression())
    while (this.#take(','))
    this.#expect(close)
    return found
  }

  #macro(node: Call): Expression {
    return expandMacro(node, this.issues) ?? node
  }

  #primary(): Expression {
    const token = this.#token
    this.#next++
    if (token.kind === 'literal') {
      if (isTooLarge(token.value ?? null)) this.issues.push({ at: token.at, message: 'invalid int literal' })
      return { kind: 'literal', at: token.at, value: token.value ?? null }
    }
    if (token.kind === 'identifier') return this.#named(token, token.text)
    if (token.text === '.' && token.kind === 'operator' && this.#token.kind === 'identifier')
      return this.#named(this.tokens[this.#next++] as Token, this.tokens[this.#next - 1]!.text)
    if (token.text === '(' && token.kind === 'operator') {
      const inner = this.#expression()
      this.#expect(')')
      return inner
    }
    if (token.text === '[' && token.kind === 'operator') return this.#list(token)
    if (token.text === '{' && token.kind === 'operator') return this.#map(token)
    this.#next--
    return this.#unexpected(token)
  }

  /** One token too many is stepped over, so that what follows it is looked at, too. */
  #unexpected(token: Token): never {
    const next = this.tokens[this.#next + 1]
    const viable =
      next && (next.kind === 'literal' || next.kind === 'identifier' || (next.kind === 'operator' && ['[', '{', '(', '.', '-', '!'].includes(next.text)))
    if (token.kind === 'end' || !viable) this.issues.push({ at: token.at, message: `Syntax error: mismatched input '${token.text}' expecting {${starts}}` })
    else this.issues.push({ at: token.at, message: `Syntax error: extraneous input '${token.text}' expecting {${starts}}` })
    if (token.kind !== 'end' && next?.kind === 'end') this.issues.push({ at: next.at, message: `Syntax error: mismatched input '<EOF>' expecting {${starts}}` })
    throw new Stop()
  }

  #named(token: Token, name: string): Expression {
    const open = this.#take('(')
    if (open) return this.#macro(call(name, open.at, this.#arguments(')')))
    if (reserved.has(name)) this.issues.push({ at: token.at, message: `reserved identifier: ${name}` })
    return this.#message(token, name) ?? { kind: 'identifier', at: token.at, name }
  }

  /** `a.b.C{…}`: only if a brace follows the dotted name. */
  #message(token: Token, first: string): MessageLiteral | undefined {
    const start = this.#next
    let type = first
    while (this.#is('.') && this.tokens[this.#next + 1]?.kind === 'identifier') {
      type += `.${(this.tokens[this.#next + 1] as Token).text}`
      this.#next += 2
    }
    const open = token.kind === 'identifier' ? this.#take('{') : undefined
    if (!open) this.#next = start
    return open ? { kind: 'message', at: open.at, type, fields: this.#fields() } : undefined
  }

  #fields(): MessageLiteral['fields'] {
    return this.#braced((optional) => {
      const name = this.#token
      if (name.kind !== 'identifier' && name.kind !== 'quoted')
        this.#fail(
          name,
          `mismatched input '${name.text}' expecting ${optional ? '{IDENTIFIER, ESC_IDENTIFIER}' : "{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"}`,
        )
      this.#next++
      const { at } = this.#expect(':')
      return { at, name: name.kind === 'quoted' ? name.text.slice(1, -1) : name.text, value: this.#expression(), optional }
    })
  }

  #list({ at }: Token): ListLiteral {
    const elements: { value: Expression; optional: boolean }[] = []
    if (this.#take(',')) this.#expect(']')
    else
      while (!this.#take(']')) {
        const optional = this.#take('?') !== undefined
        elements.push({ value: this.#expression(), optional })
        if (this.#take(',')) continue
        this.#expect(']')
        break
      }
    return { kind: 'list', at, elements }
  }

  #map({ at }: Token): MapLiteral {
    if (this.#token.kind === 'end')
      this.#fail(
        this.#token,
        "mismatched input '<EOF>' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
      )
    const entries = this.#braced((optional) => {
      const key = this.#expression()
      const { at } = this.#expect(':')
      return { at, key, value: this.#expression(), optional }
    })
    return { kind: 'map', at, entries }
  }

  #braced<T>(entry: (optional: boolean) => T): T[] {
    const entries: T[] = []
    if (this.#take(',')) {
      this.#expect('}')
      return entries
    }
    while (!this.#take('}')) {
      entries.push(entry(this.#take('?') !== undefined))
      if (this.#take(',')) continue
      this.#expect('}')
      break
    }
    return entries
  }
}

const call = (name: string, at: number, parts: readonly Expression[], target?: Expression): Call => ({ kind: 'call', at, name, target, arguments: parts })
