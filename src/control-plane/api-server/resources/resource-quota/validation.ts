/** Models ValidateResourceQuota of pkg/apis/core/validation. */
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../../../api/types.ts'
import { internalValue } from '../internal-json.ts'
import { isHugePages, resourceName, validateQuantity } from '../pod/validation-resources.ts'

const compute = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']
const ofPods = ['pods', ...compute]
const ofQuotas = new Set([
  ...ofPods,
  'ephemeral-storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
  'requests.storage',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])

/** Scope → the resources that it can be told of. */
const scopes: Readonly<Record<string, readonly string[]>> = {
  Terminating: ofPods,
  NotTerminating: ofPods,
  BestEffort: ['pods'],
  NotBestEffort: ofPods,
  PriorityClass: ofPods,
  CrossNamespacePodAffinity: ofPods,
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
}
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

const isStandard = (name: string): boolean => ofQuotas.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')

function quotaResource(name: string, path: string): FieldError[] {
  const standard = name.startsWith('requests.hugepages-') ? [] : resourceName(name, path)
  return name.includes('/') || isStandard(name) ? standard : [...standard, invalidValue(path, name, 'must be a standard resource for quota')]
}

const validateAmounts = (list: Readonly<Record<string, string>> | undefined, path: string): FieldError[] =>
  Object.entries(list ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, quantity]) => [...quotaResource(name, `${path}[${name}]`), ...validateQuantity(name, quantity, `${path}[${name}]`)])

export function validateResourceQuota({ spec = {} }: ResourceQuota): FieldError[] {
  const selector = spec.scopeSelector?.matchExpressions
  return [
    ...validateAmounts(spec.hard, 'spec.hard'),
    ...(spec.scopes?.length ? validateScopes(spec) : []),
    ...(selector ? validateSelector(spec, selector) : []),
  ]
}

/** The standard resources that a scope says nothing of. */
const misplaced = (scope: string, hard: object | undefined): string[] =>
  Object.keys(hard ?? {})
    .sort()
    .filter((name) => isStandard(name) && scopes[scope] !== undefined && !scopes[scope].includes(name))

const contradicts = (named: readonly string[]): number => opposites.filter((pair) => pair.every((scope) => named.includes(scope))).length

function validateScopes({ scopes: named = [], hard }: ResourceQuotaSpec): FieldError[] {
  const wrong = (why: string): FieldError => invalidValue('spec.scopes', named, why)
  return [
    ...named.flatMap((scope) => [
      ...(scope in scopes ? [] : [wrong('unsupported scope')]),
      ...misplaced(scope, hard).map(() => wrong('unsupported scope applied to resource')),
    ]),
    ...Array.from({ length: contradicts(named) }, () => wrong('conflicting scopes')),
  ]
}

const path = 'spec.scopeSelector.matchExpressions'
const onlyExists =
  "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"

function validateSelector(spec: ResourceQuotaSpec, terms: readonly ScopedResourceSelectorRequirement[]): FieldError[] {
  const named = terms.map(({ scopeName }) => scopeName)
  return [
    ...terms.flatMap((term) => [
      ...(term.scopeName in scopes ? [] : [invalidValue(`${path}.scopeName`, term.scopeName, 'unsupported scope')]),
      ...misplaced(term.scopeName, spec.hard).map(() =>
        invalidValue(path, internalValue(spec.scopeSelector ?? {}, 'ScopeSelector'), 'unsupported scope applied to resource'),
      ),
      ...validateTerm(term),
    ]),
    ...Array.from({ length: contradicts(named) }, () => invalidValue(path, spec.scopes ?? null, 'conflicting scopes')),
  ]
}

function validateTerm({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): FieldError[] {
  const takesValues = scopeName === 'PriorityClass' || scopeName === 'VolumeAttributesClass' || !(scopeName in scopes)
  const errors = takesValues || operator === 'Exists' ? [] : [invalidValue(`${path}.operator`, operator, onlyExists)]
  if (operator === 'In' || operator === 'NotIn')
    return values.length > 0
      ? errors
      : [...errors, required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")]
  if (operator !== 'Exists' && operator !== 'DoesNotExist') return [...errors, invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]
  const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
  return values.length === 0 ? errors : [...errors, invalidValue(`${path}.values`, values, why)]
}

export function validateResourceQuotaUpdate({ spec }: ResourceQuota, { spec: old }: ResourceQuota): FieldError[] {
  const sorted = (list: readonly string[] | undefined): string => [...new Set(list ?? [])].sort().join()
  return sorted(spec?.scopes) === sorted(old?.scopes) ? [] : [invalidValue('spec.scopes', spec?.scopes ?? null, 'field is immutable')]
}

export const validateResourceQuotaStatus = ({ status }: ResourceQuota): FieldError[] => [
  ...validateAmounts(status?.hard, 'status.hard'),
  ...validateAmounts(status?.used, 'status.used'),
]
