/** Acting as somebody else (`kubectl --as`), for those whom RBAC lets. Models apiserver pkg/endpoints/filters/impersonation.go. */
import type { ApiRequest, UserInfo } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import type { Attributes } from '../authorization/authorizer.ts'

/** The user that the request shall run as. `check` throws 403 for what the real user may not impersonate. */
export function impersonate(request: ApiRequest, user: UserInfo, check: (attributes: Attributes) => void): UserInfo {
  const headers = request.headers ?? {}
  const name = headers['impersonate-user']
  const groups = splitHeader(headers['impersonate-group'])
  const uid = headers['impersonate-uid']
  const extra = Object.keys(headers).filter((header) => header.startsWith('impersonate-extra-'))
  if (!name) {
    if (groups.length > 0 || uid || extra.length > 0)
      throw new StatusError(
        500,
        'InternalError',
        `Internal error occurred: requested ${JSON.stringify(groups.map((group) => ({ kind: 'Group', name: group })))} without impersonating a user name`,
        { causes: [{ message: 'requested groups without impersonating a user' }] },
      )
    return user
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  if (account) check(attributes(user, '', 'serviceaccounts', account[2] as string, account[1] as string))
  else check(attributes(user, '', 'users', name))
  for (const group of groups) check(attributes(user, '', 'groups', group))
  if (uid) check(attributes(user, 'authentication.k8s.io', 'uids', uid))
  for (const header of extra)
    for (const value of splitHeader(headers[header]))
      check({ ...attributes(user, 'authentication.k8s.io', 'userextras', value), subresource: extraKey(header) })
  return {
    username: name,
    groups: impersonatedGroups(name, groups, account),
    ...(uid ? { uid } : {}),
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra.map((header) => [extraKey(header), splitHeader(headers[header])])) } : {}),
  }
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
