/** Whether a rule covers a request. Models pkg/apis/rbac/v1/evaluation_helpers.go. */
import type { PolicyRule } from '../../../api/types.ts'
import type { Attributes } from './authorizer.ts'

/** Who asks does not matter here. */
export type Request = Omit<Attributes, 'user'>

export function ruleAllows(rule: PolicyRule, request: Request): boolean {
  if (!covers(rule.verbs, request.verb)) return false
  if (!request.isResource) return (rule.nonResourceURLs ?? []).some((url) => urlMatches(url, request.path))
  return covers(rule.apiGroups, request.group) && resourceMatches(rule, request) && nameMatches(rule, request.name)
}

const covers = (list: readonly string[] | undefined, value: string): boolean => list?.some((item) => item === '*' || item === value) ?? false

/** A star is every resource with every subresource; `pods/log` one subresource; a star and `/scale` that subresource of everything. */
function resourceMatches(rule: PolicyRule, { resource, subresource }: Request): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`
  return (rule.resources ?? []).some((item) => item === '*' || item === combined || (subresource !== '' && item === `*/${subresource}`))
}

const nameMatches = (rule: PolicyRule, name: string): boolean => !rule.resourceNames?.length || rule.resourceNames.includes(name)

/** `/healthz` is itself, `/healthz/*` all below, `*` everything. */
export const urlMatches = (pattern: string, path: string): boolean =>
  pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')))
