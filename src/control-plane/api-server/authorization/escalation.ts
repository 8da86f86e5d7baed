/**
 * Nobody may grant what they do not have. Whoever writes a role must hold all its rules (or the verb `escalate` on it),
 * whoever writes a binding must hold the rules of the role it names (or `bind`). In a real API server this sits in the
 * storage of roles and bindings (pkg/registry/rbac/{role,rolebinding,…}/policybased); here it is a validating step of
 * admission (admission/rbac-escalation.ts).
 */
import type { UserInfo } from '../../../api/request.ts'
import type { PolicyRule } from '../../../api/types.ts'
import { urlMatches } from './rules.ts'

/** The text of the refusal, or undefined if `held` covers all of `wanted`. */
export function escalation(user: UserInfo, held: readonly PolicyRule[], wanted: readonly PolicyRule[]): string | undefined {
  const missing = wanted.flatMap(breakDown).filter((rule) => !held.some((own) => ruleCovers(own, rule)))
  if (missing.length === 0) return undefined
  const lines = [...new Set(compact(missing).map(compactText))].sort()
  return `user ${quoted(user.username)} (groups=${list(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`
}

/** One rule for each combination of verb, group, resource and name. Models BreakdownRule of component-helpers/auth/rbac/validation. */
function breakDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): PolicyRule[] {
  const result: PolicyRule[] = []
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs) {
        const rule = { apiGroups: [group], resources: [resource], verbs: [verb] }
        if (resourceNames.length === 0) result.push(rule)
        for (const name of resourceNames) result.push({ ...rule, resourceNames: [name] })
      }
  for (const url of nonResourceURLs) for (const verb of verbs) result.push({ nonResourceURLs: [url], verbs: [verb] })
  return result
}

function ruleCovers(own: PolicyRule, wanted: PolicyRule): boolean {
  if (!hasAll(own.verbs, wanted.verbs) || !hasAll(own.apiGroups, wanted.apiGroups)) return false
  if (!(wanted.resources ?? []).every((resource) => coversResource(own.resources ?? [], resource))) return false
  if (own.resourceNames?.length && !(wanted.resourceNames?.length && wanted.resourceNames.every((name) => own.resourceNames?.includes(name)))) return false
  return (wanted.nonResourceURLs ?? []).every((url) => (own.nonResourceURLs ?? []).some((pattern) => urlMatches(pattern, url)))
}

const hasAll = (own: readonly string[] = [], wanted: readonly string[] = []): boolean => own.includes('*') || wanted.every((item) => own.includes(item))

function coversResource(own: readonly string[], resource: string): boolean {
  if (own.includes('*') || own.includes(resource)) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && own.includes(`*${resource.slice(slash)}`)
}

/** Rules that differ only in their verb become one. Models CompactRules of pkg/registry/rbac/validation. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>()
  const others: PolicyRule[] = []
  for (const rule of rules) {
    if (!rule.resources) {
      others.push(rule)
      continue
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames])
    const known = merged.get(key)
    if (!known) merged.set(key, { ...rule, verbs: [...rule.verbs] })
    else known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)))
  }
  return [...merged.values(), ...others]
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}` */
function compactText(rule: PolicyRule): string {
  const parts: readonly [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ]
  return `{${parts.flatMap(([name, values]) => (values?.length ? [`${name}:${list(values)}`] : [])).join(', ')}}`
}

/** As Go's %q prints a text and a list of texts. */
const quoted = (text: string): string => JSON.stringify(text)
const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(' ')}]`
