/** Expressions of policies that do not compile. */
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import type { MutatingAdmissionPolicy, ValidatingAdmissionPolicy } from '../../../../api/types.ts'
import type { CompiledPolicy } from '../../admission/policy/compiled-policy.ts'
import type { Expression } from '../../admission/policy/expression.ts'
import { compileMutations } from '../../admission/policy/mutating-policy.ts'
import { compileValidations } from '../../admission/policy/validating-policy.ts'

/** What is not there has been complained of already. */
const problem = (at: string, expression: Expression | undefined): FieldError[] =>
  expression?.problem && expression.source.trim() !== '' ? [invalidValue(at, expression.source, expression.problem)] : []

const common = ({ conditions, variables }: CompiledPolicy): FieldError[] => [
  ...conditions.flatMap((condition, i) => problem(`spec.matchConditions[${i}].expression`, condition)),
  ...variables.flatMap((variable, i) => problem(`spec.variables[${i}].expression`, variable)),
]

export function problemsOfValidations(policy: ValidatingAdmissionPolicy): FieldError[] {
  const compiled = compileValidations(policy)
  return [
    ...common(compiled),
    ...compiled.validations.flatMap(({ rule, text }, i) => [
      ...problem(`spec.validations[${i}].expression`, rule),
      ...problem(`spec.validations[${i}].messageExpression`, text),
    ]),
    ...compiled.annotations.flatMap(({ value }, i) => problem(`spec.auditAnnotations[${i}].valueExpression`, value)),
  ]
}

export function problemsOfMutations(policy: MutatingAdmissionPolicy): FieldError[] {
  const compiled = compileMutations(policy)
  return [
    ...common(compiled),
    ...compiled.mutations.flatMap(({ expression, isPatch }, i) =>
      problem(`spec.mutations[${i}].${isPatch ? 'jsonPatch' : 'applyConfiguration'}.expression`, expression),
    ),
  ]
}
