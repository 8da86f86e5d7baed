/** The answer to those who may not. Models apiserver pkg/endpoints/handlers/responsewriters/errors.go. */
import { forbidden, StatusError } from '../../../api/status.ts'
import type { Attributes } from './authorizer.ts'

/** 403 with the real text; `reason` is what the authorizers said, if anything. */
export function forbiddenRequest(attributes: Attributes, reason: string): StatusError {
  const text = forbiddenMessage(attributes)
  const why = reason === '' ? text : `${text}: ${reason}`
  if (!attributes.isResource) return new StatusError(403, 'Forbidden', `forbidden: ${why}`, {})
  return forbidden({ group: attributes.group, plural: attributes.resource }, attributes.name, why)
}

/** `User "jane" cannot list resource "pods" in API group "" in the namespace "default"` */
function forbiddenMessage({ user, verb, isResource, group, resource, subresource, namespace, path }: Attributes): string {
  const who = `User ${quote(user.username)} cannot ${sanitize(verb)}`
  if (!isResource) return `${who} path ${quote(path)}`
  const what = `resource ${quote(subresource === '' ? resource : `${resource}/${subresource}`)} in API group ${quote(group)}`
  return namespace === '' ? `${who} ${what} at the cluster scope` : `${who} ${what} in the namespace ${quote(namespace)}`
}

/** Names come from the request, and the answer may end up in a browser. */
const sanitize = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const quote = (text: string): string => sanitize(JSON.stringify(text))
