/** Runs Python's statements. Every step is a generator, so that `time.sleep` takes simulated time. */
import type { Process } from '../../process.ts'
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { binary } from './arithmetic.ts'
import { builtins } from './builtins.ts'
import { attribute } from './methods.ts'
import { importModule } from './modules.ts'
import { argumentsOf, catches, compares, itemOf, unpacked } from './operations.ts'
import type { Expression, Parameter, Statement } from './syntax.ts'
import { Callable, Dict, formatted, items, List, Namespace, PythonError, type Run, repr, Tuple, text, truthy, typeName, type Value } from './values.ts'

/** How a block of statements ended. */
type End = { readonly kind: 'return'; readonly value: Value } | { readonly kind: 'break' | 'continue' } | undefined

interface Scope {
  readonly names: Map<string, Value>
  readonly globals: Set<string>
  readonly outer?: Scope
}

/** Where the program is: for tracebacks, the innermost last. */
interface Frame {
  readonly name: string
  line: number
}

export class Interpreter {
  readonly #module: Scope = { names: new Map(), globals: new Set() }
  readonly frames: Frame[] = [{ name: '<module>', line: 1 }]
  #caught: PythonError | undefined

  constructor(
    private readonly process: Process,
    private readonly argv: readonly string[],
  ) {
    this.#module.names.set('__name__', '__main__')
  }

  *run(program: readonly Statement[]): Run<void> {
    yield* this.#block(program, this.#module)
  }

  /** For the prompt: the value of an expression. */
  *value(expression: Expression): Run<Value> {
    return yield* this.#evaluate(expression, this.#module)
  }

