/** Python's statements. */
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { ExpressionParser } from './expression-parser.ts'
import type { Expression, Statement } from './syntax.ts'

const left: Readonly<Record<string, string>> = {
  class: 'classes',
  with: 'with blocks',
  async: 'async functions',
  await: 'async functions',
  yield: 'generators',
  match: 'match statements',
  '@': 'decorators',
  nonlocal: 'nonlocal',
}

export class Parser extends ExpressionParser {
  /** @throws PythonSyntaxError NotSimulatedProgram */
  program(): Statement[] {
    const all: Statement[] = []
    while (this.next.kind !== 'end') all.push(...this.#statement())
    return all
  }

  #block(after: string, line: number): Statement[] {
    this.expect(':')
    if (!this.at('newline')) return this.#line()
    this.take()
    if (!this.at('indent')) this.fail(`expected an indented block after ${after} on line ${line}`)
    this.take()
    const all: Statement[] = []
    while (!this.at('dedent') && !this.at('end')) all.push(...this.#statement())
    if (this.at('dedent')) this.take()
    return all
  }

  #statement(): Statement[] {
    const { line, text, kind } = this.next
    const missing = left[text]
    if (missing !== undefined && (kind === 'symbol' || (kind === 'name' && !(text === 'match' && /[=.(,)\n]/.test(this.peek().text)))))
      throw new NotSimulatedProgram('Python', missing)
    if (kind === 'indent') this.fail('unexpected indent')
    if (this.accept('if')) return [{ line, ...this.#if(line) }]
    if (this.accept('while')) return [{ line, kind: 'while', test: this.expression(), body: this.#block("'while' statement", line) }]
    if (this.accept('for')) {
      const target = this.targets()
      this.expect('in')
      const source = this.expressions()
      return [{ line, kind: 'for', target, source, body: this.#block("'for' statement", line) }]
    }
    if (this.accept('def')) {
      const name = this.name()
      this.expect('(')
      const parameters = this.parameters(')')
      this.expect(')')
      if (this.accept('->')) this.expression()
      return [{ line, kind: 'def', name, parameters, body: this.#block('function definition', line) }]
    }
    if (this.accept('try')) return [{ line, ...this.#try(line) }]
    return this.#line()
  }

  #if(line: number) {
    const branches = [{ test: this.expression(), body: this.#block("'if' statement", line) }]
    while (this.accept('elif')) branches.push({ test: this.expression(), body: this.#block("'elif' statement", this.next.line) })
    return { kind: 'if' as const, branches, otherwise: this.accept('else') ? this.#block("'else' statement", this.next.line) : [] }
  }

  #try(line: number) {
    const body = this.#block("'try' statement", line)
    const handlers: { types: string[]; name?: string; body: Statement[] }[] = []
    while (this.accept('except')) {
      const types: string[] = []
      if (!this.is(':')) {
        const grouped = this.accept('(')
        do types.push(this.#dotted())
        while (grouped && this.accept(','))
        if (grouped) this.expect(')')
      }
      const name = this.accept('as') ? this.name() : undefined
      handlers.push({ types, body: this.#block("'except' statement", this.next.line), ...(name === undefined ? {} : { name }) })
    }
    if (this.is('else')) throw new NotSimulatedProgram('Python', 'try … else')
    return { kind: 'try' as const, body, handlers, last: this.accept('finally') ? this.#block("'finally' statement", this.next.line) : [] }
  }

  #dotted(): string {
    let name = this.name()
    while (this.accept('.')) name = this.name()
    return name
  }

  /** Statements on one line, up to its end. */
  #line(): Statement[] {
    const all: Statement[] = []
    do {
      if (this.next.kind === 'newline') break
      all.push(...this.#small())
    } while (this.accept(';'))
    if (this.next.kind !== 'newline' && this.next.kind !== 'end') this.fail('invalid syntax')
    this.take()
    return all
  }

  #small(): Statement[] {
    const { line } = this.next
    for (const kind of ['pass', 'break', 'continue'] as const) if (this.accept(kind)) return [{ line, kind }]
    if (this.accept('return')) return [{ line, kind: 'return', ...(this.ends() ? {} : { value: this.expressions() }) }]
    if (this.accept('raise')) return [{ line, kind: 'raise', ...(this.ends() ? {} : { value: this.expression() }) }]
    if (this.accept('global')) return [{ line, kind: 'global', names: this.list(() => this.name()) }]
    if (this.accept('import')) return this.list(() => this.#import(line))
    if (this.accept('from')) return this.#from(line)
    if (this.accept('assert') || this.accept('del')) throw new NotSimulatedProgram('Python', 'assert and del')
    const first = this.expressions()
    const operator = /^(\+|-|\*\*|\*|\/\/|\/|%)=$/.exec(this.next.text)?.[1]
    if (operator !== undefined && this.next.kind === 'symbol') {
      this.take()
      return [{ line, kind: 'change', target: first, operator, value: this.expressions() }]
    }
    if (this.accept(':')) {
      this.expression()
      if (!this.is('=')) return []
    }
    const targets: Expression[] = []
    let value = first
    while (this.accept('=')) {
      targets.push(value)
      value = this.expressions()
    }
    return targets.length > 0 ? [{ line, kind: 'assign', targets, value }] : [{ line, kind: 'expression', value }]
  }

  #import(line: number): Statement {
    let module = this.name()
    const first = module
    while (this.accept('.')) module += `.${this.name()}`
    const as = this.accept('as') ? this.name() : undefined
    return { line, kind: 'import', module, as: as ?? first }
  }

  #from(line: number): Statement[] {
    let module = this.name()
    while (this.accept('.')) module += `.${this.name()}`
    this.expect('import')
    const grouped = this.accept('(')
    const all = this.list((): Statement => {
      const name = this.name()
      return { line, kind: 'import', module, name, as: this.accept('as') ? this.name() : name }
    })
    if (grouped) this.expect(')')
    return all
  }
}
