/**
 * Runs a checked expression: each node becomes a function, once. Errors are thrown; `&&`, `||`, `all` and `exists` get over
 * one if the other side decides. Models cel-go interpreter.
 */
import { equal, keyOf } from './equality.ts'
import { CostExceeded, EvaluationError, noSuchOverload } from './issues.ts'
import { indexed, keyText, lookUp, maybe } from './lookup.ts'
import type { Bind, Call, Expression, Fold, ListLiteral, MapLiteral, MessageLiteral, Select } from './syntax.ts'
import { type CelMap, isList, isMap, isOf, Message, Optional, TypeValue, type Value } from './values.ts'

/** What an expression sees while it runs. */
interface Activation {
  /** A variable's value. @throws EvaluationError if it has none. */
  variable(name: string): Value
  /** Steps that are left. */
  budget: { left: number }
}

type Step = (activation: Activation) => Value

/** Names of types are values, too. */
export function plan(node: Expression, typeNames: ReadonlySet<string>): Step {
  const step = planNode(node, typeNames)
  return (activation) => {
    if (--activation.budget.left < 0) throw new CostExceeded()
    return step(activation)
  }
}

function planNode(node: Expression, types: ReadonlySet<string>): Step {
  switch (node.kind) {
    case 'literal':
      return () => node.value
    case 'identifier':
      return ({ variable }) => variable(node.name)
    case 'select':
      return planSelect(node, types)
    case 'call':
      return planCall(node, types)
    case 'list':
      return planList(node, types)
    case 'map':
      return planMap(node, types)
    case 'message':
      return planMessage(node, types)
    case 'fold':
      return planFold(node, types)
    case 'bind':
      return planBind(node, types)
  }
}

function planSelect(node: Select, types: ReadonlySet<string>): Step {
  const { variable: whole } = node
  if (whole !== undefined) return ({ variable }) => variable(whole)
  const name = dotted(node)
  if (name !== undefined && types.has(name)) return () => new TypeValue(name)
  const operand = plan(node.operand, types)
  const { field, test } = node
  return (activation) => {
    const value = operand(activation)
    if (value instanceof Optional) {
      const found = value.value === undefined ? undefined : lookUp(value.value, field)
      return test ? found !== undefined : found === undefined ? Optional.none : new Optional(found)
    }
    if (!isMap(value)) throw noSuchOverload()
    const found = value.get(field)
    if (test) return found !== undefined
    if (found === undefined) throw new EvaluationError(`no such key: ${field}`)
    return found
  }
}

function dotted(node: Expression): string | undefined {
  if (node.kind === 'identifier') return node.name
  const operand = node.kind === 'select' && !node.test ? dotted(node.operand) : undefined
  return operand === undefined ? undefined : `${operand}.${(node as Select).field}`
}

/** Operators that do not want all their operands' values first. */
const lazy: Readonly<Record<string, (parts: readonly Step[]) => Step>> = {
  '_&&_': (parts) => logic(parts, false),
  '_||_': (parts) => logic(parts, true),
  '_?_:_':
    ([condition, then, otherwise]) =>
    (activation) => {
      const value = condition?.(activation)
      if (typeof value !== 'boolean') throw noSuchOverload()
      return (value ? then : otherwise)?.(activation) as Value
    },
  '_==_':
    ([left, right]) =>
    (activation) =>
      equal(left?.(activation) as Value, right?.(activation) as Value),
  '_!=_':
    ([left, right]) =>
    (activation) =>
      !equal(left?.(activation) as Value, right?.(activation) as Value),
  '_[_]':
    ([operand, index]) =>
    (activation) => {
      const value = operand?.(activation) as Value
      if (!(value instanceof Optional)) return indexed(value, index?.(activation) as Value)
      return maybe(value, index?.(activation) as Value)
    },
  '_[?_]':
    ([operand, index]) =>
    (activation) =>
      maybe(operand?.(activation) as Value, index?.(activation) as Value),
  '_?._':
    ([operand, index]) =>
    (activation) =>
      maybe(operand?.(activation) as Value, index?.(activation) as Value),
  or:
    ([first, second]) =>
    (activation) => {
      const value = first?.(activation)
      if (!(value instanceof Optional)) throw noSuchOverload()
      return value.value === undefined ? (second?.(activation) as Value) : value
    },
  orValue:
    ([first, second]) =>
    (activation) => {
      const value = first?.(activation)
      if (!(value instanceof Optional)) throw noSuchOverload()
      return value.value === undefined ? (second?.(activation) as Value) : value.value
    },
}

/** `decisive` on either side settles it, whatever happened on the other. */
function logic(parts: readonly Step[], decisive: boolean): Step {
  return (activation) => {
    let error: EvaluationError | undefined
    for (const part of parts) {
      try {
        const value = part(activation)
        if (value === decisive) return decisive
        if (typeof value !== 'boolean') error ??= noSuchOverload()
      } catch (thrown) {
        if (!(thrown instanceof EvaluationError)) throw thrown
        error ??= thrown
      }
    }
    if (error) throw error
    return !decisive
  }
}