  *#block(statements: readonly Statement[], scope: Scope): Run<End> {
    for (const statement of statements) {
      const frame = this.frames.at(-1) as Frame
      frame.line = statement.line
      yield* this.process.work()
      const end = yield* this.#execute(statement, scope)
      if (end) return end
    }
    return undefined
  }

  *#execute(statement: Statement, scope: Scope): Run<End> {
    switch (statement.kind) {
      case 'expression':
        yield* this.#evaluate(statement.value, scope)
        return undefined
      case 'assign': {
        const value = yield* this.#evaluate(statement.value, scope)
        for (const target of statement.targets) yield* this.#assign(target, value, scope)
        return undefined
      }
      case 'change': {
        const value = binary(statement.operator, yield* this.#evaluate(statement.target, scope), yield* this.#evaluate(statement.value, scope))
        yield* this.#assign(statement.target, value, scope)
        return undefined
      }
      case 'if':
        for (const { test, body } of statement.branches) if (truthy(yield* this.#evaluate(test, scope))) return yield* this.#block(body, scope)
        return yield* this.#block(statement.otherwise, scope)
      case 'while':
        while (truthy(yield* this.#evaluate(statement.test, scope))) {
          const end = yield* this.#block(statement.body, scope)
          if (end?.kind === 'break') break
          if (end?.kind === 'return') return end
          yield* this.process.work()
        }
        return undefined
      case 'for':
        for (const item of items(yield* this.#evaluate(statement.source, scope))) {
          yield* this.#assign(statement.target, item, scope)
          const end = yield* this.#block(statement.body, scope)
          if (end?.kind === 'break') break
          if (end?.kind === 'return') return end
          yield* this.process.work()
        }
        return undefined
      case 'def':
        scope.names.set(statement.name, this.#function(statement.name, statement.parameters, statement.body, scope))
        return undefined
      case 'return':
        return { kind: 'return', value: statement.value ? yield* this.#evaluate(statement.value, scope) : null }
      case 'raise':
        return yield* this.#raise(statement.value, scope)
      case 'try':
        return yield* this.#try(statement, scope)
      case 'import': {
        const module = importModule(this.process, statement.module, this.argv)
        if (statement.name === undefined)
          scope.names.set(statement.as, statement.as === statement.module.split('.')[0] ? importModule(this.process, statement.as, this.argv) : module)
        else {
          const value = module.attributes[statement.name]
          if (value === undefined) throw new PythonError('ImportError', `cannot import name '${statement.name}' from '${statement.module}' (unknown location)`)
          scope.names.set(statement.as, value)
        }
        return undefined
      }
      case 'global':
        for (const name of statement.names) scope.globals.add(name)
        return undefined
      case 'break':
      case 'continue':
        return { kind: statement.kind }
      case 'pass':
        return undefined
    }
  }

  *#raise(expression: Expression | undefined, scope: Scope): Run<never> {
    if (!expression) throw this.#caught ?? new PythonError('RuntimeError', 'No active exception to reraise')
    const value = yield* this.#evaluate(expression, scope)
    if (value instanceof Namespace && value.name === 'exception') throw new PythonError(text(value.attributes.type ?? ''), text(value.attributes.text ?? ''))
    if (value instanceof Callable) throw new PythonError(value.name, '')
    throw new PythonError('TypeError', 'exceptions must derive from BaseException')
  }

  *#try(statement: Statement & { kind: 'try' }, scope: Scope): Run<End> {
    const depth = this.frames.length
    try {
      return yield* this.#block(statement.body, scope)
    } catch (error) {
      if (!(error instanceof PythonError)) throw error
      const handler = statement.handlers.find(({ types }) => catches(types, error.type))
      if (!handler) throw error
      this.frames.length = depth
      this.#caught = error
      if (handler.name !== undefined) scope.names.set(handler.name, new Namespace('exception', { type: error.type, text: error.message }, error.message))
      return yield* this.#block(handler.body, scope)
    } finally {
      yield* this.#block(statement.last, scope)
    }
  }

  *#assign(target: Expression, value: Value, scope: Scope): Run<void> {
    if (target.kind === 'name') (scope.globals.has(target.name) ? this.#module : scope).names.set(target.name, value)
    else if (target.kind === 'tuple' || target.kind === 'list') {
      const values = unpacked(value, target.items.length)
      for (const [i, each] of target.items.entries()) yield* this.#assign(each, values[i] as Value, scope)
    } else if (target.kind === 'item') {
      const of = yield* this.#evaluate(target.of, scope)
      const key = yield* this.#evaluate(target.key, scope)
      if (of instanceof Dict) of.set(key, value)
      else if (of instanceof List && typeof key === 'bigint' && of.items.at(Number(key)) !== undefined)
        of.items[key < 0n ? of.items.length + Number(key) : Number(key)] = value
      else
        throw of instanceof List
          ? new PythonError('IndexError', 'list assignment index out of range')
          : new PythonError('TypeError', `'${typeName(of)}' object does not support item assignment`)
    } else throw new NotSimulatedProgram('Python', 'assignments to attributes')
  }

  #function(name: string, parameters: readonly Parameter[], body: readonly Statement[] | Expression, outer: Scope): Callable {
    const interpreter = this
    return new Callable(name, function* (args, named) {
      const names = new Map<string, Value>()
      const given = argumentsOf(name, parameters, args, named)
      for (const parameter of parameters)
        names.set(parameter.name, given.get(parameter.name) ?? (yield* interpreter.#evaluate(parameter.value as Expression, outer)))
      const scope: Scope = { names, globals: new Set(), outer }
      if (interpreter.frames.length > 900) throw new PythonError('RecursionError', 'maximum recursion depth exceeded')
      interpreter.frames.push({ name, line: interpreter.frames.at(-1)?.line ?? 1 })
      const end = 'kind' in body ? ({ kind: 'return', value: yield* interpreter.#evaluate(body, scope) } as const) : yield* interpreter.#block(body, scope)
      interpreter.frames.pop()
      return end?.kind === 'return' ? end.value : null
    })
  }

  #name(name: string, scope: Scope): Value {
    for (let at: Scope | undefined = scope.globals.has(name) ? this.#module : scope; at; at = at.outer) {
      const value = at.names.get(name)
      if (value !== undefined) return value
    }
    const value = this.#module.names.get(name) ?? builtins(this.process)[name]
    if (value === undefined) throw new PythonError('NameError', `name '${name}' is not defined`)
    return value
  }

  *#all(expressions: readonly Expression[], scope: Scope): Run<Value[]> {
    const values: Value[] = []
    for (const expression of expressions) values.push(yield* this.#evaluate(expression, scope))
    return values
  }

  *#evaluate(expression: Expression, scope: Scope): Run<Value> {
    switch (expression.kind) {
      case 'constant':
        return expression.value
      case 'name':
        return this.#name(expression.name, scope)
      case 'format': {
        let all = ''
        for (const part of expression.parts) {
          if (typeof part === 'string') all += part
          else {
            const value = yield* this.#evaluate(part.value, scope)
            all += formatted(part.repr ? repr(value) : value, part.spec)
          }
        }
        return all
      }
      case 'list':
      case 'set':
        return new List(yield* this.#all(expression.items, scope))
      case 'tuple':
        return new Tuple(yield* this.#all(expression.items, scope))
      case 'dict': {
        const dict = new Dict()
        for (const [key, value] of expression.items) dict.set(yield* this.#evaluate(key, scope), yield* this.#evaluate(value, scope))
        return dict
      }
      case 'unary': {
        const value = yield* this.#evaluate(expression.operand, scope)
        if (expression.operator === 'not') return !truthy(value)
        if (typeof value !== 'bigint' && typeof value !== 'number')
          throw new PythonError('TypeError', `bad operand type for unary ${expression.operator}: '${typeName(value)}'`)
        return expression.operator === '-' ? -value : value
      }
      case 'binary': {
        const left = yield* this.#evaluate(expression.left, scope)
        if (expression.operator === 'and') return truthy(left) ? yield* this.#evaluate(expression.right, scope) : left
        if (expression.operator === 'or') return truthy(left) ? left : yield* this.#evaluate(expression.right, scope)
        return binary(expression.operator, left, yield* this.#evaluate(expression.right, scope))
      }
      case 'compare': {
        let left = yield* this.#evaluate(expression.first, scope)
        for (const { operator, value } of expression.rest) {
          const right = yield* this.#evaluate(value, scope)
          if (!compares(operator, left, right)) return false
          left = right
        }
        return true
      }
      case 'choice':
        return yield* this.#evaluate(truthy(yield* this.#evaluate(expression.test, scope)) ? expression.yes : expression.no, scope)
      case 'attribute':
        return attribute(yield* this.#evaluate(expression.of, scope), expression.name)
      case 'item':
        return itemOf(yield* this.#evaluate(expression.of, scope), yield* this.#evaluate(expression.key, scope))
      case 'slice':
        return yield* this.#slice(expression, scope)
      case 'lambda':
        return this.#function('<lambda>', expression.parameters, expression.body, scope)
      case 'comprehension':
        return yield* this.#comprehension(expression, scope)
      case 'call': {
        const of = yield* this.#evaluate(expression.of, scope)
        const args = yield* this.#all(expression.args, scope)
        const named = new Map<string, Value>()
        for (const [name, value] of expression.named) named.set(name, yield* this.#evaluate(value, scope))
        if (!(of instanceof Callable)) throw new PythonError('TypeError', `'${typeName(of)}' object is not callable`)
        const result = of.call(args, named)
        return typeof result === 'object' && result !== null && 'next' in result ? yield* result : result
      }
    }
  }

  *#slice(expression: Expression & { kind: 'slice' }, scope: Scope): Run<Value> {
    const of = yield* this.#evaluate(expression.of, scope)
    const bounds: (number | undefined)[] = []
    for (const bound of [expression.from, expression.to, expression.step]) bounds.push(bound ? Number(yield* this.#evaluate(bound, scope)) : undefined)
    const [from, to, step = 1] = bounds
    const all = step < 0 ? [...items(of)].reverse() : items(of)
    const part = (step < 0 ? all : all.slice(from, to)).filter((_, i) => i % Math.abs(step) === 0)
    return typeof of === 'string' ? part.join('') : of instanceof Tuple ? new Tuple(part) : new List([...part])
  }

  *#comprehension(expression: Expression & { kind: 'comprehension' }, outer: Scope): Run<Value> {
    const scope: Scope = { names: new Map(), globals: new Set(), outer }
    const list: Value[] = []
    const dict = new Dict()
    for (const item of items(yield* this.#evaluate(expression.source, outer))) {
      yield* this.#assign(expression.target, item, scope)
      let good = true
      for (const test of expression.tests) good &&= truthy(yield* this.#evaluate(test, scope))
      if (!good) continue
      const value = yield* this.#evaluate(expression.value, scope)
      if (expression.key) dict.set(yield* this.#evaluate(expression.key, scope), value)
      else list.push(value)
    }
    return expression.result === 'dict' ? dict : new List(list)
  }
}
