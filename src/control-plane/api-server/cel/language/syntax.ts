/** The tree of an expression. Operators are calls with names such as `_+_`; macros become folds. */
import type { Overload } from '../functions/overload.ts'
import type { Value } from './values.ts'

export type Expression = Literal | Identifier | Select | Call | ListLiteral | MapLiteral | MessageLiteral | Fold | Bind

interface Node {
  /** Where it stands in the text: of calls and selections the operator, the bracket or the dot. */
  readonly at: number
}

interface Literal extends Node {
  readonly kind: 'literal'
  readonly value: Value
}

interface Identifier extends Node {
  readonly kind: 'identifier'
  readonly name: string
}

export interface Select extends Node {
  readonly kind: 'select'
  readonly operand: Expression
  readonly field: string
  /** Asks only whether the field is there: has(). */
  readonly test: boolean
  /** Set by the checker: the chain is a variable's name with dots in it. */
  variable?: string
}

export interface Call extends Node {
  readonly kind: 'call'
  /** The checker makes `sets.contains(a, b)` a call of that name without a target. */
  name: string
  target: Expression | undefined
  readonly arguments: readonly Expression[]
  /** Set by the checker: what the call may mean. */
  overloads?: readonly Overload[]
}

export interface ListLiteral extends Node {
  readonly kind: 'list'
  readonly elements: readonly { readonly value: Expression; readonly optional: boolean }[]
}

export interface MapLiteral extends Node {
  readonly kind: 'map'
  readonly entries: readonly { readonly at: number; readonly key: Expression; readonly value: Expression; readonly optional: boolean }[]
}

export interface MessageLiteral extends Node {
  readonly kind: 'message'
  readonly type: string
  readonly fields: readonly { readonly at: number; readonly name: string; readonly value: Expression; readonly optional: boolean }[]
}

/** A macro that goes through a list or map, with one or two variables. */
export interface Fold extends Node {
  readonly kind: 'fold'
  readonly macro: FoldMacro
  readonly range: Expression
  readonly variables: readonly string[]
  readonly predicate: Expression | undefined
  readonly transform: Expression | undefined
}

export type FoldMacro = 'all' | 'exists' | 'existsOne' | 'filter' | 'list' | 'map' | 'entries'

/** A variable with a value: `optMap(x, …)` and `optFlatMap(x, …)`. */
export interface Bind extends Node {
  readonly kind: 'bind'
  readonly macro: 'optMap' | 'optFlatMap'
  readonly variable: string
  readonly value: Expression
  readonly body: Expression
}
