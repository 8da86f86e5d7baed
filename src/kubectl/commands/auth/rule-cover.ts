/** Which permissions rules lack that other rules have. Models kubernetes/component-helpers auth/rbac/validation. */
import type { PolicyRule } from '../../../api/types.ts'

/** The parts of `wanted` that no rule of `owned` gives; each speaks of one verb of one thing. */
export const uncovered = (owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] =>
  wanted.flatMap(brokenDown).filter((part) => !owned.some((rule) => covers(rule, part)))

function brokenDown({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }: PolicyRule): PolicyRule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}]
  const parts = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name): PolicyRule => ({ apiGroups: [group], resources: [resource], verbs: [verb], ...name }))),
    ),
  )
  return [...parts, ...nonResourceURLs.flatMap((url) => verbs.map((verb): PolicyRule => ({ nonResourceURLs: [url], verbs: [verb] })))]
}

function covers(rule: PolicyRule, part: PolicyRule): boolean {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const names = part.resourceNames ?? []
  return (
    hasAll(rule.verbs, part.verbs) &&
    hasAll(apiGroups, part.apiGroups ?? []) &&
    (part.resources ?? []).every((resource) => coversResource(resources, resource)) &&
    (part.nonResourceURLs ?? []).every((url) => nonResourceURLs.some((one) => coversUrl(one, url))) &&
    (names.length === 0 ? resourceNames.length === 0 : resourceNames.length === 0 || names.every((name) => resourceNames.includes(name)))
  )
}

const hasAll = (owned: readonly string[], wanted: readonly string[]): boolean => owned.includes('*') || wanted.every((one) => owned.includes(one))

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true
  const slash = resource.indexOf('/')
  return slash >= 0 && owned.includes(`*/${resource.slice(slash + 1)}`)
}

const coversUrl = (owned: string, url: string): boolean => owned === url || (owned.endsWith('*') && url.startsWith(owned.replace(/\*+$/, '')))
