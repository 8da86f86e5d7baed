/** Mutating admission policies: CEL that changes objects on their way in. Models apiserver policy/mutating. */
import { mutatingAdmissionPolicies, mutatingAdmissionPolicyBindings } from '../../../../api/kinds.ts'
import { type AnyObject, deepCopy, deepEqual } from '../../../../api/object.ts'
import { oncePerObject } from '../../../../api/once-per-object.ts'
import { StatusError } from '../../../../api/status.ts'
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding } from '../../../../api/types.ts'
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refuse } from '../admission.ts'
import { type CompiledPolicy, compilePolicy, meetsConditions, withVariables } from './compiled-policy.ts'
import { type Expression, ExpressionError, expressionOf } from './expression.ts'
import { type Invocation, invocations } from './invocations.ts'
import { applyConfiguration, jsonPatch, MutationError } from './mutation.ts'
import { mutationEnvironment, objectType, patchesType } from './mutation-types.ts'
import { variableValues } from './variables.ts'

type One = Invocation<MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding>

interface Refusal {
  readonly policy: MutatingAdmissionPolicy
  readonly binding?: MutatingAdmissionPolicyBinding
  readonly message: string
  readonly reason?: string
}

export const mutatingAdmissionPolicy = defineAdmission({
  name: 'MutatingAdmissionPolicy',
  admit(attributes, context) {
    const policies = context.watched(mutatingAdmissionPolicies)
    if (policies.length === 0 || !attributes.object) return
    const found = invocations(policies, context.watched(mutatingAdmissionPolicyBindings), attributes, context)
    const refusals: Refusal[] = found.filter((each) => !('params' in each)) as Refusal[]
    const asked = found.filter((each): each is One => 'params' in each)
    const before = deepCopy(attributes.object)
    for (const each of asked) refusals.push(...mutate(each, attributes, context))
    // Who came first may want to see what those behind it did.
    if (!deepEqual(before, attributes.object))
      for (const each of asked.filter(({ policy }) => policy.spec.reinvocationPolicy === 'IfNeeded')) refusals.push(...mutate(each, attributes, context))
    const counted = refusals.filter(({ policy }) => policy.spec.failurePolicy !== 'Ignore')
    if (counted.length > 0) throw denial(counted, attributes)
  },
})

function denial(refusals: readonly Refusal[], attributes: AdmissionAttributes): StatusError {
  const { status } = refuse(attributes, 'admission request denied by policy')
  const messages = refusals.map(({ policy, binding, message }) =>
    binding
      ? `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`
      : `policy "${policy.metadata.name}" denied request: ${message}`,
  )
  const causes = messages.map((message) => ({ message }))
  return new StatusError(403, refusals[0]?.reason ?? 'Forbidden', messages[0] as string, { ...status.details, causes })
}

interface Compiled extends CompiledPolicy {
  readonly mutations: readonly { readonly expression: Expression; readonly isPatch: boolean }[]
}

/** All expressions of a policy; those that do not compile say so when they are asked. */
export function compileMutations({ spec }: MutatingAdmissionPolicy): Compiled {
  const common = compilePolicy(spec)
  const environment = { ...common.environment(true), ...mutationEnvironment }
  return {
    ...common,
    mutations: (spec.mutations ?? []).map(({ patchType, jsonPatch: patch, applyConfiguration: configuration }) =>
      patchType === 'JSONPatch'
        ? { expression: expressionOf(patch?.expression ?? '', environment, [patchesType]), isPatch: true }
        : { expression: expressionOf(configuration?.expression ?? '', environment, [objectType]), isPatch: false },
    ),
  }
}

function mutate({ policy, binding, params }: One, attributes: AdmissionAttributes, context: AdmissionContext): Refusal[] {
  const { conditions, mutations, ...rest } = compiledOf(policy)
  return params.flatMap((param) => {
    try {
      if (!meetsConditions(conditions, variableValues(attributes, context, param), policy.spec.failurePolicy)) return []
      for (const { expression, isPatch } of mutations) {
        // Each sees what those before it did.
        const values = withVariables(variableValues(attributes, context, param), { conditions, ...rest })
        const value = expression.evaluate(values)
        replace(attributes.object as AnyObject, isPatch ? jsonPatch(attributes.object as AnyObject, value) : applyConfiguration(attributes, value))
        attributes.definition.defaults?.(attributes.object)
      }
      return []
    } catch (error) {
      if (!(error instanceof ExpressionError || error instanceof MutationError)) throw error
      return [{ policy, binding, message: error.message, reason: 'Invalid' }]
    }
  })
}

/** The registry goes on with the same object. */
function replace(object: AnyObject, by: AnyObject): void {
  for (const key of Object.keys(object)) if (!(key in by)) delete object[key]
  Object.assign(object, by)
}

/** Stored objects never change: what is made of one is kept. */
const compiledOf = oncePerObject(compileMutations)
