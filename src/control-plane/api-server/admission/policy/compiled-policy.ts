/** The expressions that all policies have: match conditions and variables. */
import type { MatchCondition, Variable } from '../../../../api/types.ts'
import type { CelEnvironment, CelVariables } from '../../cel/cel.ts'
import * as t from '../../cel/language/types.ts'
import type { Value } from '../../cel/language/values.ts'
import { type Expression, ExpressionError, expressionOf } from './expression.ts'
import { variableTypes } from './variables.ts'

export interface PolicySpec {
  readonly paramKind?: unknown
  readonly matchConditions?: readonly MatchCondition[]
  readonly variables?: readonly Variable[]
  readonly failurePolicy?: string
}

export interface CompiledPolicy {
  readonly conditions: readonly Expression[]
  readonly variables: readonly (Expression & { readonly name: string })[]
  /** What the rest of the policy's expressions may name. */
  environment(authorizer: boolean): CelEnvironment
}

export function compilePolicy({ paramKind, matchConditions = [], variables = [] }: PolicySpec): CompiledPolicy {
  const params = paramKind !== undefined
  const conditions = matchConditions.map(({ expression }) => expressionOf(expression, { variables: variableTypes({ params, authorizer: true }) }, [t.bool]))
  const compiled: (Expression & { name: string })[] = []
  const known = (): t.Type => t.object('kubernetes.variables', Object.fromEntries(compiled.map(({ name, type }) => [name, type])))
  for (const { name, expression } of variables)
    compiled.push({ ...expressionOf(expression, { variables: variableTypes({ params, authorizer: true, variables: known() }) }), name })
  return {
    conditions,
    variables: compiled,
    environment: (authorizer) => ({ variables: variableTypes({ params, authorizer, variables: known() }) }),
  }
}

/** The values with `variables` among them, each worked out when it is first named. */
export function withVariables(values: CelVariables, { variables }: CompiledPolicy): CelVariables {
  if (variables.length === 0) return values
  const all: CelVariables = { ...values, variables: () => composed }
  const composed = new LazyMap(variables.map((variable) => [variable.name, () => variable.evaluate(all)]))
  return all
}

/** A map whose values are made when they are looked at. */
class LazyMap extends Map<string | boolean | bigint, Value> {
  readonly #makers: ReadonlyMap<string, () => Value>

  constructor(makers: Iterable<readonly [string, () => Value]>) {
    super()
    this.#makers = new Map(makers)
  }

  override get(key: string | boolean | bigint): Value | undefined {
    const made = super.get(key)
    if (made !== undefined) return made
    const make = typeof key === 'string' ? this.#makers.get(key) : undefined
    if (!make) return undefined
    const value = make()
    this.set(key, value)
    return value
  }
}

/** Whether all match conditions hold. One that is false decides; errors count only if none is. @throws ExpressionError */
export function meetsConditions(conditions: readonly Expression[], values: CelVariables, failurePolicy: string | undefined): boolean {
  const errors: string[] = []
  for (const condition of conditions) {
    try {
      if (condition.evaluate(values) === false) return false
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      errors.push(error.message)
    }
  }
  if (errors.length === 0) return true
  if (failurePolicy === 'Ignore') return false
  throw new ExpressionError(errors.length === 1 ? (errors[0] as string) : `[${errors.join(', ')}]`)
}
