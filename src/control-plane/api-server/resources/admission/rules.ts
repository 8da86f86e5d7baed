/** Which requests a webhook or policy is about. Models pkg/apis/admissionregistration/validation. */
import { validateLabelSelector } from '../../../../api/labels.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { MatchResources, NamedRuleWithOperations, RuleWithOperations } from '../../../../api/types.ts'
import { oneOf, oneOfIfSet } from '../checks.ts'

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

export function validateRuleWithOperations(rule: RuleWithOperations, at: string): FieldError[] {
  const { operations: given = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule
  return [
    ...wildcardAlone(given, `${at}.operations`, 'operations'),
    ...given.flatMap((operation, i) => (operations.includes(operation) ? [] : [notSupported(`${at}.operations[${i}]`, operation, operations)])),
    ...wildcardAlone(apiGroups, `${at}.apiGroups`, 'API groups'),
    ...wildcardAlone(apiVersions, `${at}.apiVersions`, 'API versions'),
    ...apiVersions.flatMap((version, i) => (version ? [] : [required(`${at}.apiVersions[${i}]`)])),
    ...validateResources(resources, `${at}.resources`),
    ...oneOfIfSet(`${at}.scope`, scope, ['*', 'Cluster', 'Namespaced']),
  ]
}

function wildcardAlone(list: readonly string[], at: string, what: string): FieldError[] {
  if (list.length === 0) return [required(at)]
  return list.length > 1 && list.includes('*') ? [invalidValue(at, list, `if '*' is present, must not specify other ${what}`)] : []
}

function validateResources(resources: readonly string[], at: string): FieldError[] {
  if (resources.length === 0) return [required(at)]
  const errors: FieldError[] = []
  for (const [i, resource] of resources.entries()) {
    const [name = '', sub] = resource.split('/')
    if (resource === '') errors.push(required(`${at}[${i}]`))
    if (sub === undefined) continue
    const before = resources.slice(0, i)
    for (const [all, covered] of [
      [`${name}/*`, before.includes(`${name}/*`)],
      [`*/${sub}`, before.includes(`*/${sub}`)],
    ] as const)
      if (covered) errors.push(invalidValue(`${at}[${i}]`, resource, `if '${all}' is present, must not specify ${resource}`))
  }
  if (resources.length > 1 && resources.includes('*/*')) errors.push(invalidValue(at, resources, "if '*/*' is present, must not specify other resources"))
  if (resources.includes('*') && resources.some((resource) => resource !== '*' && !resource.includes('/')))
    errors.push(invalidValue(at, resources, "if '*' is present, must not specify other resources without subresources"))
  return errors
}

export function validateMatchResources(match: MatchResources, at: string): FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = match
  return [
    ...(matchPolicy === undefined ? [required(`${at}.matchPolicy`)] : oneOf(`${at}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact'])),
    ...(namespaceSelector ? validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`) : [required(`${at}.namespaceSelector`)]),
    ...(objectSelector ? validateLabelSelector(objectSelector, `${at}.objectSelector`) : [required(`${at}.objectSelector`)]),
    ...resourceRules.flatMap((rule, i) => validateRuleWithOperations(rule, `${at}.resourceRules[${i}]`)),
    ...excludeResourceRules.flatMap((rule, i) => validateRuleWithOperations(rule, `${at}.excludeResourceRules[${i}]`)),
  ]
}

/** What a rule that leaves things out means. */
export function defaultMatchResources(match: MatchResources | undefined): void {
  if (!match) return
  match.matchPolicy ??= 'Equivalent'
  match.namespaceSelector ??= {}
  match.objectSelector ??= {}
  const rules: NamedRuleWithOperations[] = [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]
  for (const rule of rules) rule.scope ??= '*'
}
