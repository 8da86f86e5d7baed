/** Acting as somebody else (`kubectl --as`), for those whom RBAC lets. Models apiserver pkg/endpoints/filters/impersonation.go. */
import type { ApiRequest, UserInfo } from '../../../api/request.ts'
import { badRequest } from '../../../api/status.ts'
import type { Attributes } from '../authorization/authorizer.ts'

/** The user that the request shall run as. `check` throws 403 for what the real user may not impersonate. */
export function impersonate(request: ApiRequest, user: UserInfo, check: (attributes: Attributes) => void): UserInfo {
  const headers = request.headers ?? {}
  const name = headers['impersonate-user']
  const groups = splitHeader(headers['impersonate-group'])
  const uid = headers['impersonate-uid']
  const extra = Object.keys(headers).filter((header) => header.startsWith('impersonate-extra-'))
  if (!name) {
    if (groups.length > 0 || uid || extra.length > 0) throw badRequest(`requested [${requested(headers, groups, extra, uid)}] without impersonating a user`)
    return user
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  if (account) check(attributes(user, '', 'serviceaccounts', account[2] as string, account[1] as string))
  else check(attributes(user, '', 'users', name))
  for (const group of groups) check(attributes(user, '', 'groups', group))
  for (const header of extra)
    for (const value of splitHeader(headers[header]))
      check({ ...attributes(user, 'authentication.k8s.io', 'userextras', value), subresource: extraKey(header) })
  if (uid) check(attributes(user, 'authentication.k8s.io', 'uids', uid))
  return {
    username: name,
    groups: impersonatedGroups(name, groups, account),
    ...(uid ? { uid } : {}),
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra.map((header) => [extraKey(header), splitHeader(headers[header])])) } : {}),
  }
}

/** What was asked for, as Go prints object references. */
function requested(headers: Readonly<Record<string, string>>, groups: readonly string[], extra: readonly string[], uid: string | undefined): string {
  const version = 'authentication.k8s.io/v1'
  const references = [
    ...groups.map((group) => ['Group', '', group, '', '', '', '']),
    ...extra.flatMap((header) => splitHeader(headers[header]).map((value) => ['UserExtra', '', value, '', version, '', extraKey(header)])),
    ...(uid ? [['UID', '', uid, '', version, '', '']] : []),
  ]
  return references.map((fields) => `{${fields.join(' ')}}`).join(' ')
}

function impersonatedGroups(name: string, groups: readonly string[], account: RegExpExecArray | null): string[] {
  const all = [...groups]
  if (account && groups.length === 0) all.push('system:serviceaccounts', `system:serviceaccounts:${account[1]}`)
  const last = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  if (!all.includes(last) && !(all.includes('system:unauthenticated') && last === 'system:authenticated')) all.push(last)
  return all
}

const attributes = (user: UserInfo, group: string, resource: string, name: string, namespace = ''): Attributes => ({
  user,
  verb: 'impersonate',
  isResource: true,
  group,
  version: 'v1',
  resource,
  subresource: '',
  namespace,
  name,
  path: '',
})

/** Repeated headers arrive joined by commas. */
const splitHeader = (value: string | undefined): string[] => (value ? value.split(',').map((part) => part.trim()) : [])

const extraKey = (header: string): string => decodeURIComponent(header.slice('impersonate-extra-'.length))
