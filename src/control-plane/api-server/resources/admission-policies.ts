/** Admission policies in CEL, and what they are bound to. Models pkg/registry/admissionregistration. */
import { goLabelSelector } from '../../../api/go-label-selector.ts'
import {
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '../../../api/kinds.ts'
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { validateBinding, validateMutatingPolicy, validateValidatingPolicy, validateValidationActions } from './admission/policy-validation.ts'
import { defaultMatchResources } from './admission/rules.ts'
import { age } from './age.ts'

const common = { categories: ['api-extensions'], generation: true } as const
const paramKind = (kind: ParamKind | undefined): string => (kind ? `${kind.apiVersion ?? ''}/${kind.kind ?? ''}` : '<unset>')

export const validatingAdmissionPolicy = defineResource<ValidatingAdmissionPolicy>({
  of: validatingAdmissionPolicies,
  ...common,
  status: true,
  defaults({ spec }) {
    spec.failurePolicy ??= 'Fail'
    defaultMatchResources(spec.matchConstraints)
  },
  validate: validateValidatingPolicy,
  columns: [
    { name: 'Validations', type: 'integer', cell: ({ spec }) => spec.validations?.length ?? 0 },
    { name: 'ParamKind', cell: ({ spec }) => paramKind(spec.paramKind) },
    age,
  ],
})

export const mutatingAdmissionPolicy = defineResource<MutatingAdmissionPolicy>({
  of: mutatingAdmissionPolicies,
  ...common,
  defaults({ spec }) {
    spec.failurePolicy ??= 'Fail'
    defaultMatchResources(spec.matchConstraints)
  },
  validate: validateMutatingPolicy,
  columns: [
    { name: 'Mutations', type: 'integer', cell: ({ spec }) => spec.mutations?.length ?? 0 },
    { name: 'ParamKind', cell: ({ spec }) => paramKind(spec.paramKind) },
    age,
  ],
})

interface Bound {
  readonly metadata: { readonly creationTimestamp: string }
  readonly spec: { readonly policyName?: string; readonly paramRef?: ParamRef }
}

const bindingColumns = [
  { name: 'PolicyName', cell: ({ spec }: Bound) => spec.policyName ?? '' },
  { name: 'ParamRef', cell: ({ spec }: Bound) => paramRef(spec.paramRef) },
]

export const validatingAdmissionPolicyBinding = defineResource<ValidatingAdmissionPolicyBinding>({
  of: validatingAdmissionPolicyBindings,
  ...common,
  defaults: ({ spec }) => defaultMatchResources(spec.matchResources),
  validate: ({ spec }) => [...validateBinding(spec), ...validateValidationActions(spec.validationActions ?? [])],
  columns: [...bindingColumns, age],
})

export const mutatingAdmissionPolicyBinding = defineResource<MutatingAdmissionPolicyBinding>({
  of: mutatingAdmissionPolicyBindings,
  ...common,
  defaults: ({ spec }) => defaultMatchResources(spec.matchResources),
  validate: ({ spec }) => validateBinding(spec),
  columns: [...bindingColumns, age],
})

/** `default/replica-limit`; a namespace that is left out may be any. */
function paramRef(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref?.selector ? goLabelSelector(ref.selector) : '<unset>'
}
