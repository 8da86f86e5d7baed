/** Which policies judge a request, through which bindings and with which parameters. Models apiserver policy/generic. */
import type { AnyObject } from '../../../../api/object.ts'
import type { MatchResources, ParamKind, ParamRef } from '../../../../api/types.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission.ts'
import { isConfiguration, matchesConstraints } from './matching.ts'
import { ConfigurationError, kindOfParameters, parameters } from './parameters.ts'

interface PolicyObject {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly matchConstraints?: MatchResources; readonly paramKind?: ParamKind; readonly failurePolicy?: string }
}

interface BindingObject {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly policyName?: string; readonly matchResources?: MatchResources; readonly paramRef?: ParamRef }
}

export interface Invocation<P, B> {
  readonly policy: P
  readonly binding: B
  readonly params: readonly (AnyObject | undefined)[]
}

/** Policies (or bindings) that could not even be asked, and those to ask, in order of name. */
interface Misconfigured<P, B> {
  readonly policy: P
  readonly binding?: B
  readonly message: string
}

export function invocations<P extends PolicyObject, B extends BindingObject>(
  policies: readonly P[],
  bindings: readonly B[],
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): (Invocation<P, B> | Misconfigured<P, B>)[] {
  if (policies.length === 0 || bindings.length === 0 || isConfiguration(attributes)) return []
  return policies.flatMap((policy): (Invocation<P, B> | Misconfigured<P, B>)[] => {
    const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name)
    if (own.length === 0 || !matchesConstraints(policy.spec.matchConstraints, attributes, context)) return []
    const kind = attempt(() => kindOfParameters(context, policy.spec.paramKind))
    if (typeof kind === 'string') return [{ policy, message: `failed to configure policy: ${kind}` }]
    return own
      .filter(({ spec }) => matchesConstraints(spec.matchResources, attributes, context))
      .map((binding): Invocation<P, B> | Misconfigured<P, B> => {
        const params = attempt(() => parameters(kind, binding.spec.paramRef, attributes, context))
        return typeof params === 'string' ? { policy, binding, message: `failed to configure binding: ${params}` } : { policy, binding, params }
      })
  })
}

/** The value, or what is wrong with the configuration. */
function attempt<T extends object | undefined>(action: () => T): T | string {
  try {
    return action()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
}
