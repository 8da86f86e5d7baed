/** IngressClasses. Models pkg/apis/networking/validation. */
import { patternText } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required, tooLong } from '../../../../api/status.ts'
import type { IngressClass, IngressClassParametersReference } from '../../../../api/types.ts'
import { dnsLabel, dnsSubdomain, unchanged } from '../checks.ts'
import { validateObject } from './backend-validation.ts'

const maxController = 250
const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"

export function validateIngressClass({ spec = {} }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec
  return [
    ...(controller === ''
      ? [required('spec.controller')]
      : [...(controller.length > maxController ? [tooLong('spec.controller', maxController)] : []), ...domainPrefixedPath('spec.controller', controller)]),
    ...(parameters ? validateParameters(parameters, 'spec.parameters') : []),
  ]
}

/** `example.com/controller` */
function domainPrefixedPath(at: string, value: string): FieldError[] {
  const slash = value.indexOf('/')
  if (slash <= 0 || slash === value.length - 1) return [invalidValue(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const path = value.slice(slash + 1)
  return [
    ...dnsSubdomain(at, value.slice(0, slash)),
    ...(new RegExp(`^${pathPattern}$`).test(path) ? [] : [invalidValue(at, path, patternText('Invalid path', pathPattern))]),
  ]
}

const scopes = ['Cluster', 'Namespace']

function validateParameters(parameters: IngressClassParametersReference, at: string): FieldError[] {
  const { scope, namespace } = parameters
  const errors = validateObject(parameters, at)
  if (scope === undefined) return [...errors, required(`${at}.scope`)]
  if (!scopes.includes(scope)) return [...errors, notSupported(`${at}.scope`, scope, scopes)]
  if (scope === 'Cluster') return namespace === undefined ? errors : [...errors, forbiddenField(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'")]
  return [
    ...errors,
    ...(namespace === undefined ? [required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'")] : dnsLabel(`${at}.namespace`, namespace)),
  ]
}

export const validateIngressClassUpdate = ({ spec }: IngressClass, { spec: old }: IngressClass): FieldError[] =>
  unchanged('spec.controller', spec?.controller ?? '', old?.controller ?? '')
