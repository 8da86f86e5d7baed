/** Finds every expression's type, and what can't be meant. Models cel-go checker/checker.go. */
import type { FunctionTable, Overload } from '../functions/overload.ts'
import type { Issue } from './issues.ts'
import type { Bind, Call, Expression, Fold, ListLiteral, MapLiteral, MessageLiteral, Select } from './syntax.ts'
import type { Type } from './types.ts'
import * as t from './types.ts'
import { Substitution } from './unify.ts'
import { Duration, Timestamp, typeName, type Value } from './values.ts'

export interface Environment {
  readonly variables: Readonly<Record<string, Type>>
  readonly functions: FunctionTable
  /** Messages that an expression may make. `fields` undefined: any. */
  readonly messages?: (name: string) => Type | undefined
  /** Lists and maps may be written with values of several types, which CEL allows and Kubernetes does not. */
  readonly mixedLiterals?: boolean
}

export const namedTypes: Readonly<Record<string, Type>> = {
  bool: t.bool,
  int: t.int,
  uint: t.uint,
  double: t.double,
  string: t.string,
  bytes: t.bytes,
  list: t.list(t.dyn),
  map: t.map(t.dyn, t.dyn),
  null_type: t.nullType,
  type: t.typeOfType(t.dyn),
  optional_type: t.optional(t.dyn),
  'google.protobuf.Timestamp': t.timestamp,
  'google.protobuf.Duration': t.duration,
}

/** The type of the whole, or what is wrong. Writes into calls which overloads they may mean. */
export function check(expression: Expression, environment: Environment): { readonly type: Type; readonly issues: readonly Issue[] } {
  const checker = new Checker(environment)
  const type = checker.check(expression, environment.variables)
  return { type: checker.known.close(type), issues: checker.issues }
}

type Scope = Readonly<Record<string, Type>>

class Checker {
  readonly issues: Issue[] = []
  readonly known = new Substitution()

  constructor(private readonly environment: Environment) {}

  check(node: Expression, scope: Scope): Type {
    switch (node.kind) {
      case 'literal':
        return literalType(node.value)
      case 'identifier':
        return this.#identifier(node.name, node.at, scope)
      case 'select':
        return this.#select(node, scope)
      case 'call':
        return this.#call(node, scope)
      case 'list':
        return this.#list(node, scope)
      case 'map':
        return this.#map(node, scope)
      case 'message':
        return this.#message(node, scope)
      case 'fold':
        return this.#fold(node, scope)
      case 'bind':
        return this.#bind(node, scope)
    }
  }

