/** Python's expressions, a function a level of precedence. */
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { type Expression, literal, type Parameter, PythonSyntaxError, type Token, tokens } from './syntax.ts'

const keywords = new Set(
  'if elif else while for in def return import from as try except finally raise and or not is lambda pass break continue global with class True False None'.split(
    ' ',
  ),
)

export class ExpressionParser {
  readonly #tokens: readonly Token[]
  #place = 0

  constructor(text: string) {
    this.#tokens = tokens(text)
  }

  get next(): Token {
    return this.#tokens[this.#place] as Token
  }

  peek(): Token {
    return this.#tokens[Math.min(this.#place + 1, this.#tokens.length - 1)] as Token
  }

  take(): Token {
    const token = this.next
    if (token.kind !== 'end') this.#place++
    return token
  }

  is(text: string): boolean {
    return (this.next.kind === 'name' || this.next.kind === 'symbol') && this.next.text === text
  }

  at(kind: Token['kind']): boolean {
    return this.next.kind === kind
  }

  accept(text: string): boolean {
    const found = this.is(text)
    if (found) this.take()
    return found
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(text === ':' ? "expected ':'" : 'invalid syntax')
  }

  ends(): boolean {
    return this.next.kind === 'newline' || this.next.kind === 'end' || this.is(';')
  }

  fail(message: string): never {
    throw new PythonSyntaxError(message, this.next.line)
  }

  name(): string {
    if (this.next.kind !== 'name' || keywords.has(this.next.text)) this.fail('invalid syntax')
    return this.take().text
  }

  list<T>(one: () => T): T[] {
    const all = [one()]
    while (this.accept(',')) {
      if (this.ends() || this.is(')') || this.is(']') || this.is('}')) break
      all.push(one())
    }
    return all
  }

  /** `a, b` is a tuple. */
  expressions(): Expression {
    const first = this.expression()
    if (!this.is(',')) return first
    const items = [first]
    while (this.accept(',')) {
      if (this.ends() || this.is('=') || this.is(')') || this.is(':')) break
      items.push(this.expression())
    }
    return { kind: 'tuple', items }
  }

  targets(): Expression {
    const items = this.list(() => this.#postfix())
    return items.length === 1 ? (items[0] as Expression) : { kind: 'tuple', items }
  }

  parameters(end: string): Parameter[] {
    if (this.is(end)) return []
    return this.list(() => {
      if (this.is('*') || this.is('**')) throw new NotSimulatedProgram('Python', 'parameters with * and **')
      const name = this.name()
      if (end === ')' && this.accept(':')) this.expression()
      return { name, ...(this.accept('=') ? { value: this.expression() } : {}) }
    })
  }

  expression(): Expression {
    if (this.accept('lambda')) {
      const parameters = this.parameters(':')
      this.expect(':')
      return { kind: 'lambda', parameters, body: this.expression() }
    }
    const yes = this.#or()
    if (!this.accept('if')) return yes
    const test = this.#or()
    this.expect('else')
    return { kind: 'choice', test, yes, no: this.expression() }
  }

  #or(): Expression {
    let left = this.#and()
    while (this.accept('or')) left = { kind: 'binary', operator: 'or', left, right: this.#and() }
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.accept('and')) left = { kind: 'binary', operator: 'and', left, right: this.#not() }
    return left
  }

  #not(): Expression {
    return this.accept('not') ? { kind: 'unary', operator: 'not', operand: this.#not() } : this.#comparison()
  }

  #comparison(): Expression {
    const first = this.#sum()
    const rest: { operator: string; value: Expression }[] = []
    for (;;) {
      const operator = this.#comparisonOperator()
      if (operator === undefined) return rest.length > 0 ? { kind: 'compare', first, rest } : first
      rest.push({ operator, value: this.#sum() })
    }
  }

  #comparisonOperator(): string | undefined {
    if (this.next.kind === 'symbol' && /^(==|!=|<=|>=|<|>)$/.test(this.next.text)) return this.take().text
    if (this.accept('in')) return 'in'
    if (this.accept('is')) return this.accept('not') ? 'is not' : 'is'
    if (!this.is('not') || this.peek().text !== 'in') return undefined
    this.take()
    this.take()
    return 'not in'
  }

  #chain(operators: readonly string[], one: () => Expression): Expression {
    let left = one()
    while (this.next.kind === 'symbol' && operators.includes(this.next.text)) left = { kind: 'binary', operator: this.take().text, left, right: one() }
    return left
  }

