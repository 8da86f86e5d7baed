/** One of x-kubernetes-validations, compiled. Models apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go. */
import type { ValidationRule } from '../../../../api/types.ts'
import { compile, type Program } from '../../cel/cel.ts'
import { bool, formatType, optional, string, type Type } from '../../cel/language/types.ts'

export interface CompiledRule {
  readonly rule: ValidationRule
  /** Undefined if there is a problem. */
  readonly program?: Program
  readonly problem?: string
  readonly message?: Program
  readonly messageProblem?: string
  /** Compares with the value before: only asked where there is one. */
  readonly usesOldSelf: boolean
}

export function compileRule(rule: ValidationRule, self: Type): CompiledRule {
  const variables = { self, oldSelf: rule.optionalOldSelf ? optional(self) : self }
  const compiled = compile(rule.rule, { variables })
  // What does not compile without oldSelf uses it.
  const usesOldSelf = 'program' in compiled && 'problem' in compile(rule.rule, { variables: { self } })
  if ('problem' in compiled) return { rule, usesOldSelf, problem: `compilation failed: ${compiled.problem}` }
  const { program } = compiled
  if (formatType(program.type) !== formatType(bool)) return { rule, usesOldSelf, problem: 'cel expression must evaluate to a bool' }
  return { rule, usesOldSelf, program, ...(rule.messageExpression ? compileMessage(rule.messageExpression, variables) : {}) }
}

function compileMessage(source: string, variables: Readonly<Record<string, Type>>): Pick<CompiledRule, 'message' | 'messageProblem'> {
  const compiled = compile(source, { variables })
  if ('problem' in compiled) return { messageProblem: `messageExpression compilation failed: ${compiled.problem}` }
  if (formatType(compiled.program.type) !== formatType(string)) return { messageProblem: 'messageExpression must evaluate to a string' }
  return { message: compiled.program }
}

const compiled = new WeakMap<ValidationRule, CompiledRule>()

/** Compiled once: rules of a stored definition are always the same objects. */
export function compiledRule(rule: ValidationRule, self: Type): CompiledRule {
  let made = compiled.get(rule)
  if (!made) compiled.set(rule, (made = compileRule(rule, self)))
  return made
}