function planCall(node: Call, types: ReadonlySet<string>): Step {
  const parts = [...(node.target ? [node.target] : []), ...node.arguments].map((argument) => plan(argument, types))
  if (Object.hasOwn(lazy, node.name)) return (lazy[node.name] as (parts: readonly Step[]) => Step)(parts)
  const overloads = node.overloads ?? []
  return (activation) => {
    const values = parts.map((part) => part(activation))
    for (const overload of overloads) if (values.every((value, i) => isOf(value, overload.parameters[i]!))) return overload.call(...values)
    throw noSuchOverload()
  }
}

function planList(node: ListLiteral, types: ReadonlySet<string>): Step {
  const elements = node.elements.map(({ value, optional }) => ({ step: plan(value, types), optional }))
  return (activation) => {
    const values: Value[] = []
    for (const { step, optional } of elements) put(step(activation), optional, (value) => values.push(value))
    return values
  }
}

/** An optional entry is left out if it has no value. */
function put(value: Value, optional: boolean, add: (value: Value) => void): void {
  if (!optional) add(value)
  else if (!(value instanceof Optional)) throw noSuchOverload()
  else if (value.value !== undefined) add(value.value)
}

function planMap(node: MapLiteral, types: ReadonlySet<string>): Step {
  const entries = node.entries.map(({ key, value, optional }) => ({ key: plan(key, types), value: plan(value, types), optional }))
  return (activation) => {
    const made = new Map<string | boolean | bigint, Value>()
    for (const { key, value, optional } of entries) {
      const name = key(activation)
      if (name === null || typeof name === 'number') throw new EvaluationError('unsupported key type')
      const under = keyOf(name) as string
      if (made.has(under)) throw new EvaluationError(`insert failed: key ${keyText(name)} already exists`)
      put(value(activation), optional, (found) => made.set(under, found))
    }
    return made
  }
}

function planMessage(node: MessageLiteral, types: ReadonlySet<string>): Step {
  const fields = node.fields.map(({ name, value, optional }) => ({ name, step: plan(value, types), optional }))
  return (activation) => {
    const made: [string, Value][] = []
    for (const { name, step, optional } of fields) put(step(activation), optional, (value) => made.push([name, value]))
    return new Message(node.type, made)
  }
}

/** The activation with a variable more. */
const within = (outer: Activation, names: readonly string[], values: readonly Value[]): Activation => ({
  budget: outer.budget,
  variable: (name) => {
    const place = names.indexOf(name)
    return place < 0 ? outer.variable(name) : (values[place] as Value)
  },
})

function planBind(node: Bind, types: ReadonlySet<string>): Step {
  const value = plan(node.value, types)
  const body = plan(node.body, types)
  return (activation) => {
    const given = value(activation)
    if (!(given instanceof Optional)) throw noSuchOverload()
    if (given.value === undefined) return Optional.none
    const made = body(within(activation, [node.variable], [given.value]))
    return node.macro === 'optMap' ? new Optional(made) : made
  }
}

/** What the variables hold in each round. */
function rounds(range: Value, two: boolean): Value[][] {
  if (isList(range)) return range.map((value, i) => (two ? [BigInt(i), value] : [value]))
  if (isMap(range)) return [...range].map(([key, value]) => (two ? [key, value] : [key]))
  throw noSuchOverload()
}

function planFold(node: Fold, types: ReadonlySet<string>): Step {
  const range = plan(node.range, types)
  const predicate = node.predicate && plan(node.predicate, types)
  const transform = node.transform && plan(node.transform, types)
  const truth = (activation: Activation): boolean => {
    const value = predicate?.(activation) ?? true
    if (typeof value !== 'boolean') throw noSuchOverload()
    return value
  }
  return (activation) => {
    const inner = rounds(range(activation), node.variables.length === 2).map((values) => ({ values, inside: within(activation, node.variables, values) }))
    switch (node.macro) {
      case 'all':
        return logic(
          [
            ...inner.map(
              ({ inside }) =>
                () =>
                  truth(inside),
            ),
          ],
          false,
        )(activation)
      case 'exists':
        return logic(
          [
            ...inner.map(
              ({ inside }) =>
                () =>
                  truth(inside),
            ),
          ],
          true,
        )(activation)
      case 'existsOne':
        return inner.filter(({ inside }) => truth(inside)).length === 1
      case 'filter':
        return inner.filter(({ inside }) => truth(inside)).map(({ values }) => values[0] as Value)
      case 'list':
        return inner.filter(({ inside }) => truth(inside)).map(({ inside }) => transform?.(inside) as Value)
      default:
        return folded(inner.filter(({ inside }) => truth(inside)).map(({ values, inside }) => entriesOf(node.macro, values, transform?.(inside) as Value)))
    }
  }
}

function entriesOf(macro: Fold['macro'], values: readonly Value[], made: Value): CelMap {
  if (macro === 'map') return new Map([[keyOf(values[0] as Value) as string, made]])
  if (!isMap(made)) throw noSuchOverload()
  return made
}

function folded(parts: readonly CelMap[]): CelMap {
  const all = new Map<string | boolean | bigint, Value>()
  for (const part of parts)
    for (const [key, value] of part) {
      if (all.has(key)) throw new EvaluationError(`insert failed: key ${key} already exists`)
      all.set(key, value)
    }
  return all
}
