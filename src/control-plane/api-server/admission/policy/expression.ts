/** An expression of a policy, compiled once, and what is said of it when it does not compile or fails. Models apiserver pkg/admission/plugin/cel. */
import { type CelEnvironment, type CelVariables, CostExceeded, compile, EvaluationError } from '../../cel/cel.ts'
import { dyn, formatType, type Type } from '../../cel/language/types.ts'
import type { Value } from '../../cel/language/values.ts'

/** The message is what the policy's denial says. */
export class ExpressionError extends Error {}

export interface Expression {
  readonly source: string
  readonly type: Type
  /** What validation says if it does not compile. */
  readonly problem?: string
  /** @throws ExpressionError */
  evaluate(variables: CelVariables): Value
}

/** `returns`: the types that the result may have; none: any. */
export function expressionOf(source: string, environment: CelEnvironment, returns: readonly Type[] = []): Expression {
  const compiled = compile(source, environment)
  if ('problem' in compiled) return broken(source, `compilation failed: ${compiled.problem}`)
  const { type } = compiled.program
  const text = formatType(type)
  if (returns.length > 0 && !returns.some((each) => formatType(each) === text)) return broken(source, `${mustBe(returns)} but got ${text}`)
  return {
    source,
    type,
    evaluate(variables) {
      try {
        return compiled.program.evaluate(variables)
      } catch (error) {
        if (!(error instanceof EvaluationError || error instanceof CostExceeded)) throw error
        throw new ExpressionError(`expression '${source}' resulted in error: ${error.message}`)
      }
    },
  }
}

const mustBe = (types: readonly Type[]): string => {
  const names = types.map(formatType)
  return names.length === 1 ? `must evaluate to ${names[0]}` : `must evaluate to one of [${names.join(' ')}]`
}

const broken = (source: string, problem: string): Expression => ({
  source,
  problem,
  type: dyn,
  evaluate() {
    throw new ExpressionError(`compilation error: ${problem}`)
  },
})