  #sum(): Expression {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/', '//', '%'], () => this.#unary()))
  }

  #unary(): Expression {
    if (this.is('-') || this.is('+')) return { kind: 'unary', operator: this.take().text as '-' | '+', operand: this.#unary() }
    const base = this.#postfix()
    return this.accept('**') ? { kind: 'binary', operator: '**', left: base, right: this.#unary() } : base
  }

  #postfix(): Expression {
    let of = this.#primary()
    for (;;) {
      if (this.accept('.')) of = { kind: 'attribute', of, name: this.name() }
      else if (this.accept('(')) of = this.#call(of)
      else if (this.accept('[')) of = this.#subscript(of)
      else return of
    }
  }

  #call(of: Expression): Expression {
    const args: Expression[] = []
    const named: [string, Expression][] = []
    while (!this.accept(')')) {
      if (this.is('*') || this.is('**')) throw new NotSimulatedProgram('Python', 'calls with * and **')
      if (this.next.kind === 'name' && this.peek().text === '=' && this.peek().kind === 'symbol') {
        const name = this.name()
        this.take()
        named.push([name, this.expression()])
      } else {
        const value = this.expression()
        args.push(this.is('for') ? this.#comprehension('list', value) : value)
      }
      if (!this.accept(',') && !this.is(')')) this.fail("'(' was never closed")
    }
    return { kind: 'call', of, args, named }
  }

  #subscript(of: Expression): Expression {
    const bounds: (Expression | undefined)[] = [this.is(':') ? undefined : this.expressions()]
    while (this.accept(':')) bounds.push(this.is(':') || this.is(']') ? undefined : this.expression())
    this.expect(']')
    const [from, to, step] = bounds
    if (bounds.length === 1) return { kind: 'item', of, key: from as Expression }
    return { kind: 'slice', of, ...(from ? { from } : {}), ...(to ? { to } : {}), ...(step ? { step } : {}) }
  }

  #comprehension(result: 'list' | 'dict', value: Expression, key?: Expression): Expression {
    this.expect('for')
    const target = this.targets()
    this.expect('in')
    const source = this.#or()
    const tests: Expression[] = []
    while (this.accept('if')) tests.push(this.#or())
    return { kind: 'comprehension', result, value, target, source, tests, ...(key ? { key } : {}) }
  }

  #primary(): Expression {
    const { kind, text } = this.next
    if (kind === 'number') {
      this.take()
      const plain = text.replaceAll('_', '')
      return { kind: 'constant', value: /[.eE]/.test(plain) ? Number(plain) : BigInt(plain) }
    }
    if (kind === 'string' || kind === 'format') return this.#strings()
    if (this.accept('True')) return { kind: 'constant', value: true }
    if (this.accept('False')) return { kind: 'constant', value: false }
    if (this.accept('None')) return { kind: 'constant', value: null }
    if (this.accept('(')) {
      if (this.accept(')')) return { kind: 'tuple', items: [] }
      const inner = this.expressions()
      const found = this.is('for') ? this.#comprehension('list', inner) : inner
      if (!this.accept(')')) this.fail("'(' was never closed")
      return found
    }
    if (this.accept('[')) {
      if (this.accept(']')) return { kind: 'list', items: [] }
      const first = this.expression()
      if (this.is('for')) {
        const found = this.#comprehension('list', first)
        this.expect(']')
        return found
      }
      const items = [first]
      while (this.accept(',') && !this.is(']')) items.push(this.expression())
      if (!this.accept(']')) this.fail("'[' was never closed")
      return { kind: 'list', items }
    }
    if (this.accept('{')) return this.#braces()
    return { kind: 'name', name: this.name() }
  }

  #braces(): Expression {
    const items: [Expression, Expression][] = []
    while (!this.accept('}')) {
      const key = this.expression()
      if (!this.accept(':')) throw new NotSimulatedProgram('Python', 'sets')
      const value = this.expression()
      if (this.is('for')) {
        const found = this.#comprehension('dict', value, key)
        this.expect('}')
        return found
      }
      items.push([key, value])
      if (!this.accept(',') && !this.is('}')) this.fail("'{' was never closed")
    }
    return { kind: 'dict', items }
  }

  /** Strings side by side are one. */
  #strings(): Expression {
    const parts: (string | { value: Expression; spec: string; repr: boolean })[] = []
    while (this.next.kind === 'string' || this.next.kind === 'format') {
      const token = this.take()
      if (token.kind === 'string') parts.push(literal(token.text))
      else parts.push(...formatParts(literal(token.text)))
    }
    return parts.every((part) => typeof part === 'string') ? { kind: 'constant', value: parts.join('') } : { kind: 'format', parts }
  }
}

function formatParts(text: string): (string | { value: Expression; spec: string; repr: boolean })[] {
  return text.split(/(\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/).map((part) => {
    if (part === '{{' || part === '}}') return part[0] as string
    const field = /^\{([\s\S]*?)(!r|!s)?(?::([^:[\](){}]*))?\}$/.exec(part)
    if (!field) return part
    return { value: new ExpressionParser(field[1] ?? '').expressions(), spec: field[3] ?? '', repr: field[2] === '!r' }
  })
}
