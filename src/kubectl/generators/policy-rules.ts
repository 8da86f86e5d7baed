/** The rules that `kubectl create role` and `create clusterrole` write, and what they refuse. Models kubectl pkg/cmd/create/create_role.go. */
import type { PolicyRule } from '../../api/types.ts'
import { CommandError } from '../errors.ts'

export interface RequestedResource {
  readonly resource: string
  readonly group: string
  readonly subresource: string
}

/** A resource as the server names it. */
interface KnownResource {
  readonly resource: string
  readonly group: string
}

/** Looks a resource up on the server: `po` and `pod` are `pods`. Throws if there is none. */
export type FindResource = (wanted: { resource: string; group: string }) => Promise<KnownResource>

const unique = (items: readonly string[]): string[] => [...new Set(items)]

export const verbsOf = (verbs: readonly string[]): string[] => (verbs.includes('*') ? ['*'] : unique(verbs))
export const namesOf = unique

/** `pods`, `deployments.apps/scale`; a bare `*` ends the list. */
export function resourcesOf(texts: readonly string[]): RequestedResource[] {
  const found: RequestedResource[] = []
  for (const text of texts) {
    const [named = '', subresource = ''] = splitOnce(text, '/')
    const [resource = '', group = ''] = splitOnce(named, '.')
    if (text === '*') return [{ resource, group, subresource }]
    found.push({ resource, group, subresource })
  }
  return found
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

const standardVerbs = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
]

/** Verbs that are allowed, but known only from other places. */
export const unusualVerbs = (verbs: readonly string[]): string[] => verbs.filter((verb) => !standardVerbs.includes(verb))

const rbac = 'rbac.authorization.k8s.io'
const specialVerbs: Readonly<Record<string, readonly KnownResource[]>> = {
  use: [{ group: 'policy', resource: 'podsecuritypolicies' }],
  bind: [
    { group: rbac, resource: 'roles' },
    { group: rbac, resource: 'clusterroles' },
  ],
  escalate: [
    { group: rbac, resource: 'roles' },
    { group: rbac, resource: 'clusterroles' },
  ],
  impersonate: [
    { group: '', resource: 'users' },
    { group: '', resource: 'serviceaccounts' },
    { group: '', resource: 'groups' },
    { group: 'authentication.k8s.io', resource: 'userextras' },
  ],
}

/** Throws unless every resource exists and goes with every verb. */
export async function checkResources(resources: readonly RequestedResource[], verbs: readonly string[], find: FindResource): Promise<void> {
  for (const wanted of resources) {
    if (wanted.resource === '') throw new CommandError('resource must be specified if apiGroup/subresource specified')
    if (wanted.resource === '*') return
    const { found, error } = await lookUp(wanted, find)
    let excused = false
    for (const verb of verbs) {
      const allowed = specialVerbs[verb]
      if (allowed === undefined) continue
      if (!allowed.some((one) => one.group === found.group && one.resource === found.resource))
        throw new CommandError(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`)
      excused = true
    }
    if (error !== undefined && !excused) throw error
  }
}

async function lookUp(wanted: RequestedResource, find: FindResource): Promise<{ found: KnownResource; error?: unknown }> {
  try {
    return { found: await find(wanted) }
  } catch (error) {
    return { found: wanted, error }
  }
}

/** One rule per API group, groups sorted, and one for URLs. */
export async function policyRules(
  request: { verbs: readonly string[]; resources: readonly RequestedResource[]; names: readonly string[]; urls?: readonly string[] },
  find: FindResource,
): Promise<PolicyRule[]> {
  const byGroup = new Map<string, string[]>()
  for (const wanted of request.resources) {
    const { found } = await lookUp(wanted, find)
    const name = wanted.subresource === '' ? found.resource : `${found.resource}/${wanted.subresource}`
    const list = byGroup.get(found.group) ?? []
    if (!list.includes(name)) byGroup.set(found.group, [...list, name])
  }
  const verbs = [...request.verbs]
  const rules: PolicyRule[] = [...byGroup]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) => ({ verbs, apiGroups: [group], resources, ...(request.names.length > 0 ? { resourceNames: [...request.names] } : {}) }))
  if (request.urls && request.urls.length > 0) rules.push({ verbs, nonResourceURLs: [...request.urls] })
  return rules
}

/** Throws for a URL or a verb that no rule about URLs may have. */
export function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  if (urls.length === 0) return
  const allowed = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']
  for (const verb of verbs) if (!allowed.includes(verb)) throw new CommandError(`invalid verb: '${verb}' for nonResourceURL`)
  for (const url of urls) {
    if (url === '*') continue
    if (!url.startsWith('/')) throw new CommandError('nonResourceURL should start with /')
    if (url.slice(0, -1).includes('*')) throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end")
  }
}
