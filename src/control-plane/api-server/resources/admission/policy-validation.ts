/** Admission policies and their bindings. Models pkg/apis/admissionregistration/validation. */
import { isDns1035Label, isDns1123Label, isDns1123Subdomain, isQualifiedName } from '../../../../api/names.ts'
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type {
  AuditAnnotation,
  MatchResources,
  MutatingAdmissionPolicy,
  Mutation,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  Validation,
  Variable,
} from '../../../../api/types.ts'
import { each, oneOf } from '../checks.ts'
import { problemsOfMutations, problemsOfValidations } from './expression-problems.ts'
import { expressionField, oneLine, validateMatchConditions } from './match-conditions.ts'
import { validateMatchResources } from './rules.ts'

interface PolicySpec {
  readonly failurePolicy?: string
  readonly paramKind?: ParamKind
  readonly matchConstraints?: MatchResources
  readonly matchConditions?: readonly { name: string; expression: string }[]
  readonly variables?: readonly Variable[]
}

function validatePolicy({ failurePolicy, paramKind, matchConstraints, matchConditions = [], variables = [] }: PolicySpec): FieldError[] {
  return [
    ...oneOf('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']),
    ...(paramKind ? validateParamKind(paramKind, 'spec.paramKind') : []),
    ...(matchConstraints
      ? [
          ...validateMatchResources(matchConstraints, 'spec.matchConstraints'),
          ...(matchConstraints.resourceRules?.length ? [] : [required('spec.matchConstraints.resourceRules')]),
        ]
      : [required('spec.matchConstraints')]),
    ...validateMatchConditions(matchConditions, 'spec.matchConditions'),
    ...variables.flatMap(({ name, expression }, i) => [
      ...(name
        ? /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)
          ? []
          : [invalidValue(`spec.variables[${i}].name`, name, 'name is not a valid CEL identifier')]
        : [required(`spec.variables[${i}].name`, 'name is not specified')]),
      ...expressionField(`spec.variables[${i}].expression`, expression),
    ]),
  ]
}

function validateParamKind({ apiVersion, kind }: ParamKind, at: string): FieldError[] {
  const [group, version] = apiVersion?.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return [
    ...(apiVersion ? [] : [required(`${at}.apiVersion`)]),
    ...(group ? each(`${at}.apiVersion`, group, isDns1123Subdomain(group)) : []),
    ...(version ? each(`${at}.apiVersion`, version, isDns1035Label(version)) : []),
    ...(kind ? each(`${at}.kind`, kind, isDns1035Label(kind.toLowerCase())).map((error) => ({ ...error, value: kind })) : [required(`${at}.kind`)]),
  ]
}

const eitherList = 'validations or auditAnnotations must contain at least one item'

export function validateValidatingPolicy(policy: ValidatingAdmissionPolicy): FieldError[] {
  const { spec } = policy
  const { validations = [], auditAnnotations = [] } = spec
  if (validations.length === 0 && auditAnnotations.length === 0)
    return [...validatePolicy(spec), required('spec.validations', eitherList), required('spec.auditAnnotations', eitherList)]
  return [
    ...validatePolicy(spec),
    ...validations.flatMap((validation, i) => validateValidation(validation, `spec.validations[${i}]`)),
    ...auditAnnotations.flatMap((annotation, i) => [
      ...validateAnnotation(annotation, `spec.auditAnnotations[${i}]`),
      ...(auditAnnotations.findIndex(({ key }) => key === annotation.key) < i ? [duplicate(`spec.auditAnnotations[${i}].key`, annotation.key)] : []),
    ]),
    ...problemsOfValidations(policy),
  ]
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']

const validateValidation = ({ expression, message, reason }: Validation, at: string): FieldError[] => [
  ...expressionField(`${at}.expression`, expression),
  ...oneLine(`${at}.message`, message),
  ...(reason !== undefined && !reasons.includes(reason) ? [notSupported(`${at}.reason`, reason, reasons)] : []),
]

const validateAnnotation = ({ key, valueExpression }: AuditAnnotation, at: string): FieldError[] => [
  ...(key ? each(`${at}.key`, key, isQualifiedName(key)) : [required(`${at}.key`)]),
  ...(valueExpression?.trim() ? [] : [required(`${at}.valueExpression`, 'valueExpression is not specified')]),
]

export function validateMutatingPolicy(policy: MutatingAdmissionPolicy): FieldError[] {
  const { spec } = policy
  const { mutations = [], reinvocationPolicy } = spec
  return [
    ...validatePolicy(spec),
    ...oneOf('spec.reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']),
    ...(mutations.length === 0 ? [required('spec.mutations', 'mutations must contain at least one item')] : []),
    ...mutations.flatMap((mutation, i) => validateMutation(mutation, `spec.mutations[${i}]`)),
    ...problemsOfMutations(policy),
  ]
}

function validateMutation({ patchType, applyConfiguration, jsonPatch }: Mutation, at: string): FieldError[] {
  if (patchType === 'ApplyConfiguration')
    return [
      ...expressionField(`${at}.applyConfiguration.expression`, applyConfiguration?.expression),
      ...(jsonPatch ? [forbiddenField(`${at}.jsonPatch`, 'jsonPatch must not be specified when patchType is ApplyConfiguration')] : []),
    ]
  if (patchType === 'JSONPatch')
    return [
      ...expressionField(`${at}.jsonPatch.expression`, jsonPatch?.expression),
      ...(applyConfiguration ? [forbiddenField(`${at}.applyConfiguration`, 'applyConfiguration must not be specified when patchType is JSONPatch')] : []),
    ]
  return oneOf(`${at}.patchType`, patchType, ['ApplyConfiguration', 'JSONPatch'])
}

interface BindingSpec {
  readonly policyName?: string
  readonly paramRef?: ParamRef
  readonly matchResources?: MatchResources
}

export const validateBinding = ({ policyName, paramRef, matchResources }: BindingSpec): FieldError[] => [
  ...(policyName ? each('spec.policyName', policyName, isDns1123Subdomain(policyName)) : [required('spec.policyName')]),
  ...(paramRef ? validateParamRef(paramRef, 'spec.paramRef') : []),
  ...(matchResources ? validateMatchResources(matchResources, 'spec.matchResources') : []),
]

function validateParamRef({ name, namespace, selector, parameterNotFoundAction }: ParamRef, at: string): FieldError[] {
  return [
    ...(!name && !selector ? [required(at, 'one of name or selector must be specified')] : []),
    ...(name && selector ? [forbiddenField(`${at}.name`, 'name and selector are mutually exclusive')] : []),
    ...(namespace ? each(`${at}.namespace`, namespace, isDns1123Label(namespace)) : []),
    ...oneOf(`${at}.parameterNotFoundAction`, parameterNotFoundAction, ['Allow', 'Deny']),
  ]
}

const actions = ['Audit', 'Deny', 'Warn']

export function validateValidationActions(given: readonly string[]): FieldError[] {
  const at = 'spec.validationActions'
  return [
    ...(given.length === 0 ? [required(at, 'at least one validation action is required')] : []),
    ...given.flatMap((action, i) => [
      ...(given.indexOf(action) < i ? [duplicate(`${at}[${i}]`, action)] : []),
      ...(actions.includes(action) ? [] : [notSupported(`${at}[${i}]`, action, actions)]),
    ]),
    ...(given.includes('Deny') && given.includes('Warn')
      ? [
          invalidValue(
            at,
            given,
            'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
          ),
        ]
      : []),
  ]
}
