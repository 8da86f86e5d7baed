/** What the audit log keeps of a request, by the first rule that is about it. Models apiserver pkg/audit/policy. */
import type { UserInfo } from '../../api/request.ts'
import type { RequestInfo } from './request-info.ts'

type AuditLevel = 'None' | 'Metadata' | 'Request' | 'RequestResponse'
export type AuditStage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic'

interface AuditRule {
  readonly level: AuditLevel
  readonly users?: readonly string[]
  readonly userGroups?: readonly string[]
  readonly verbs?: readonly string[]
  readonly resources?: readonly { readonly group?: string; readonly resources?: readonly string[]; readonly resourceNames?: readonly string[] }[]
  readonly namespaces?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly omitStages?: readonly AuditStage[]
  readonly omitManagedFields?: boolean
}

/** audit.k8s.io/v1 Policy, the file that --audit-policy-file names. */
export interface AuditPolicy {
  readonly rules: readonly AuditRule[]
  readonly omitStages?: readonly AuditStage[]
  readonly omitManagedFields?: boolean
}

export interface AuditDecision {
  readonly level: AuditLevel
  readonly omitStages: readonly AuditStage[]
  readonly omitManagedFields: boolean
}

/** The first rule that matches decides; none: nothing is kept. */
export function auditDecision({ rules, omitStages = [], omitManagedFields = false }: AuditPolicy, info: RequestInfo, user: UserInfo): AuditDecision {
  const rule = rules.find((each) => matches(each, info, user))
  return {
    level: rule?.level ?? 'None',
    omitStages: [...omitStages, ...(rule?.omitStages ?? [])],
    omitManagedFields: rule?.omitManagedFields ?? omitManagedFields,
  }
}

function matches(rule: AuditRule, info: RequestInfo, user: UserInfo): boolean {
  const { users = [], userGroups = [], verbs = [] } = rule
  if (users.length > 0 && !users.includes(user.username)) return false
  if (userGroups.length > 0 && !userGroups.some((group) => user.groups.includes(group))) return false
  if (verbs.length > 0 && !verbs.includes(info.verb)) return false
  return info.isResource ? matchesResource(rule, info) : matchesPath(rule, info.path)
}

function matchesPath({ nonResourceURLs = [], resources = [], namespaces = [] }: AuditRule, path: string): boolean {
  if (nonResourceURLs.length === 0) return resources.length === 0 && namespaces.length === 0
  return nonResourceURLs.some((pattern) => pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))))
}

function matchesResource({ nonResourceURLs = [], namespaces = [], resources = [] }: AuditRule, info: RequestInfo): boolean {
  if (nonResourceURLs.length > 0) return false
  if (namespaces.length > 0 && !namespaces.includes(info.namespace)) return false
  if (resources.length === 0) return true
  const combined = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`
  return resources.some(
    ({ group = '', resources: names = [], resourceNames = [] }) =>
      group === info.group &&
      (names.length === 0 || names.some((name) => namesResource(name, combined, info))) &&
      (resourceNames.length === 0 || resourceNames.includes(info.name)),
  )
}

/** `pods` without its subresources, `pods/log`, `pods/*`, or a star before the slash. */
const namesResource = (name: string, combined: string, { resource, subresource }: RequestInfo): boolean =>
  name === '*' || name === combined || name === `${resource}/*` || (subresource !== '' && name === `*/${subresource}`)