  #issue(at: number, message: string): Type {
    this.issues.push({ at, message })
    return t.failed
  }

  #name(type: Type): string {
    return t.formatType(this.known.resolve(type))
  }

  #identifier(name: string, at: number, scope: Scope): Type {
    if (Object.hasOwn(scope, name)) return scope[name] as Type
    if (Object.hasOwn(namedTypes, name)) return t.typeOfType(namedTypes[name] as Type)
    return this.#issue(at, `undeclared reference to '${name}' (in container '')`)
  }

  #select(node: Select, scope: Scope): Type {
    const named = qualified(node)
    if (named && !node.test && Object.hasOwn(scope, named)) {
      node.variable = named
      return scope[named] as Type
    }
    if (named && Object.hasOwn(namedTypes, named)) return t.typeOfType(namedTypes[named] as Type)
    const operand = this.known.resolve(this.check(node.operand, scope))
    const type = this.#field(node, operand)
    return node.test ? t.bool : type
  }

  #field(node: { readonly at: number; readonly field: string }, operand: Type): Type {
    if (t.isDyn(operand)) return operand === t.failed ? t.failed : t.dyn
    if (operand.kind === 'map') return operand.value
    if (operand.kind === 'optional') {
      const inner = this.#field(node, this.known.resolve(operand.of))
      return inner.kind === 'optional' ? inner : t.optional(inner)
    }
    if (operand.kind === 'parameter') return t.dyn
    if (operand.kind !== 'object') return this.#issue(node.at, `type '${this.#name(operand)}' does not support field selection`)
    if (!operand.fields) return t.dyn
    if (Object.hasOwn(operand.fields, node.field)) return operand.fields[node.field] as Type
    return this.#issue(node.at, `undefined field '${node.field}'`)
  }

  #call(node: Call, scope: Scope): Type {
    if (node.target && this.#isNamespaced(node, scope)) {
      node.name = `${qualified(node.target)}.${node.name}`
      node.target = undefined
    }
    if (node.name === '_?._') return this.#optionalSelect(node, scope)
    const given = [...(node.target ? [node.target] : []), ...node.arguments].map((argument) => this.check(argument, scope))
    const named = this.environment.functions.get(node.name) ?? []
    if (named.length === 0) return this.#issue(node.at, `undeclared reference to '${node.name}' (in container '')`)
    if (given.includes(t.failed)) return t.failed
    return this.#resolve(node, named, given)
  }

  #isNamespaced({ target, name }: Call, scope: Scope): boolean {
    const space = target && qualified(target)
    return space !== undefined && !Object.hasOwn(scope, space.split('.')[0] as string) && this.environment.functions.has(`${space}.${name}`)
  }

  #resolve(node: Call, named: readonly Overload[], given: readonly Type[]): Type {
    const member = node.target !== undefined
    let result: Type | undefined
    const meant: Overload[] = []
    for (const overload of named) {
      if (overload.member !== member || overload.parameters.length !== given.length) continue
      const [returns, ...parameters] = this.known.instantiate([overload.result, ...overload.parameters]) as [Type, ...Type[]]
      if (!this.known.assign(parameters, given)) continue
      meant.push(overload)
      const type = this.known.resolve(returns)
      result = result === undefined || sameType(result, type) ? type : t.dyn
    }
    node.overloads = meant
    if (result) return result
    const names = given.map((type) => this.#name(type))
    const applied = member ? `${names[0]}.(${names.slice(1).join(', ')})` : `(${names.join(', ')})`
    return this.#issue(node.at, `found no matching overload for '${node.name}' applied to '${applied}'`)
  }

  #optionalSelect(node: Call, scope: Scope): Type {
    const [operand, field] = node.arguments as readonly [Expression, Expression & { kind: 'literal' }]
    const inner = this.#field({ at: node.at, field: field.value as string }, this.known.resolve(this.check(operand, scope)))
    return inner.kind === 'optional' ? inner : t.optional(inner)
  }

  /** What all elements are; more than one type is an error, for Kubernetes wants literals of one kind. */
  #join(joined: Type | undefined, next: Type, at: number): Type {
    if (!joined) return next
    if (this.known.assign([joined], [next])) return t.isDyn(this.known.resolve(joined)) ? t.dyn : joined
    if (this.environment.mixedLiterals) return t.dyn
    this.#issue(at, `expected type '${this.#name(joined)}' but found '${this.#name(next)}'`)
    return joined
  }

  #element(node: Expression, optional: boolean, scope: Scope): Type {
    const type = this.known.resolve(this.check(node, scope))
    if (!optional || t.isDyn(type)) return type
    return type.kind === 'optional' ? type.of : this.#issue(startOf(node), `expected type 'optional_type(${this.#name(type)})' but found '${this.#name(type)}'`)
  }

  #list(node: ListLiteral, scope: Scope): Type {
    let of: Type | undefined
    for (const { value, optional } of node.elements) of = this.#join(of, this.#element(value, optional, scope), startOf(value))
    return t.list(of ?? this.known.newParameter())
  }

  #map(node: MapLiteral, scope: Scope): Type {
    let keys: Type | undefined
    let values: Type | undefined
    for (const { key, value, optional } of node.entries) {
      keys = this.#join(keys, this.check(key, scope), startOf(key))
      values = this.#join(values, this.#element(value, optional, scope), startOf(value))
    }
    return t.map(keys ?? this.known.newParameter(), values ?? this.known.newParameter())
  }

  #message(node: MessageLiteral, scope: Scope): Type {
    const type = this.environment.messages?.(node.type)
    if (!type) {
      const known = Object.hasOwn(namedTypes, node.type)
      this.#issue(node.at, known ? `'${node.type}' is not a message type` : `undeclared reference to '${node.type}' (in container '')`)
      return t.failed
    }
    for (const { name, at, value, optional } of node.fields) {
      const given = this.#element(value, optional, scope)
      if (type.kind !== 'object' || !type.fields) continue
      const wanted = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
      if (!wanted) this.#issue(at, `undefined field '${name}'`)
      else if (!this.known.assign([wanted], [given]))
        this.#issue(at, `expected type of field '${name}' is '${this.#name(wanted)}' but provided type is '${this.#name(given)}'`)
    }
    return type
  }

  #fold(node: Fold, scope: Scope): Type {
    const range = this.known.resolve(this.check(node.range, scope))
    const variables = this.#iterated(node, range)
    const inner = { ...scope, ...Object.fromEntries(node.variables.map((name, i) => [name, variables[i] as Type])) }
    if (node.predicate) {
      const found = this.check(node.predicate, inner)
      if (!this.known.assign([t.bool], [found])) this.#notTrue(node, node.predicate, found, variables[0] as Type)
    }
    const made = node.transform ? this.check(node.transform, inner) : t.dyn
    switch (node.macro) {
      case 'all':
      case 'exists':
      case 'existsOne':
        return t.bool
      case 'filter':
        return t.list(variables[0] as Type)
      case 'list':
        return t.list(made)
      case 'map':
        return t.map(variables[0] as Type, made)
      case 'entries':
        return this.known.resolve(made).kind === 'map' ? made : t.map(t.dyn, t.dyn)
    }
  }

  /** In cel-go `filter` and its like are built with `? :`, and that is what its error speaks of. */
  #notTrue(node: Fold, predicate: Expression, found: Type, element: Type): void {
    if (node.macro === 'all' || node.macro === 'exists') {
      this.#issue(startOf(predicate), `expected type 'bool' but found '${this.#name(found)}'`)
      return
    }
    const branch = node.macro === 'existsOne' ? 'int' : `list(${this.#name(element)})`
    this.#issue(node.at, `found no matching overload for '_?_:_' applied to '(${this.#name(found)}, ${branch}, ${branch})'`)
  }

  /** One variable: elements or keys. Two: index and element, key and value. */
  #iterated(node: Fold, range: Type): Type[] {
    const two = node.variables.length === 2
    if (range.kind === 'list') return two ? [t.int, range.of] : [range.of]
    if (range.kind === 'map') return two ? [range.key, range.value] : [range.key]
    if (range.kind === 'object' && !range.fields) return [t.dyn, t.dyn]
    if (!t.isDyn(range) && range.kind !== 'parameter')
      this.#issue(startOf(node.range), `expression of type '${this.#name(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`)
    return [t.dyn, t.dyn]
  }

  #bind(node: Bind, scope: Scope): Type {
    const value = this.known.resolve(this.check(node.value, scope))
    const of = value.kind === 'optional' ? value.of : t.dyn
    if (value.kind !== 'optional' && !t.isDyn(value))
      this.#issue(node.at, `found no matching overload for '${node.macro}' applied to '${this.#name(value)}.()'`)
    const body = this.check(node.body, { ...scope, [node.variable]: of })
    return node.macro === 'optMap' ? t.optional(body) : this.known.resolve(body).kind === 'optional' ? body : t.optional(t.dyn)
  }
}

function literalType(value: Value): Type {
  if (value instanceof Timestamp) return t.timestamp
  if (value instanceof Duration) return t.duration
  return namedTypes[typeName(value)] ?? t.dyn
}

const sameType = (a: Type, b: Type): boolean => t.formatType(a) === t.formatType(b)

/** Where an expression begins to speak: of a call its operator, as cel-go counts. */
const startOf = (node: Expression): number => node.at

/** `a.b.c` of a chain of selections. */
function qualified(node: Expression): string | undefined {
  if (node.kind === 'identifier') return node.name
  if (node.kind !== 'select' || node.test) return undefined
  const operand = qualified(node.operand)
  return operand === undefined ? undefined : `${operand}.${node.field}`
}
