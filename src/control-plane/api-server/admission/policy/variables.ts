/** What expressions of policies and match conditions see: the types, and the values for one request. Models apiserver pkg/admission/plugin/cel. */
import { namespaces } from '../../../../api/kinds.ts'
import type { AnyObject } from '../../../../api/object.ts'
import type { CelVariables } from '../../cel/cel.ts'
import { fromJson } from '../../cel/json.ts'
import { authorizerType, authorizerValue, resourceCheck, resourceCheckType } from '../../cel/kubernetes/authorizer.ts'
import type { Type } from '../../cel/language/types.ts'
import * as t from '../../cel/language/types.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission.ts'

const strings = (...names: string[]): Record<string, Type> => Object.fromEntries(names.map((name) => [name, t.string]))

const kindType = t.object('kubernetes.GroupVersionKind', strings('group', 'version', 'kind'))
const resourceType = t.object('kubernetes.GroupVersionResource', strings('group', 'version', 'resource'))
const userType = t.object('kubernetes.UserInfo', {
  ...strings('username', 'uid'),
  groups: t.list(t.string),
  extra: t.map(t.string, t.list(t.string)),
})
const requestType = t.object('kubernetes.AdmissionRequest', {
  kind: kindType,
  resource: resourceType,
  requestKind: kindType,
  requestResource: resourceType,
  ...strings('subResource', 'requestSubResource', 'name', 'namespace', 'operation'),
  userInfo: userType,
  dryRun: t.bool,
  options: t.dyn,
})
const metadataType = t.object('kubernetes.NamespaceMetadata', {
  ...strings('name', 'generateName', 'namespace', 'UID', 'resourceVersion'),
  labels: t.map(t.string, t.string),
  annotations: t.map(t.string, t.string),
  creationTimestamp: t.timestamp,
  deletionTimestamp: t.timestamp,
  deletionGracePeriodSeconds: t.int,
  generation: t.int,
  finalizers: t.list(t.string),
})
const conditionType = t.object('kubernetes.NamespaceCondition', { ...strings('status', 'type', 'message', 'reason'), lastTransitionTime: t.timestamp })
const namespaceType = t.object('kubernetes.Namespace', {
  metadata: metadataType,
  spec: t.object('kubernetes.NamespaceSpec', { finalizers: t.list(t.string) }),
  status: t.object('kubernetes.NamespaceStatus', { conditions: t.list(conditionType), phase: t.string }),
})

/** The variables that an expression may name. */
export const variableTypes = (has: { readonly params: boolean; readonly authorizer: boolean; readonly variables?: Type }): Record<string, Type> => ({
  object: t.dyn,
  oldObject: t.dyn,
  request: requestType,
  namespaceObject: namespaceType,
  ...(has.params ? { params: t.dyn } : {}),
  ...(has.authorizer ? { authorizer: authorizerType, 'authorizer.requestResource': resourceCheckType } : {}),
  ...(has.variables ? { variables: has.variables } : {}),
})

/** Their values for a request; nothing is converted that nobody asks for. */
export function variableValues(attributes: AdmissionAttributes, context: AdmissionContext, params: AnyObject | undefined): CelVariables {
  const { definition, user, namespace, name, subresource } = attributes
  const { group, version, plural: resource } = definition.of
  return {
    object: once(() => fromJson(attributes.object ?? null)),
    oldObject: once(() => fromJson(attributes.oldObject ?? null)),
    request: once(() => fromJson(requestOf(attributes), requestType)),
    namespaceObject: once(() => fromJson((namespace && resource !== 'namespaces' && context.get(namespaces, namespace)) || null, namespaceType)),
    params: once(() => fromJson(params ?? null)),
    authorizer: once(() => authorizerValue(context.authorizer, user)),
    'authorizer.requestResource': once(() => resourceCheck(context.authorizer, user, { group, version, resource, subresource, namespace, name })),
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function requestOf({ definition, operation, subresource, namespace, name, user, dryRun }: AdmissionAttributes): object {
  const { group, version, kind, plural } = definition.of
  return {
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    requestKind: { group, version, kind },
    requestResource: { group, version, resource: plural },
    ...(subresource === '' ? {} : { subResource: subresource, requestSubResource: subresource }),
    name,
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: { username: user.username, groups: user.groups, ...(user.uid ? { uid: user.uid } : {}), ...(user.extra ? { extra: user.extra } : {}) },
    dryRun,
  }
}
