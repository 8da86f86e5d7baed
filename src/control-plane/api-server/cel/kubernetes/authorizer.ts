/** `authorizer.group('').resource('pods').check('create').allowed()`. Models apiserver pkg/cel/library/authz.go. */

import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts'
import type { UserInfo } from '../../../../api/request.ts'
import type { Attributes, Authorizer, Decision } from '../../authorization/authorizer.ts'
import { method, type Overload } from '../functions/overload.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque } from '../language/values.ts'

interface Asker {
  readonly authorizer: Authorizer
  readonly user: UserInfo
}

type Check = Asker & { readonly about: Omit<Attributes, 'user' | 'verb'> }

const authorizerName = 'kubernetes.authorization.Authorizer'
const groupName = 'kubernetes.authorization.GroupCheck'
const resourceName = 'kubernetes.authorization.ResourceCheck'
const pathName = 'kubernetes.authorization.PathCheck'
const decisionName = 'kubernetes.authorization.Decision'

export const authorizerType = t.opaque(authorizerName)
export const resourceCheckType = t.opaque(resourceName)
const groupType = t.opaque(groupName)
const pathType = t.opaque(pathName)
const decisionType = t.opaque(decisionName)

/** The value of the variable `authorizer`. */
export const authorizerValue = (authorizer: Authorizer, user: UserInfo): Opaque => new Opaque(authorizerName, { authorizer, user } satisfies Asker)

const nothing = { isResource: false, group: '', version: '', resource: '', subresource: '', namespace: '', name: '', path: '' }

/** The value of `authorizer.requestResource`: a check about what the request is about. */
export const resourceCheck = (authorizer: Authorizer, user: UserInfo, about: Partial<Attributes>): Opaque =>
  new Opaque(resourceName, { authorizer, user, about: { ...nothing, version: '*', ...about, isResource: true } } satisfies Check)

const needed = (text: string, what: string): void => {
  if (text.trim() === '') throw new EvaluationError(`${what} must not be empty`)
}

/** A copy of the check with one thing more said. */
const refined = (field: 'subresource' | 'namespace' | 'name'): Overload =>
  method(field, [resourceCheckType, t.string], resourceCheckType, ({ value }: Opaque, text: string) => {
    const check = value as Check
    return new Opaque(resourceName, { ...check, about: { ...check.about, [field]: text } })
  })

/** Selectors only narrow what is asked; RBAC does not look at them. */
const narrowed = (name: string): Overload => method(name, [resourceCheckType, t.string], resourceCheckType, (check: Opaque) => check)

function decide({ value }: Opaque, verb: string): Opaque {
  const { authorizer, user, about } = value as Check
  return new Opaque(decisionName, authorizer.authorize({ ...about, user, verb }))
}

function serviceAccount({ value }: Opaque, namespace: string, name: string): Opaque {
  const problems = isDns1123Subdomain(name)
  if (problems.length > 0) throw new EvaluationError('Invalid service account name')
  if (isDns1123Label(namespace).length > 0) throw new EvaluationError('Invalid service account namespace')
  const { authorizer } = value as Asker
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return authorizerValue(authorizer, { username: `system:serviceaccount:${namespace}:${name}`, groups })
}

const decision = ({ value }: Opaque): Decision => value as Decision

export const authorizers: readonly Overload[] = [
  method('path', [authorizerType, t.string], pathType, ({ value }: Opaque, path: string) => {
    needed(path, 'path')
    return new Opaque(pathName, { ...(value as Asker), about: { ...nothing, path } } satisfies Check)
  }),
  method('group', [authorizerType, t.string], groupType, ({ value }: Opaque, group: string) => new Opaque(groupName, { asker: value as Asker, group })),
  method('serviceAccount', [authorizerType, t.string, t.string], authorizerType, serviceAccount),
  method('resource', [groupType, t.string], resourceCheckType, ({ value }: Opaque, resource: string) => {
    needed(resource, 'resource')
    const { asker, group } = value as { asker: Asker; group: string }
    return resourceCheck(asker.authorizer, asker.user, { group, resource })
  }),
  refined('subresource'),
  refined('namespace'),
  refined('name'),
  narrowed('fieldSelector'),
  narrowed('labelSelector'),
  method('check', [pathType, t.string], decisionType, decide),
  method('check', [resourceCheckType, t.string], decisionType, decide),
  method('allowed', [decisionType], t.bool, (value: Opaque) => decision(value).allowed),
  method('reason', [decisionType], t.string, (value: Opaque) => decision(value).reason),
  method('errored', [decisionType], t.bool, () => false),
  method('error', [decisionType], t.string, () => ''),
]
