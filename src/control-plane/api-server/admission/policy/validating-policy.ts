/** Validating admission policies: rules in CEL that refuse, warn or note. Models apiserver policy/validating. */
import { validatingAdmissionPolicies, validatingAdmissionPolicyBindings } from '../../../../api/kinds.ts'
import { oncePerObject } from '../../../../api/once-per-object.ts'
import { StatusError } from '../../../../api/status.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../../api/types.ts'
import type { CelVariables } from '../../cel/cel.ts'
import * as t from '../../cel/language/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refuse } from '../admission.ts'
import { type CompiledPolicy, compilePolicy, meetsConditions, withVariables } from './compiled-policy.ts'
import { type Expression, ExpressionError, expressionOf } from './expression.ts'
import { type Invocation, invocations } from './invocations.ts'
import { variableValues } from './variables.ts'

interface Decision {
  readonly policy: ValidatingAdmissionPolicy
  readonly binding?: ValidatingAdmissionPolicyBinding
  readonly message: string
  readonly reason?: string
}

export const validatingAdmissionPolicy = defineAdmission({
  name: 'ValidatingAdmissionPolicy',
  validate(attributes, context) {
    const policies = context.watched(validatingAdmissionPolicies)
    if (policies.length === 0) return
    const denied: Decision[] = []
    const notes = new Notes()
    for (const invocation of invocations(policies, context.watched(validatingAdmissionPolicyBindings), attributes, context)) {
      if ('params' in invocation) denied.push(...judge(invocation, attributes, context, notes))
      else if (invocation.policy.spec.failurePolicy !== 'Ignore') denied.push(invocation)
    }
    notes.publish(attributes)
    if (denied[0]) throw denial(denied[0], attributes)
  },
})

const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413, Invalid: 422 }

/** Only the first denial is told. */
function denial({ policy, binding, message, reason = 'Invalid' }: Decision, attributes: AdmissionAttributes): StatusError {
  const by = binding ? ` with binding '${binding.metadata.name}'` : ''
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}'${by} denied request: ${message}`
  const { status } = refuse(attributes, text)
  return new StatusError(codes[reason] ?? 422, reason, status.message ?? '', { ...status.details, causes: [{ message: text }] })
}

/** A failed validation, with what it says; the index is that of the expression. */
interface Failure {
  readonly index: number
  readonly message: string
  readonly reason?: string
}

type One = Invocation<ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding>

function judge({ policy, binding, params }: One, attributes: AdmissionAttributes, context: AdmissionContext, notes: Notes): Decision[] {
  const { validationActions = [] } = binding.spec
  const denied: Decision[] = []
  for (const param of params) {
    const values = variableValues(attributes, context, param)
    for (const failure of evaluate(policy, values)) {
      if (validationActions.includes('Deny')) denied.push({ policy, binding, ...failure })
      if (validationActions.includes('Audit')) notes.failure(policy, binding, failure)
      if (validationActions.includes('Warn'))
        attributes.warnings.push(
          `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${failure.message}`,
        )
    }
    denied.push(...notes.collect(policy, compiledOf(policy), values).map((message) => ({ policy, binding, message })))
  }
  return denied
}

interface Compiled extends CompiledPolicy {
  readonly validations: readonly { readonly rule: Expression; readonly text: Expression | undefined }[]
  readonly annotations: readonly { readonly key: string; readonly value: Expression }[]
}

/** All expressions of a policy; those that do not compile say so when they are asked. */
export function compileValidations({ spec }: ValidatingAdmissionPolicy): Compiled {
  const common = compilePolicy(spec)
  const plain = common.environment(false)
  return {
    ...common,
    validations: (spec.validations ?? []).map(({ expression, messageExpression }) => ({
      rule: expressionOf(expression, common.environment(true), [t.bool]),
      text: messageExpression ? expressionOf(messageExpression, plain, [t.string]) : undefined,
    })),
    annotations: (spec.auditAnnotations ?? []).map(({ key, valueExpression }) => ({
      key,
      value: expressionOf(valueExpression, plain, [t.string, t.nullType]),
    })),
  }
}

function evaluate(policy: ValidatingAdmissionPolicy, values: CelVariables): Failure[] {
  const { conditions, validations, ...rest } = compiledOf(policy)
  const strict = policy.spec.failurePolicy !== 'Ignore'
  const failed = (error: unknown): string => {
    if (error instanceof ExpressionError) return error.message
    throw error
  }
  try {
    if (!meetsConditions(conditions, values, policy.spec.failurePolicy)) return []
  } catch (error) {
    return [{ index: 0, message: failed(error) }]
  }
  const all = withVariables(values, { conditions, ...rest })
  return validations.flatMap(({ rule, text }, index): Failure[] => {
    try {
      if (rule.evaluate(all) === true) return []
    } catch (error) {
      const message = failed(error)
      return strict ? [{ index, message }] : []
    }
    const { message = '', reason } = policy.spec.validations?.[index] ?? {}
    return [{ index, message: told(text, all) || message.trim() || `failed expression: ${rule.source.trim()}`, ...(reason ? { reason } : {}) }]
  })
}

const longest = 5 * 1024

/** What messageExpression says, if it is fit to be said. */
function told(text: Expression | undefined, values: CelVariables): string {
  try {
    const value = text?.evaluate(values)
    const message = typeof value === 'string' ? value.trim() : ''
    return message.includes('\n') || message.length > longest ? '' : message
  } catch (error) {
    if (error instanceof ExpressionError) return ''
    throw error
  }
}

/** What goes into the audit record. */
class Notes {
  readonly #failures: object[] = []
  readonly #values = new Map<string, Set<string>>()

  failure(policy: ValidatingAdmissionPolicy, binding: ValidatingAdmissionPolicyBinding, { index, message }: Failure): void {
    const { validationActions = [] } = binding.spec
    this.#failures.push({ message, policy: policy.metadata.name, binding: binding.metadata.name, expressionIndex: index, validationActions })
  }

  /** Notes what the policy's audit annotations say. @returns the errors that count as denials. */
  collect(policy: ValidatingAdmissionPolicy, { annotations, conditions, ...rest }: Compiled, values: CelVariables): string[] {
    if (annotations.length === 0) return []
    const all = withVariables(values, { conditions, ...rest })
    return annotations.flatMap(({ key, value }) => {
      try {
        if (!meetsConditions(conditions, values, 'Ignore')) return []
        const said = value.evaluate(all)
        if (typeof said === 'string' && said.trim() !== '') this.#add(`${policy.metadata.name}/${key}`, said.trim())
        return []
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error
        return policy.spec.failurePolicy === 'Ignore' ? [] : [error.message]
      }
    })
  }

  #add(key: string, value: string): void {
    this.#values.set(key, (this.#values.get(key) ?? new Set()).add(value))
  }

  publish({ annotations }: AdmissionAttributes): void {
    if (!annotations) return
    const [first] = this.#failures
    if (first) annotations['validation.policy.admission.k8s.io/validation_failure'] = JSON.stringify([first])
    for (const [key, values] of this.#values) annotations[key] = [...values].join(', ')
  }
}

/** Stored objects never change: what is made of one is kept. */
const compiledOf = oncePerObject(compileValidations)
