/** Models pkg/apis/rbac/validation. */

import { validateLabelSelector } from '../../../../api/labels.ts'
import { isDns1123Subdomain, isPathSegmentName } from '../../../../api/names.ts'
import { deepEqual } from '../../../../api/object.ts'
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { ClusterRole, PolicyRule, Role, RoleRef, RbacV1Subject as Subject } from '../../../../api/types.ts'
import { each } from '../checks.ts'
import { internalValue } from '../internal-json.ts'

const rbacGroup = 'rbac.authorization.k8s.io'

export const validateRole = (role: Role): FieldError[] => (role.rules ?? []).flatMap((rule, i) => validateRule(rule, true, `rules[${i}]`))

export function validateClusterRole(role: ClusterRole): FieldError[] {
  const errors = (role.rules ?? []).flatMap((rule, i) => validateRule(rule, false, `rules[${i}]`))
  if (!role.aggregationRule) return errors
  const path = 'aggregationRule.clusterRoleSelectors'
  const selectors = role.aggregationRule.clusterRoleSelectors ?? []
  if (selectors.length === 0) return [...errors, required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')]
  return [...errors, ...selectors.flatMap((selector, i) => validateLabelSelector(selector, `${path}[${i}]`))]
}

function validateRule(rule: PolicyRule, namespaced: boolean, at: string): FieldError[] {
  const errors: FieldError[] = []
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (verbs.length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'))
  if (nonResourceURLs.length > 0) {
    if (namespaced) errors.push(invalidValue(`${at}.nonResourceURLs`, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'))
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      errors.push(invalidValue(`${at}.nonResourceURLs`, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'))
    return errors
  }
  if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
  if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'))
  return errors
}

interface Binding {
  roleRef: RoleRef
  subjects?: Subject[]
}

export function validateBinding({ roleRef, subjects }: Binding, namespaced: boolean): FieldError[] {
  const { apiGroup, kind, name }: Partial<RoleRef> = roleRef ?? {}
  const errors: FieldError[] = []
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (apiGroup !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', apiGroup ?? '', [rbacGroup]))
  if (!kinds.includes(kind ?? '')) errors.push(notSupported('roleRef.kind', kind ?? '', kinds))
  errors.push(...(name ? each('roleRef.name', name, isPathSegmentName(name)) : [required('roleRef.name')]))
  return [...errors, ...(subjects ?? []).flatMap((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`))]
}

function validateSubject({ kind, name, namespace, apiGroup = '' }: Subject, namespaced: boolean, at: string): FieldError[] {
  const errors: FieldError[] = name ? [] : [required(`${at}.name`)]
  if (kind === 'ServiceAccount') {
    if (name) errors.push(...each(`${at}.name`, name, isDns1123Subdomain(name)))
    if (apiGroup !== '') errors.push(notSupported(`${at}.apiGroup`, apiGroup, ['']))
    if (!namespaced && !namespace) errors.push(required(`${at}.namespace`))
  } else if (kind === 'User' || kind === 'Group') {
    if (!name) errors.push(invalidValue(`${at}.name`, name ?? '', `${kind.toLowerCase()} name cannot be empty`))
    if (apiGroup !== rbacGroup) errors.push(notSupported(`${at}.apiGroup`, apiGroup, [rbacGroup]))
  } else errors.push(notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']))
  return errors
}

/** Whoever may change who is bound may not thereby choose another role. */
export const validateBindingUpdate = ({ roleRef }: Binding, old: Binding): FieldError[] =>
  deepEqual(roleRef, old.roleRef) ? [] : [invalidValue('roleRef', internalValue(roleRef, 'RoleRef'), 'cannot change roleRef')]
